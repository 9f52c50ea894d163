import { secondsAfter, secondsBetween } from '../../../kit/duration.ts'
import type { Tolerance } from './tolerance.ts'

/**
 * A circuit breaker: one row, shared by all processes, whose state follows from the clock. Closed while `open_until` is
 * null, open until then, half-open after. There are no timers, and nobody has to call for a state to end.
 */
export interface BreakerRow {
  name: string
  /** Raised with every change of state. What was let through in another term says nothing of this one. */
  term: number
  /** Outages in a row. */
  failures: number
  failed_at: Date | null
  /** When the counted window began: with an outage, and for 30 s. */
  window_at: Date | null
  /** Of the window. */
  calls: number
  outages: number
  opened_at: Date | null
  open_until: Date | null
  /** Half-open: until then the one probe keeps the others back. */
  probe_until: Date | null
  /** Opened by hand. */
  is_forced: boolean
  trips: number
  closed_at: Date | null
}

export type BreakerState = 'closed' | 'open' | 'half-open'

export const stateOf = (row: Pick<BreakerRow, 'open_until'> | undefined, now: Date): BreakerState => {
  if (!row?.open_until) return 'closed'
  return row.open_until > now ? 'open' : 'half-open'
}

/** Calls are counted for so long, from an outage on; while there is none, none is. */
export const windowSeconds = 30
const callsToJudge = 10
const worstShare = 0.5
// A failure of yesterday and one of today are not in a row.
const forgottenAfterSeconds = 120

/** The row after an outage that was let through in its term. `jitterSeconds` parts the probes of many breakers. */
export function afterOutage(
  row: BreakerRow,
  now: Date,
  { failures: mostFailures, openSeconds }: Tolerance,
  jitterSeconds: number,
): BreakerRow {
  const counted = countedOutage(row, now)
  const isProbe = row.open_until !== null
  const isTooMuch =
    counted.failures >= mostFailures ||
    (counted.calls >= callsToJudge && counted.outages >= counted.calls * worstShare)
  if (!isProbe && !isTooMuch) return counted
  return {
    ...counted,
    term: row.term + 1,
    open_until: secondsAfter(now, openSeconds + jitterSeconds),
    probe_until: null,
    opened_at: isProbe ? row.opened_at : now,
    trips: row.trips + (isProbe ? 0 : 1),
    ...noWindow,
  }
}

const noWindow = { window_at: null, calls: 0, outages: 0 }

function countedOutage(row: BreakerRow, now: Date): BreakerRow {
  const isInRow = row.failed_at !== null && secondsBetween(row.failed_at, now) <= forgottenAfterSeconds
  const isInWindow = row.window_at !== null && secondsBetween(row.window_at, now) < windowSeconds
  return {
    ...row,
    failures: isInRow ? row.failures + 1 : 1,
    failed_at: now,
    ...(isInWindow
      ? { calls: row.calls + 1, outages: row.outages + 1 }
      : { window_at: now, calls: 1, outages: 1 }),
  }
}
