/** Times of a schedule within a window, by what came of them. Maintenance is none of them. */
export interface Slots {
  seconds: number
  up: number
  down: number
  /** Nobody ran: the target may have been up or down. */
  unknown: number
}

export interface Uptime extends Slots {
  scheduled: number
  /** Of all that were scheduled: what was missed was not up. Null where there were none. */
  uptime: number | null
  /** Of those that were run. */
  ofKnown: number | null
}

/** J8: share of a window in which the journey passed. */
export function uptimeOf(slots: Slots): Uptime {
  const { up, down, unknown } = slots
  const scheduled = up + down + unknown
  return {
    ...slots,
    scheduled,
    uptime: scheduled === 0 ? null : up / scheduled,
    ofKnown: up + down === 0 ? null : up / (up + down),
  }
}

// 1 - 0.99 is 0.010000000000000009.
const rounded = (figure: number): number => Number(figure.toFixed(6))

/** How many times as fast as it may a budget of errors is used up; null where nothing was run. */
export function burnOf({ up, down }: Slots, availability: number): number | null {
  return up + down === 0 ? null : rounded(down / (up + down) / (1 - availability))
}

const hour = 3600
/** Two windows each: the long one says that it matters, the short one that it goes on. */
export const alarms = [
  { urgency: 'page', burn: 14.4, longSeconds: hour, shortSeconds: 300 },
  { urgency: 'ticket', burn: 6, longSeconds: 6 * hour, shortSeconds: 1800 },
] as const

/** What is looked at of a journey, to say whether it burns its budget. */
export interface Pace {
  everySeconds: number
  /** Failures in a row that its document bears. */
  afterFailures: number
}

/** One failure burns any budget while it is the only run of a window: so many are wanted in the short one. */
const leastFailures = ({ afterFailures }: Pace): number => Math.max(2, afterFailures)

/** A window in which as many runs lie as are to fail, however seldom there are some. */
export const widened = (seconds: number, pace: Pace): number =>
  Math.max(seconds, Math.ceil(pace.everySeconds * (leastFailures(pace) + 0.5)))

/** @param slotsIn those of a window of so many seconds */
export function burningOf(
  availability: number,
  pace: Pace,
  slotsIn: (seconds: number) => Slots,
): 'page' | 'ticket' | null {
  const isBurning = ({ burn, longSeconds, shortSeconds }: (typeof alarms)[number]) =>
    slotsIn(widened(shortSeconds, pace)).down >= leastFailures(pace) &&
    [longSeconds, shortSeconds].every(
      (seconds) => (burnOf(slotsIn(widened(seconds, pace)), availability) ?? 0) >= burn,
    )
  return alarms.find(isBurning)?.urgency ?? null
}

export interface Budget {
  availability: number
  days: number
  /** Failed runs that the window may have, of all that its schedule makes in it; and that it had. */
  allowed: number
  spent: number
  /** Share that is left; below 0: more than all of it is spent. */
  left: number
}

/**
 * J8: what is left of the errors that a window may have. @param everySeconds 0: without a schedule, of the runs there were
 */
export function budgetOf(
  { up, down }: Slots,
  { availability, days }: { availability: number; days: number },
  everySeconds: number,
): Budget {
  const scheduled = everySeconds === 0 ? 0 : Math.floor((days * 86_400) / everySeconds)
  // A schedule that was closer before had more of them.
  const allowed = rounded((1 - availability) * Math.max(scheduled, up + down))
  return { availability, days, allowed, spent: down, left: allowed === 0 ? 1 : rounded(1 - down / allowed) }
}
