import { secondsBetween } from '../../../../kit/duration.ts'
import type { Outcome } from '../run/result.ts'

/** What is known of a journey over its runs, kept with it. Moments as ISO 8601 has them. */
export interface Standing {
  /** Failed runs in a row. */
  failures: number
  /** Runs in a row that could not be made. */
  notRun: number
  failingSince: string | null
  remindedAt: string | null
  degradedSince: string | null
  burning: 'page' | 'ticket' | null
  inMaintenance: boolean
}

export const untold: Standing = {
  failures: 0,
  notRun: 0,
  failingSince: null,
  remindedAt: null,
  degradedSince: null,
  burning: null,
  inMaintenance: false,
}

export interface Told {
  action:
    | 'journey.failing'
    | 'journey.still_failing'
    | 'journey.recovered'
    | 'journey.degraded'
    | 'journey.degraded_over'
    | 'journey.not_running'
    | 'journey.budget_burning'
    | 'journey.maintenance_began'
    | 'journey.maintenance_ended'
  outcome: 'ok' | 'failed'
  detail: Record<string, string | number>
}

export interface Rules {
  afterFailures: number
  remindMinutes?: number | undefined
}

export interface Ran {
  outcome: Outcome
  isDegraded: boolean
  at: Date
}

/** What a run of the schedule changes, and whom of it somebody should hear (J7). */
export function afterRun(before: Standing, ran: Ran, rules: Rules): { standing: Standing; told: Told[] } {
  switch (ran.outcome) {
    case 'could_not_run':
      return notRun(before, rules)
    case 'failed':
      return failed({ ...before, notRun: 0 }, ran, rules)
    default:
      return passed({ ...before, notRun: 0 }, ran)
  }
}

/** Says nothing of the target: neither a failure nor a recovery. */
function notRun(before: Standing, { afterFailures }: Rules): { standing: Standing; told: Told[] } {
  const standing = { ...before, notRun: before.notRun + 1 }
  const isNews = standing.notRun === afterFailures
  return { standing, told: isNews ? [failure('journey.not_running', { runs: standing.notRun })] : [] }
}

function failed(
  before: Standing,
  { at }: Ran,
  { afterFailures, remindMinutes }: Rules,
): { standing: Standing; told: Told[] } {
  const standing = { ...before, failures: before.failures + 1, degradedSince: null }
  const failures = { failures: standing.failures }
  if (before.failingSince === null) {
    if (standing.failures < afterFailures) return { standing, told: [] }
    const now = at.toISOString()
    return {
      standing: { ...standing, failingSince: now, remindedAt: now },
      told: [failure('journey.failing', failures)],
    }
  }
  const reminded = new Date(before.remindedAt ?? before.failingSince)
  const isDue = remindMinutes !== undefined && secondsBetween(reminded, at) >= remindMinutes * 60
  if (!isDue) return { standing, told: [] }
  const seconds = Math.round(secondsBetween(new Date(before.failingSince), at))
  return {
    standing: { ...standing, remindedAt: at.toISOString() },
    told: [failure('journey.still_failing', { ...failures, seconds })],
  }
}

function passed(before: Standing, { at, isDegraded }: Ran): { standing: Standing; told: Told[] } {
  const told: Told[] = []
  if (before.failingSince !== null) {
    const seconds = Math.round(secondsBetween(new Date(before.failingSince), at))
    told.push({ action: 'journey.recovered', outcome: 'ok', detail: { failures: before.failures, seconds } })
  }
  if (isDegraded && before.degradedSince === null) told.push(failure('journey.degraded', {}))
  if (!isDegraded && before.degradedSince !== null)
    told.push({ action: 'journey.degraded_over', outcome: 'ok', detail: {} })
  const degradedSince = isDegraded ? (before.degradedSince ?? at.toISOString()) : null
  return { standing: { ...before, failures: 0, failingSince: null, remindedAt: null, degradedSince }, told }
}

/** A burn of the budget is told when it begins, and when a ticket becomes a page. */
export function afterBurn(
  before: Standing,
  burning: Standing['burning'],
): { standing: Standing; told: Told[] } {
  const isNews = burning !== null && burning !== before.burning && before.burning !== 'page'
  return {
    standing: { ...before, burning },
    told: isNews ? [failure('journey.budget_burning', { urgency: burning })] : [],
  }
}

export function afterMaintenance(
  before: Standing,
  inMaintenance: boolean,
): { standing: Standing; told: Told[] } {
  if (before.inMaintenance === inMaintenance) return { standing: before, told: [] }
  const action = inMaintenance ? 'journey.maintenance_began' : 'journey.maintenance_ended'
  return { standing: { ...before, inMaintenance }, told: [{ action, outcome: 'ok', detail: {} }] }
}

const failure = (action: Told['action'], detail: Told['detail']): Told => ({
  action,
  outcome: 'failed',
  detail,
})
