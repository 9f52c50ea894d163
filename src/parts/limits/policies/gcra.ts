import type { Count, RatePolicy } from './policy.ts'

/**
 * The generic cell rate algorithm: each unit is a slot of one interval on a line of time, and `endsAt` is where the taken
 * slots end (the "theoretical arrival time"). Whole microseconds throughout; nothing accumulates a fraction.
 * Admitted when the line, with the units on it, reaches no further ahead than `burst` intervals.
 */

/** Rounded up, so that what comes back in a period is never more than the limit. */
export const intervalMicroseconds = ({ periodSeconds, limit }: RatePolicy): number =>
  Math.ceil((periodSeconds * 1_000_000) / limit)

const baseOf = ({ endsAt }: Count, now: number): number => Math.max(endsAt, now)

export function unitsFree(policy: RatePolicy, count: Count, now: number): number {
  const interval = intervalMicroseconds(policy)
  return Math.max(0, Math.floor((now + policy.burst * interval - baseOf(count, now)) / interval))
}

export const withUnits = (policy: RatePolicy, count: Count, now: number, units: number): Count => ({
  endsAt: baseOf(count, now) + units * intervalMicroseconds(policy),
  used: 0,
})

/** Until that many units are free; 0 when they are. Meant for `units` up to `burst`. */
export const untilFree = (policy: RatePolicy, count: Count, now: number, units: number): number =>
  Math.max(0, baseOf(count, now) - now - (policy.burst - units) * intervalMicroseconds(policy))

/** Until one more is free than now; of a whole bucket, until a unit that is taken now is back. */
export function untilMore(policy: RatePolicy, count: Count, now: number): number {
  const free = unitsFree(policy, count, now)
  return free < policy.burst ? untilFree(policy, count, now, free + 1) : intervalMicroseconds(policy)
}

export const untilWhole = (_policy: RatePolicy, count: Count, now: number): number => baseOf(count, now) - now
