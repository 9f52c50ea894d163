import type { Judgement } from './judge.ts'
import { runsToSee } from './statistics/runs-needed.ts'
import type { Thresholds } from './thresholds.ts'
import type { Verdict } from './verdict.ts'

/** What was last said of a test in one environment: what is kept of it between two judgements. Plain data. */
export interface Standing {
  readonly verdict: Verdict
  /** When it last changed, ms since 1970; null where it has not changed since it was first said. */
  readonly changedAt: number | null
  /** The newest divergent evidence that was known then, ms since 1970. */
  readonly divergentAt: number | null
  /** The newest failure that was known then, ms since 1970. */
  readonly failedAt: number | null
  /** How often it was expected to fail when it was last flaky, 0 to 1; null where it never was. */
  readonly flakyRate: number | null
}

export interface Settled {
  standing: Standing
  /** True where this differs from what was said before, and somebody may want to hear of it. */
  isChanged: boolean
  /** Where a change waits for its 24 hours: to what, and until when (ms since 1970). Judge again then. */
  held: { verdict: Verdict; until: number } | null
}

const hourMilliseconds = 3_600_000

/**
 * What is said of a test now, given what was said before (F13). After a change nothing changes for `quietHours`, unless
 * the test has failed and passed on one commit since. What was flaky stays so until it has been clean for long enough.
 * @param previous null for a test that nothing was said of yet @param now ms since 1970
 */
export function settle(
  previous: Standing | null,
  judgement: Judgement,
  now: number,
  thresholds: Thresholds,
): Settled {
  const verdict = verdictBehind(previous, judgement)
  if (!previous)
    return { standing: standingOf(verdict, null, previous, judgement), isChanged: false, held: null }
  if (verdict === previous.verdict)
    return {
      standing: { ...previous, flakyRate: flakyRateOf(verdict, previous, judgement) },
      isChanged: false,
      held: null,
    }
  const until = (previous.changedAt ?? -Infinity) + thresholds.quietHours * hourMilliseconds
  if (now < until && !hasNewDivergence(previous, judgement))
    return { standing: previous, isChanged: false, held: { verdict, until } }
  return { standing: standingOf(verdict, now, previous, judgement), isChanged: true, held: null }
}

/**
 * The same where what decides has changed, or what it is about. A verdict that rests on its evidence follows it at once;
 * one that rests on memory, or waits for its hours, is settled as ever.
 * @param judged what the evidence alone gave when it was last judged @param saidAt when it is said, ms since 1970
 */
export const resettle = (
  previous: Standing,
  judgement: Judgement,
  { judged, saidAt, thresholds }: { judged: Verdict; saidAt: number; thresholds: Thresholds },
): Settled =>
  judged === previous.verdict && judgement.verdict !== judged
    ? { standing: standingOf(judgement.verdict, saidAt, previous, judgement), isChanged: true, held: null }
    : settle(previous, judgement, saidAt, thresholds)

/**
 * What is to be said, were it not for the hours of the last change. The evidence of flakiness leaves the window in time;
 * only clean runs say that it is gone, and only another failure that it is back.
 */
export function verdictBehind(previous: Standing | null, { verdict, figures }: Judgement): Verdict {
  if (previous?.verdict === 'flaky' && isMilder(verdict))
    return figures.cleanRuns >= runsToSee(previous.flakyRate ?? 0) ? 'fixed' : 'flaky'
  const isDoubted = verdict === 'suspect' || verdict === 'flaky'
  if (previous?.verdict === 'fixed' && isDoubted && !isNewer(figures.lastFailureAt, previous.failedAt))
    return 'fixed'
  return verdict
}

const isMilder = (verdict: Verdict) => verdict === 'healthy' || verdict === 'suspect' || verdict === 'unknown'

const hasNewDivergence = (previous: Standing, { figures }: Judgement) =>
  isNewer(figures.lastDivergentAt, previous.divergentAt)

const isNewer = (at: number | null, known: number | null) => at !== null && at > (known ?? -Infinity)

function standingOf(
  verdict: Verdict,
  changedAt: number | null,
  previous: Standing | null,
  judgement: Judgement,
): Standing {
  return {
    verdict,
    changedAt,
    divergentAt: judgement.figures.lastDivergentAt ?? previous?.divergentAt ?? null,
    failedAt: judgement.figures.lastFailureAt ?? previous?.failedAt ?? null,
    flakyRate: flakyRateOf(verdict, previous, judgement),
  }
}

const flakyRateOf = (verdict: Verdict, previous: Standing | null, judgement: Judgement): number | null =>
  verdict === 'flaky' && judgement.verdict === 'flaky'
    ? judgement.figures.rateIfFlaky
    : (previous?.flakyRate ?? null)
