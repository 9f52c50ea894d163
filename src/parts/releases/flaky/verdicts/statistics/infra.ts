import type { Thresholds } from '../thresholds.ts'

/** How one run of a CI went: all its shards of one attempt together. */
export interface RunTotals {
  /** Tests that finished, skipped ones not counted. */
  tests: number
  /** Of these, tests with at least one failed attempt. */
  failures: number
}

/** Why a run is no evidence of any single test (F11). */
export interface InfraFinding {
  share: number
  /** The median share of the repository's runs that it was compared with. */
  median: number
  words: string
}

const shareOf = ({ tests, failures }: RunTotals) => (tests === 0 ? 0 : failures / tests)

/** Earlier runs that it takes to say what is usual. */
const runsForMedian = 5

/**
 * The middle failing share of earlier runs, of which the latest 50 or so of one environment do; 1 where there are fewer
 * than five, as nothing is unusual then.
 */
export function medianShareOf(runs: readonly RunTotals[]): number {
  const shares = runs
    .filter(({ tests }) => tests > 0)
    .map(shareOf)
    .sort((a, b) => a - b)
  const middle = shares.length >> 1
  if (shares.length < runsForMedian) return 1
  return shares.length % 2 === 1 ? shares[middle]! : (shares[middle - 1]! + shares[middle]!) / 2
}

/**
 * The guard of a whole run: more than 20 % of its tests failed, or more than five times the median. Small runs are left
 * alone, and so are a few failures in a repository where mostly none fails: five times nothing is nothing.
 */
export function infraOf(run: RunTotals, median: number, thresholds: Thresholds): InfraFinding | null {
  const { infraShare, infraMedians, infraTests, infraFailures } = thresholds
  if (run.tests < infraTests || run.failures < infraFailures) return null
  const share = shareOf(run)
  const isMany = share > infraShare
  if (!isMany && share <= Math.max(infraMedians * median, leastShare)) return null
  const usual = isMany
    ? `more than ${percent(infraShare)}`
    : `more than ${infraMedians} times the usual ${percent(median)}`
  return {
    share,
    median,
    words: `${run.failures} of ${run.tests} tests failed (${percent(share)}), ${usual}.`,
  }
}

/**
 * Whether a run that would be `infra` shows a defect instead: most of what failed had failed in the run before, too, on
 * another commit. Not where more than half of all tests failed, of which two outages have most in common by chance.
 * @param failing tests that failed @param before those that failed in the run before
 */
export function isDefect(run: RunTotals, failing: ReadonlySet<number>, before: ReadonlySet<number>): boolean {
  if (shareOf(run) > mostOfDefect) return false
  let common = 0
  for (const test of failing) if (before.has(test)) common++
  return common > failing.size / 2
}

const mostOfDefect = 0.5

/** By the median alone no run is `infra` below this share: that many tests may well share one defect. */
const leastShare = 0.02

const percent = (share: number) => `${Math.round(share * 1000) / 10} %`
