/** The choice that was most likely meant, when one is near enough: at most 2 letters off, and less than half the word. */
export function didYouMean(given: string, choices: readonly string[]): string | null {
  const word = given.toLowerCase()
  const near = choices
    .map((choice) => ({ choice, distance: editDistance(word, choice.toLowerCase()) }))
    .filter(({ choice, distance }) => distance <= 2 && distance < choice.length / 2)
    .sort((a, b) => a.distance - b.distance)
  return near[0]?.choice ?? null
}

/** How many letters must be put in, taken out, changed or swapped with their neighbour. */
export function editDistance(one: string, other: string): number {
  const rows = [...Array(one.length + 1).keys()].map((row) => [row])
  for (let column = 1; column <= other.length; column++) rows[0]![column] = column
  for (let row = 1; row <= one.length; row++) {
    for (let column = 1; column <= other.length; column++) {
      rows[row]![column] = cheapest(rows, one, other, row, column)
    }
  }
  return rows[one.length]![other.length]!
}

function cheapest(rows: number[][], one: string, other: string, row: number, column: number): number {
  const isSame = one[row - 1] === other[column - 1]
  const isSwapped =
    row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
  return Math.min(
    rows[row - 1]![column]! + 1,
    rows[row]![column - 1]! + 1,
    rows[row - 1]![column - 1]! + (isSame ? 0 : 1),
    isSwapped ? rows[row - 2]![column - 2]! + 1 : Infinity,
  )
}
