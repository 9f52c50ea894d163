import type { Figures } from './figures.ts'
import { runsToSee } from './statistics/runs-needed.ts'
import type { Thresholds } from './thresholds.ts'

/** Gravest first. */
export const verdicts = ['broken', 'flaky', 'suspect', 'fixed', 'unknown', 'healthy'] as const

export type Verdict = (typeof verdicts)[number]

/** The verdict that the evidence alone gives; what was said before comes in with `settle`. */
export function verdictOf(figures: Figures, thresholds: Thresholds): Verdict {
  const { groups, passOnRetry } = figures
  if (isBroken(figures, thresholds)) return 'broken'
  if (isFlaky(figures, thresholds)) return isFixed(figures, thresholds) ? 'fixed' : 'flaky'
  if (groups < thresholds.minimumGroups && passOnRetry.divergent === 0) return 'unknown'
  return isSuspect(figures, thresholds) ? 'suspect' : 'healthy'
}

/** So many groups in a row that were left out, and failed, are no chance: no test is `healthy` behind them. */
export const leftOutGroups = 3

/** Without a repeated group nothing tells broken from flaky (F8), so nothing is said of either. */
const isRepeatedAnywhere = ({ passOnRetry }: Figures) => passOnRetry.repeated > 0

function isBroken(figures: Figures, thresholds: Thresholds): boolean {
  const { failing, noise } = figures
  if (!failing || !isRepeatedAnywhere(figures)) return false
  if (failing.groups < thresholds.brokenGroups || failing.commits.length < thresholds.brokenCommits)
    return false
  return noise.broken >= thresholds.brokenProbability
}

function isFlaky(figures: Figures, thresholds: Thresholds): boolean {
  const { passOnRetry, noise, crossPullRequests } = figures
  if (!isRepeatedAnywhere(figures)) return false
  const isSeen = passOnRetry.divergent >= thresholds.minimumDivergent || crossPullRequests !== null
  return isSeen && noise.probability >= thresholds.flakyProbability
}

/** Clean for as long as, with 95 %, it would not have been if it still failed as it used to. */
const isFixed = ({ cleanRuns, rateIfFlaky, quietChance }: Figures, { fixedChance }: Thresholds) =>
  cleanRuns >= runsToSee(rateIfFlaky) && quietChance <= fixedChance + rounding

/** One in ten twice is one in a hundred, and a little more in doubles. */
const rounding = 1e-12

/** Its newest run had a failure, wherever that was: nothing says yet that it was repaired. */
export const isFailingNow = ({ failures, cleanRuns }: Figures): boolean => failures > 0 && cleanRuns === 0

function isSuspect(figures: Figures, thresholds: Thresholds): boolean {
  const { passOnRetry, isolatedUnrepeated, crossPullRequests, failing, noise, failures } = figures
  return (
    isFailingNow(figures) ||
    passOnRetry.divergent > 0 ||
    isolatedUnrepeated.length >= thresholds.suspectIsolated ||
    crossPullRequests !== null ||
    failing !== null ||
    (failures > 0 && noise.probability >= thresholds.suspectProbability)
  )
}
