import { type Change, changeOf, partialChangeOf } from '../facts/change.ts'
import type { Glob } from '../facts/globs.ts'
import { purposeOf } from '../facts/purpose.ts'
import type { Calibration } from '../risk/recalibrate.ts'
import { type Risk, riskOf } from '../risk/risk.ts'
import type { PullRequest, Snapshot } from './store.ts'

export interface Judgement {
  change: Change | null
  risk: Risk | null
}

/**
 * What is made of what is known: out of the facts and the text alone (P1).
 * @param generated which paths the repository itself calls so
 */
export function judge(
  { facts, files, totals }: Pick<Snapshot, 'facts' | 'files' | 'totals'>,
  { title, labels }: Pick<PullRequest, 'title' | 'labels'>,
  generated: Glob,
  calibration: Calibration | null,
): Judgement {
  const { isFix } = purposeOf(title, labels)
  const change =
    facts === 'complete'
      ? changeOf(files ?? [], isFix, generated)
      : facts === 'partial' && totals
        ? partialChangeOf(totals, isFix)
        : null
  return { change, risk: change && riskOf(change.measures, calibration) }
}

/** With what was made of it. */
export function judged(
  snapshot: Snapshot,
  pullRequest: Pick<PullRequest, 'title' | 'labels'>,
  generated: Glob,
  calibration: Calibration | null,
): Snapshot {
  const { change, risk } = judge(snapshot, pullRequest, generated, calibration)
  return {
    ...snapshot,
    change,
    logit: risk?.logit ?? null,
    probability: risk?.probability ?? null,
    low: risk?.interval.low ?? null,
    high: risk?.interval.high ?? null,
    isCalibrated: risk !== null && calibration !== null,
  }
}
