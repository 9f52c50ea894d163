/** One old thing that may be one new thing, 0 to 1. */
export interface Likeness<Old, New> {
  from: Old
  to: New
  score: number
}

/** Each old thing gets at most one new one and the other way round, the likeliest pairs first; equal scores by their order. */
export function matchOneToOne<Old, New>(
  pairs: readonly Likeness<Old, New>[],
  leastScore: number,
): Likeness<Old, New>[] {
  const [from, to] = [new Set<Old>(), new Set<New>()]
  return pairs
    .filter(({ score }) => score >= leastScore)
    .toSorted((one, other) => other.score - one.score)
    .filter((pair) => {
      if (from.has(pair.from) || to.has(pair.to)) return false
      from.add(pair.from)
      to.add(pair.to)
      return true
    })
}
