import { figuresOf, type Figures } from './figures.ts'
import { evidenceOf, type Group, type History, isAllFailed } from './history.ts'
import { cleanGroupsUntil } from './noise/noise.ts'
import { reasonsOf, type Reason } from './reasons.ts'
import { fixedPrior, type Prior } from './statistics/pass-on-retry.ts'
import { runsToSee, upperLimitOf } from './statistics/runs-needed.ts'
import { defaultThresholds, type Thresholds } from './thresholds.ts'
import { leftOutGroups, verdictOf, type Verdict } from './verdict.ts'

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
  const failingLeftOut = failingLeftOutIn(history)
  const found = verdictOf(figures, thresholds)
  const verdict = found === 'healthy' && failingLeftOut.length > 0 ? 'suspect' : found
  const oldest = evidence[0]?.at ?? -Infinity
  const infra = history.filter(({ isInfra, at }) => isInfra && at >= oldest)
  return {
    verdict,
    score: figures.noise.score,
    interval: { low: figures.passOnRetry.low, high: figures.passOnRetry.high },
    upperLimit: limitOf(verdict, figures),
    runsNeeded: runsNeededOf(verdict, figures, { evidence, thresholds }),
    reasons: reasonsOf({
      verdict,
      figures,
      evidence,
      infra,
      failingLeftOut,
      hasFixedPrior: isFixedPrior(prior),
    }),
    figures,
  }
}

const isFixedPrior = ({ a, b }: Prior): boolean => a === fixedPrior.a && b === fixedPrior.b

/** Groups at the end of the default branch that were left out and failed in every attempt; none where they are few, or one passed. */
function failingLeftOutIn(history: History): Group[] {
  const main = history.filter(({ isDefaultBranch, attempts }) => isDefaultBranch && attempts > 0)
  const end = main.slice(main.findLastIndex(({ isInfra }) => !isInfra) + 1)
  return end.length >= leftOutGroups && end.slice(-leftOutGroups).every(isAllFailed)
    ? end.filter(isAllFailed)
    : []
}

function limitOf(verdict: Verdict, { passedRuns, cleanRuns }: Figures): number | null {
  if (verdict === 'fixed') return upperLimitOf(cleanRuns)
  return verdict === 'healthy' || verdict === 'unknown' ? upperLimitOf(passedRuns) : null
}

interface Ground {
  evidence: readonly Group[]
  thresholds: Thresholds
}

function runsNeededOf(verdict: Verdict, figures: Figures, ground: Ground): number {
  const { cleanRuns, passedRuns, rateIfFlaky } = figures
  if (verdict === 'broken') return 1
  if (verdict === 'fixed') return 0
  const toSee = Math.max(0, runsToSee(rateIfFlaky) - cleanRuns)
  if (verdict === 'suspect') return toSee
  if (verdict === 'flaky') return Math.max(toSee, groupsToQuiet(figures, ground))
  return Math.max(0, runsToSee(ground.thresholds.rateOfInterest) - passedRuns)
}

/**
 * Further clean groups until the failures lie too far back for chance, until there are so few among so many that they
 * make nothing flaky any more, or until they have left the window: whichever comes first.
 */
function groupsToQuiet(figures: Figures, { evidence, thresholds }: Ground): number {
  const { groups, failedGroups, quietChance, cleanRuns } = figures
  const { fixedChance, flakyProbability, windowRuns } = thresholds
  const quiet = Math.ceil(groups * ((quietChance / fixedChance) ** (1 / Math.max(1, failedGroups)) - 1))
  const most = Math.max(0, Math.min(quiet, windowRuns - cleanRuns))
  return cleanGroupsUntil(evidence, flakyProbability, most)
}
