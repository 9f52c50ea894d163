/** A row of two texts side by side: a line of each, or of one alone. Lines count from 1. */
export type Row = {
  kind: 'same' | 'changed' | 'removed' | 'added'
  base: number | null
  target: number | null
}

/** Above so many differing lines the search would take too long: what is left is told as replaced whole. */
const mostDifferences = 1_500

/** Which lines of two texts belong together: those in common in their order, as few others as can be. */
export function compareLines(base: readonly string[], target: readonly string[]): Row[] {
  let start = 0
  while (start < base.length && start < target.length && base[start] === target[start]) start += 1
  let end = 0
  const most = Math.min(base.length, target.length) - start
  while (end < most && base[base.length - 1 - end] === target[target.length - 1 - end]) end += 1
  const common = commonLines(base.slice(start, base.length - end), target.slice(start, target.length - end))
  const same: Pair[] = [
    ...Array.from({ length: start }, (_, place): Pair => [place, place]),
    ...common.map(([one, other]): Pair => [one + start, other + start]),
    ...Array.from({ length: end }, (_, place): Pair => [
      base.length - end + place,
      target.length - end + place,
    ]),
  ]
  return rowsOf(same, base.length, target.length)
}

type Pair = [base: number, target: number]

/**
 * Myers' greedy search for the longest common lines. On diagonal `k`, `reached[k]` is how far down `base` so many
 * differences lead; the trail keeps what each step started from.
 */
function commonLines(base: readonly string[], target: readonly string[]): Pair[] {
  const most = Math.min(base.length + target.length, mostDifferences)
  const middle = most + 1
  const reached = new Int32Array(2 * middle + 1)
  const trail: Int32Array[] = []
  for (let differences = 0; differences <= most; differences++) {
    trail.push(reached.slice(middle - differences - 1, middle + differences + 2))
    for (let k = -differences; k <= differences; k += 2) {
      let row = isDown(reached, middle, k, differences)
        ? reached[middle + k + 1]!
        : reached[middle + k - 1]! + 1
      while (row < base.length && row - k < target.length && base[row] === target[row - k]) row += 1
      reached[middle + k] = row
      if (row >= base.length && row - k >= target.length) return walkBack(trail, base.length, target.length)
    }
  }
  return []
}

const isDown = (reached: Int32Array, middle: number, k: number, differences: number): boolean =>
  k === -differences || (k !== differences && reached[middle + k - 1]! < reached[middle + k + 1]!)

function walkBack(trail: readonly Int32Array[], rows: number, columns: number): Pair[] {
  const pairs: Pair[] = []
  let [row, column] = [rows, columns]
  for (let differences = trail.length - 1; differences >= 0; differences--) {
    const [before, middle] = [trail[differences]!, differences + 1]
    const k = row - column
    const from = isDown(before, middle, k, differences) ? k + 1 : k - 1
    const [fromRow, fromColumn] = [before[middle + from]!, before[middle + from]! - from]
    while (row > fromRow && column > fromColumn) pairs.push([--row, --column])
    ;[row, column] = [fromRow, fromColumn]
  }
  return pairs.toReversed()
}

/** Between lines in common, those removed and those added stand beside each other as far as they go. */
function rowsOf(same: readonly Pair[], baseLength: number, targetLength: number): Row[] {
  const rows: Row[] = []
  let [base, target] = [0, 0]
  for (const [nextBase, nextTarget] of [...same, [baseLength, targetLength] as Pair]) {
    while (base < nextBase || target < nextTarget) {
      const [hasBase, hasTarget] = [base < nextBase, target < nextTarget]
      rows.push({
        kind: hasBase && hasTarget ? 'changed' : hasBase ? 'removed' : 'added',
        base: hasBase ? ++base : null,
        target: hasTarget ? ++target : null,
      })
    }
    if (base < baseLength && target < targetLength)
      rows.push({ kind: 'same', base: ++base, target: ++target })
  }
  return rows
}

export type Stretch = { kind: 'shown'; rows: Row[] } | { kind: 'folded'; rows: Row[] }

/** Rows in stretches: what differs with a few lines around it is shown, what is far from it folded away. */
export function foldRows(rows: readonly Row[], around = 3): Stretch[] {
  const near = rows.map(() => false)
  rows.forEach((row, place) => {
    if (row.kind === 'same') return
    for (let at = Math.max(0, place - around); at <= Math.min(rows.length - 1, place + around); at++)
      near[at] = true
  })
  const stretches: Stretch[] = []
  rows.forEach((row, place) => {
    const kind = near[place] ? 'shown' : 'folded'
    const last = stretches.at(-1)
    if (last?.kind === kind) last.rows.push(row)
    else stretches.push({ kind, rows: [row] })
  })
  // A few lines take hardly more room than the words that would stand for them.
  return stretches.map((each) => (each.rows.length < 5 ? { ...each, kind: 'shown' } : each))
}
