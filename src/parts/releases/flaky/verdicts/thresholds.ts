import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { EvidenceWindow } from './history.ts'

/** What decides, per repository. All counts are of the evidence in the window. */
export interface Thresholds extends EvidenceWindow {
  /** Below so many groups, without a divergent one, a test is `unknown`. Default 5. */
  readonly minimumGroups: number
  /** Divergent groups that `flaky` takes, 1 or more. Default 1. */
  readonly minimumDivergent: number
  /** P(flaky) that `flaky` takes beside them, 0 to 1. Default 0.75. */
  readonly flakyProbability: number
  /** P(flaky) that alone makes a test with a failure `suspect`, 0 to 1. Default 0.5. */
  readonly suspectProbability: number
  /** Failures that stand alone and were never repeated on their commit, which make a test `suspect`. Default 1. */
  readonly suspectIsolated: number
  /** Failed groups in a row at the end of the default branch that are `broken`, and over how many commits. Default 3 and 2. */
  readonly brokenGroups: number
  readonly brokenCommits: number
  /** P(broken) that `broken` takes beside them, as a very flaky test has such a streak too. Default 0.8. */
  readonly brokenProbability: number
  /** Chance that as many failures lie that far back by themselves, at most which a test is `fixed`. Default 0.01. */
  readonly fixedChance: number
  /** Pull requests with disjoint changed files, over so many days, in which a failure is the test's own. Default 3 and 2. */
  readonly crossPullRequests: number
  readonly crossDays: number
  /** The same where their changed files are not known. Default 5. */
  readonly crossPullRequestsUnknown: number
  /** The failure rate that a test without a failure is to rule out, for `runsNeeded`. Default 0.05. */
  readonly rateOfInterest: number
  /** Share of a run's tests that makes it `infra`, and the multiple of the repository's median. Default 0.2 and 5. */
  readonly infraShare: number
  readonly infraMedians: number
  /** Below so many tests, or so many failed ones, a run is never `infra`. Default 20 and 5. */
  readonly infraTests: number
  readonly infraFailures: number
  /** Hours for which a verdict that has changed stays without new divergent evidence. Default 24. */
  readonly quietHours: number
}

export const defaultThresholds: Thresholds = {
  windowRuns: 200,
  windowDays: 30,
  windowLeastRuns: 100,
  minimumGroups: 5,
  minimumDivergent: 1,
  flakyProbability: 0.75,
  suspectProbability: 0.5,
  suspectIsolated: 1,
  brokenGroups: 3,
  brokenCommits: 2,
  brokenProbability: 0.8,
  fixedChance: 0.01,
  crossPullRequests: 3,
  crossDays: 2,
  crossPullRequestsUnknown: 5,
  rateOfInterest: 0.05,
  infraShare: 0.2,
  infraMedians: 5,
  infraTests: 20,
  infraFailures: 5,
  quietHours: 24,
}

const count = (least: number, most: number) => z.int().min(least).max(most)
const share = z.number().gt(0).max(1)

/** A repository's own thresholds as they come from outside: any of them, each in its range. */
export const ownThresholds = z
  .strictObject({
    windowRuns: count(10, 1000),
    windowDays: z.number().min(1).max(365),
    windowLeastRuns: count(0, 1000),
    minimumGroups: count(1, 100),
    minimumDivergent: count(1, 100),
    flakyProbability: share,
    suspectProbability: share,
    suspectIsolated: count(1, 100),
    brokenGroups: count(2, 100),
    brokenCommits: count(1, 100),
    brokenProbability: share,
    fixedChance: share,
    crossPullRequests: count(2, 100),
    crossDays: z.number().min(0).max(365),
    crossPullRequestsUnknown: count(2, 100),
    rateOfInterest: z.number().min(0.001).max(0.99),
    infraShare: share,
    infraMedians: z.number().min(1).max(1000),
    infraTests: count(1, 100_000),
    infraFailures: count(1, 100_000),
    quietHours: z.number().min(0).max(720),
  })
  .partial()

export type OwnThresholds = z.infer<typeof ownThresholds>

/** The defaults, with what a repository sets of its own. */
export function thresholdsOf(own: OwnThresholds): Thresholds {
  const set = Object.entries(own).filter(([, value]) => value !== undefined)
  return { ...defaultThresholds, ...Object.fromEntries(set) }
}

/** Whether they decide the same. */
export const areSame = (one: Thresholds, other: Thresholds): boolean => isDeepStrictEqual(one, other)
