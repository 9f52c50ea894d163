import type { History } from '../findings/in-history.ts'

const leastTimes = 5
const leastShare = 0.7

/**
 * Which files came along in at least 7 of 10 earlier changes of a file that is here, of which there were five and more, and
 * are not here: the surest first.
 */
export function usuallyTogether(
  here: ReadonlySet<string>,
  touched: readonly { pullRequestId: string; path: string }[],
): History['missing'] {
  const changes = [...Map.groupBy(touched, ({ pullRequestId }) => pullRequestId).values()].map((files) =>
    files.map(({ path }) => path),
  )
  const found = [...here].flatMap((path) => {
    const those = changes.filter((paths) => paths.includes(path))
    if (those.length < leastTimes) return []
    return [...countsOf(those.flat())]
      .filter(([other, times]) => !here.has(other) && times >= leastShare * those.length)
      .map(([other, times]) => ({ path: other, with: path, times, of: those.length }))
  })
  const surest = found.toSorted(
    (one, other) => other.times / other.of - one.times / one.of || other.times - one.times,
  )
  return [...new Map(surest.toReversed().map((each) => [each.path, each])).values()].toReversed()
}

function countsOf(paths: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const path of paths) counts.set(path, (counts.get(path) ?? 0) + 1)
  return counts
}
