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

/** How many times as fast as it may a budget of errors is used up; null where nothing was run. */
export function burnOf({ up, down }: Slots, availability: number): number | null {
  return up + down === 0 ? null : down / (up + down) / (1 - availability)
}

const hour = 3600
/** Two windows each: the long one says that it matters, the short one that it goes on. */
export const alarms = [
  { urgency: 'page', burn: 14.4, longSeconds: hour, shortSeconds: 300 },
  { urgency: 'ticket', burn: 6, longSeconds: 6 * hour, shortSeconds: 1800 },
] as const

/** A window in which at least one run lies, however seldom there are some. */
export const widened = (seconds: number, everySeconds: number): number =>
  Math.max(seconds, Math.ceil(everySeconds * 1.5))

/** @param slotsIn those of a window of so many seconds */
export function burningOf(
  availability: number,
  everySeconds: number,
  slotsIn: (seconds: number) => Slots,
): 'page' | 'ticket' | null {
  const isBurning = ({ burn, longSeconds, shortSeconds }: (typeof alarms)[number]) =>
    [longSeconds, shortSeconds].every(
      (seconds) => (burnOf(slotsIn(widened(seconds, everySeconds)), availability) ?? 0) >= burn,
    )
  return alarms.find(isBurning)?.urgency ?? null
}

export interface Budget {
  availability: number
  days: number
  /** Failed runs that the window may have, of those it had; and that it had. */
  allowed: number
  spent: number
  /** Share that is left; below 0: more than all of it is spent. */
  left: number
}

/** J8: what is left of the errors that a window may have. */
export function budgetOf(
  { up, down }: Slots,
  { availability, days }: { availability: number; days: number },
): Budget {
  const allowed = (1 - availability) * (up + down)
  return { availability, days, allowed, spent: down, left: allowed === 0 ? 1 : 1 - down / allowed }
}
