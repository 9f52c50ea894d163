import type { CalendarPeriod, Count, QuotaPolicy } from './policy.ts'

/** Units counted in windows of the calendar, UTC. `endsAt` is the end of the window that `used` belongs to. */

const lengthSeconds = { minute: 60, hour: 3600, day: 86_400 } as const

/** Where the window ends that a moment lies in; both in microseconds since 1970. */
export function windowEnd(period: CalendarPeriod, now: number): number {
  if (period === 'month') return monthEnd(now)
  const length = lengthSeconds[period] * 1_000_000
  return (Math.floor(now / length) + 1) * length
}

function monthEnd(now: number): number {
  const moment = new Date(Math.floor(now / 1000))
  return Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + 1) * 1000
}

/** The longest that a window lasts. */
export const windowSeconds = (period: CalendarPeriod): number =>
  period === 'month' ? 31 * lengthSeconds.day : lengthSeconds[period]

/** A window that has ended counts nothing; one that lies ahead is a clock that was set back, and goes on. */
function current({ period }: QuotaPolicy, count: Count, now: number): Count {
  const endsAt = windowEnd(period, now)
  return count.endsAt >= endsAt ? count : { endsAt, used: 0 }
}

export const unitsFree = (policy: QuotaPolicy, count: Count, now: number): number =>
  Math.max(0, policy.limit - current(policy, count, now).used)

export function withUnits(policy: QuotaPolicy, count: Count, now: number, units: number): Count {
  const { endsAt, used } = current(policy, count, now)
  return { endsAt, used: used + units }
}

export const untilFree = (policy: QuotaPolicy, count: Count, now: number, units: number): number =>
  unitsFree(policy, count, now) >= units ? 0 : current(policy, count, now).endsAt - now

export const untilMore = (policy: QuotaPolicy, count: Count, now: number): number =>
  current(policy, count, now).endsAt - now

export function untilWhole(policy: QuotaPolicy, count: Count, now: number): number {
  const { endsAt, used } = current(policy, count, now)
  return used > 0 ? endsAt - now : 0
}
