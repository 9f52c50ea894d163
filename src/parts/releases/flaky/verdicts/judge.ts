import { figuresOf, type Figures } from './figures.ts'
import { evidenceOf, type History } from './history.ts'
import { reasonsOf, type Reason } from './reasons.ts'
import { fixedPrior, type Prior } from './statistics/pass-on-retry.ts'
import { runsToSee, upperLimitOf } from './statistics/runs-needed.ts'
import { defaultThresholds, type Thresholds } from './thresholds.ts'
import { verdictOf, type Verdict } from './verdict.ts'

/** What is held of one test in one environment, with all that it rests on. Plain data. */
export interface Judgement {
  verdict: Verdict
  /** 0 to 1: P(its next failure is noise, not a defect). What tests are ranked by. */
  score: number
  /** Ends of the 90 % interval of the pass-on-retry rate. */
  interval: { low: number; high: number }
  /** The failure rate that its clean runs rule out with 95 %; null where it is suspect, flaky or broken. */
  upperLimit: number | null
  /**
   * Further clean runs until 95 % is reached: that a `flaky` one is `fixed`, that a `suspect` one does not fail as
   * supposed, that any other fails less often than the rate of interest. 1 for a `broken` one: a pass ends it.
   */
  runsNeeded: number
  /** Weightiest first. */
  reasons: Reason[]
  figures: Figures
}

export interface Judging {
  /** Default `defaultThresholds`. */
  thresholds?: Thresholds
  /** Default `fixedPrior`; see `priorFrom`. */
  prior?: Prior
}

/** Judges a test by its history alone; `settle` puts that beside what was said before. @param now ms since 1970 */
export function judge(
  history: History,
  now: number,
  { thresholds = defaultThresholds, prior = fixedPrior }: Judging = {},
): Judgement {
  const evidence = evidenceOf(history, now, thresholds)
  const figures = figuresOf(evidence, now, { thresholds, prior })
  const verdict = verdictOf(figures, thresholds)
  const oldest = evidence[0]?.at ?? -Infinity
  const infra = history.filter(({ isInfra, at }) => isInfra && at >= oldest)
  return {
    verdict,
    score: figures.noise.score,
    interval: { low: figures.passOnRetry.low, high: figures.passOnRetry.high },
    upperLimit: limitOf(verdict, figures),
    runsNeeded: runsNeededOf(verdict, figures, thresholds),
    reasons: reasonsOf({ verdict, figures, evidence, infra }),
    figures,
  }
}

function limitOf(verdict: Verdict, { passedRuns, cleanRuns }: Figures): number | null {
  if (verdict === 'fixed') return upperLimitOf(cleanRuns)
  return verdict === 'healthy' || verdict === 'unknown' ? upperLimitOf(passedRuns) : null
}

function runsNeededOf(verdict: Verdict, figures: Figures, thresholds: Thresholds): number {
  const { cleanRuns, passedRuns, rateIfFlaky } = figures
  if (verdict === 'broken') return 1
  if (verdict === 'fixed') return 0
  const toSee = Math.max(0, runsToSee(rateIfFlaky) - cleanRuns)
  if (verdict === 'suspect') return toSee
  if (verdict === 'flaky') return Math.max(toSee, groupsToQuiet(figures, thresholds))
  return Math.max(0, runsToSee(thresholds.rateOfInterest) - passedRuns)
}

/** Further clean groups until the failures lie too far back for chance, or have left the window. */
function groupsToQuiet(figures: Figures, { fixedChance, windowRuns }: Thresholds): number {
  const { groups, failedGroups, quietChance, cleanRuns } = figures
  const quiet = Math.ceil(groups * ((quietChance / fixedChance) ** (1 / Math.max(1, failedGroups)) - 1))
  return Math.max(0, Math.min(quiet, windowRuns - cleanRuns))
}
