/** How alike two names are, 0 to 1: by their letters or by their words, whichever says more. */
export const nameSimilarity = (one: string, other: string): number =>
  Math.max(jaroWinkler(one.toLowerCase(), other.toLowerCase()), wordOverlap(one, other))

/**
 * Words that two names share, whatever their order, as a part of the longer one's: `createdAt` and `created_on` share one of two.
 * Where the longer one has all of the other's words, as `fullName` has those of `name`, half of the rest counts, too.
 */
export function wordOverlap(one: string, other: string): number {
  const [words, others] = [wordsOf(one), wordsOf(other)]
  const all = Math.max(words.length, others.length)
  if (words.length === 0 || others.length === 0) return 0
  const shared = words.filter((word) => others.includes(word)).length
  const isWhole = shared === Math.min(words.length, others.length)
  return isWhole ? (1 + shared / all) / 2 : shared / all
}

/** `HTTPUrlOf_user` is http, url, of, user. */
export const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

/** Winkler 1990, with a prefix of at most 4 that counts a tenth each. */
export function jaroWinkler(one: string, other: string): number {
  const alike = jaro(one, other)
  let prefix = 0
  while (prefix < 4 && prefix < one.length && one[prefix] === other[prefix]) prefix += 1
  return alike + prefix * 0.1 * (1 - alike)
}

function jaro(one: string, other: string): number {
  if (one === other) return 1
  const reach = Math.max(0, Math.floor(Math.max(one.length, other.length) / 2) - 1)
  const taken = new Set<number>()
  const matched: string[] = []
  for (const [index, letter] of [...one].entries()) {
    const found = indexWithin(other, letter, index, reach, taken)
    if (found === null) continue
    taken.add(found)
    matched.push(letter)
  }
  if (matched.length === 0) return 0
  const inOther = [...taken].sort((a, b) => a - b).map((index) => other[index])
  const swaps = matched.filter((letter, index) => letter !== inOther[index]).length / 2
  const count = matched.length
  return (count / one.length + count / other.length + (count - swaps) / count) / 3
}

function indexWithin(
  text: string,
  letter: string,
  index: number,
  reach: number,
  taken: Set<number>,
): number | null {
  for (let at = Math.max(0, index - reach); at <= Math.min(text.length - 1, index + reach); at++)
    if (text[at] === letter && !taken.has(at)) return at
  return null
}
