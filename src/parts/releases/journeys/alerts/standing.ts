import { secondsBetween } from '../../../../kit/duration.ts'
import type { Outcome } from '../run/result.ts'

/** What is known of a journey over its runs, kept with it. Moments as ISO 8601 has them. */
export interface Standing {
  /** Failed runs in a row. */
  failures: number
  /** Runs in a row that could not be made. */
  notRun: number
  /** The first of these failures, and the first of these runs. */
  failedFirstAt: string | null
  notRunFirstAt: string | null
  /** The first failure, once it was told. */
  failingSince: string | null
  remindedAt: string | null
  /** When it was told last that it cannot be run. */
  notRunToldAt: string | null
  degradedSince: string | null
  burning: 'page' | 'ticket' | null
  inMaintenance: boolean
}

export const untold: Standing = {
  failures: 0,
  notRun: 0,
  failedFirstAt: null,
  notRunFirstAt: null,
  failingSince: null,
  remindedAt: null,
  notRunToldAt: null,
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
      return notRun(before, ran, rules)
    case 'failed':
      return failed({ ...before, ...wasRun }, ran, rules)
    default:
      return passed({ ...before, ...wasRun }, ran)
  }
}

const wasRun = { notRun: 0, notRunFirstAt: null, notRunToldAt: null } as const

/** Says nothing of the target: neither a failure nor a recovery. */
function notRun(before: Standing, { at }: Ran, rules: Rules): { standing: Standing; told: Told[] } {
  const since = before.notRunFirstAt ?? at.toISOString()
  const standing = { ...before, notRun: before.notRun + 1, notRunFirstAt: since }
  const isNews =
    before.notRunToldAt === null
      ? standing.notRun >= rules.afterFailures
      : isReminderDue(before.notRunToldAt, at, rules)
  if (!isNews) return { standing, told: [] }
  return {
    standing: { ...standing, notRunToldAt: at.toISOString() },
    told: [failure('journey.not_running', { runs: standing.notRun, ...lasting(since, at) })],
  }
}

const isReminderDue = (toldAt: string, at: Date, { remindMinutes }: Rules): boolean =>
  remindMinutes !== undefined && secondsBetween(new Date(toldAt), at) >= remindMinutes * 60

const lasting = (since: string, at: Date) => ({
  since,
  seconds: Math.round(secondsBetween(new Date(since), at)),
})

function failed(before: Standing, { at }: Ran, rules: Rules): { standing: Standing; told: Told[] } {
  const now = at.toISOString()
  const since = before.failingSince ?? before.failedFirstAt ?? now
  const failures = before.failures + 1
  const standing = { ...before, failures, failedFirstAt: since, degradedSince: null }
  const isKnown = before.failingSince !== null
  const isNews = isKnown
    ? isReminderDue(before.remindedAt ?? since, at, rules)
    : failures >= rules.afterFailures
  if (!isNews) return { standing, told: [] }
  return {
    standing: { ...standing, failingSince: since, remindedAt: now },
    told: [
      failure(isKnown ? 'journey.still_failing' : 'journey.failing', { failures, ...lasting(since, at) }),
    ],
  }
}

function passed(before: Standing, { at, isDegraded }: Ran): { standing: Standing; told: Told[] } {
  const told: Told[] = []
  if (before.failingSince !== null) {
    const detail = { failures: before.failures, ...lasting(before.failingSince, at) }
    told.push({ action: 'journey.recovered', outcome: 'ok', detail })
  }
  if (isDegraded && before.degradedSince === null) told.push(failure('journey.degraded', {}))
  if (!isDegraded && before.degradedSince !== null)
    told.push({ action: 'journey.degraded_over', outcome: 'ok', detail: {} })
  const degradedSince = isDegraded ? (before.degradedSince ?? at.toISOString()) : null
  return { standing: { ...before, ...isUp, degradedSince }, told }
}

const isUp = { failures: 0, failedFirstAt: null, failingSince: null, remindedAt: null } as const

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
