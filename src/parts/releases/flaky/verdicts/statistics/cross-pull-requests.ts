import { isAllFailed, type Group } from '../history.ts'
import type { Thresholds } from '../thresholds.ts'

const dayMilliseconds = 86_400_000

/** Pull requests whose changes have nothing to do with one another, and in all of which the test failed. */
export interface CrossPullRequests {
  pullRequests: number[]
  /** The first failed commit of each. */
  commits: string[]
  /** From the first of these failures to the last. */
  days: number
}

/**
 * Whether failures in pull requests are the test's own: there are so many with disjoint changed files, over so many days.
 * Failures while the default branch failed too are its own fault, and count for nothing.
 * @param main groups of the default branch, oldest first
 */
export function crossPullRequestsOf(
  groups: readonly Group[],
  main: readonly Group[],
  thresholds: Thresholds,
): CrossPullRequests | null {
  const failed = firstFailures(groups, main)
  const known = disjointOf(failed.filter(({ changedFiles }) => changedFiles !== null))
  if (isEnough(known, thresholds.crossPullRequests, thresholds)) return toldOf(known)
  return isEnough(failed, thresholds.crossPullRequestsUnknown, thresholds) && known.length < failed.length
    ? toldOf(failed)
    : null
}

/** The first failed group of each pull request that failed while the default branch did not. */
function firstFailures(groups: readonly Group[], main: readonly Group[]): Group[] {
  const first = new Map<number, Group>()
  for (const group of groups) {
    if (group.prNumber === null || group.isDefaultBranch || group.failures === 0) continue
    if (!first.has(group.prNumber) && !wasFailingAt(main, group.at)) first.set(group.prNumber, group)
  }
  return [...first.values()]
}

/** In order of time, those that share no file with an earlier one. */
function disjointOf(groups: readonly Group[]): Group[] {
  const seen = new Set<string>()
  return groups.filter(({ changedFiles }) => {
    if (changedFiles!.length === 0 || changedFiles!.some((file) => seen.has(file))) return false
    for (const file of changedFiles!) seen.add(file)
    return true
  })
}

const isEnough = (groups: readonly Group[], least: number, { crossDays }: Thresholds) =>
  groups.length >= least && daysOf(groups) >= crossDays

const daysOf = (groups: readonly Group[]) =>
  groups.length === 0 ? 0 : (groups.at(-1)!.at - groups[0]!.at) / dayMilliseconds

const toldOf = (groups: readonly Group[]): CrossPullRequests => ({
  pullRequests: groups.map(({ prNumber }) => prNumber!),
  commits: groups.map(({ commit }) => commit),
  days: daysOf(groups),
})

/** Whether the default branch failed at a moment: by its last group until then, or its first where there is none yet. */
function wasFailingAt(main: readonly Group[], at: number): boolean {
  let [low, high] = [0, main.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (main[middle]!.at <= at) low = middle + 1
    else high = middle
  }
  const nearest = main[Math.max(0, low - 1)]
  return nearest !== undefined && isAllFailed(nearest)
}
