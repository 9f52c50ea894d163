import { isAllFailed, isRepeated, type Group } from './history.ts'
import { costOf, type Cost } from './statistics/cost.ts'
import { crossPullRequestsOf, type CrossPullRequests } from './statistics/cross-pull-requests.ts'
import { mixtureOf, type Mixture } from './statistics/mixture.ts'
import { noiseOf, type Noise } from './noise/noise.ts'
import { passOnRetryOf, type PassOnRetry, type Prior } from './statistics/pass-on-retry.ts'
import { quietOf } from './statistics/quiet.ts'
import { regressionOf, type Regression } from './statistics/regression.ts'
import { busiestBranchOf, flipRateOf, streaksOf } from './statistics/sequence.ts'
import type { Thresholds } from './thresholds.ts'

/** All figures of one test in one environment, over the evidence in the window. Plain data. */
export interface Figures {
  groups: number
  /** Attempts, and how many of them failed. */
  runs: number
  failures: number
  passOnRetry: PassOnRetry
  mixture: Mixture
  noise: Noise
  /** Groups with a failed attempt. */
  failedGroups: number
  /** Of first attempts on the default branch, or on the one of most groups; null below two groups. */
  flipRate: number | null
  /** First attempts that failed there alone, between passes or at an end. */
  isolated: number
  /** Commits of those that were not run again, oldest first. */
  isolatedUnrepeated: string[]
  /** The groups at the end of the default branch that failed in every attempt; null where it passes now. */
  failing: Failing | null
  regression: Regression | null
  crossPullRequests: CrossPullRequests | null
  /** Attempts of runs after the last failure, on any branch and commit; all of them where there is none. */
  cleanRuns: number
  /** Attempts in groups without a failure. */
  passedRuns: number
  /** Expected failure rate supposing it is flaky: E[f | f > 0] over the groups up to the last failure. */
  rateIfFlaky: number
  /** Chance that as many failures, each anywhere among the groups, all lie as far back as these; 1 where there is none. */
  quietChance: number
  /** When a run last showed of a commit that it fails and passes there, or failed there once more, ms since 1970. */
  lastDivergentAt: number | null
  /** When a run last failed, ms since 1970; null where none did. */
  lastFailureAt: number | null
  cost: Cost
}

export interface Failing {
  groups: number
  attempts: number
  /** Oldest first, each once. */
  commits: string[]
  /** ms since 1970 of the first of them. */
  since: number
}

/** @param groups the evidence, see `evidenceOf` @param now ms since 1970 */
export function figuresOf(
  groups: readonly Group[],
  now: number,
  { thresholds, prior }: { thresholds: Thresholds; prior: Prior },
): Figures {
  const main = groups.filter(({ isDefaultBranch }) => isDefaultBranch)
  const line = main.length > 0 ? main : busiestBranchOf(groups)
  const { upToFailure, ...quiet } = quietOf(groups)
  const isolated = streaksOf(line)
    .filter((streak) => streak.length === 1)
    .map(([group]) => group!)
  const mixture = mixtureOf(groups)
  const failedGroups = sumOf(groups, ({ failures }) => Number(failures > 0))
  return {
    groups: groups.length,
    runs: sumOf(groups, ({ attempts }) => attempts),
    failures: sumOf(groups, ({ failures }) => failures),
    passOnRetry: passOnRetryOf(groups, prior),
    mixture,
    noise: noiseOf(groups),
    flipRate: flipRateOf(line),
    isolated: isolated.length,
    isolatedUnrepeated: isolated.filter((group) => !isRepeated(group)).map(({ commit }) => commit),
    failing: failingOf(main),
    regression: regressionOf(line),
    crossPullRequests: crossPullRequestsOf(groups, main, thresholds),
    ...quiet,
    passedRuns: sumOf(groups, ({ attempts, failures }) => (failures === 0 ? attempts : 0)),
    rateIfFlaky: rateIfFlakyOf(groups, upToFailure, mixture),
    failedGroups,
    quietChance: (upToFailure.length / Math.max(1, groups.length)) ** failedGroups,
    cost: costOf(groups, mixture.failureRate, now),
  }
}

const sumOf = (groups: readonly Group[], of: (group: Group) => number): number => {
  let sum = 0
  for (const group of groups) sum += of(group)
  return sum
}

/** Clean runs after the last failure say that it was repaired, not that it was rare: they are left out. */
const rateIfFlakyOf = (groups: readonly Group[], upToFailure: readonly Group[], mixture: Mixture): number =>
  upToFailure.length === 0 || upToFailure.length === groups.length
    ? mixture.failureRateIfFlaky
    : mixtureOf(upToFailure).failureRateIfFlaky

function failingOf(main: readonly Group[]): Failing | null {
  const failing = main.slice(main.findLastIndex((group) => !isAllFailed(group)) + 1)
  if (failing.length === 0) return null
  return {
    groups: failing.length,
    attempts: sumOf(failing, ({ attempts }) => attempts),
    commits: [...new Set(failing.map(({ commit }) => commit))],
    since: failing[0]!.at,
  }
}
