import { earlierOf, secondsAfter, secondsBetween } from '../../../../kit/duration.ts'

/** A provider's clock that is further off than this is told, not corrected for. */
export const correctedSkewSeconds = 300

// Longer than any token lives; above it a number is a mistake, and a date would overflow.
const longestSeconds = 100 * 365 * 86_400

export interface TokenTimes {
  /** `expires_in` as answered, of any type. */
  expiresIn: unknown
  /** `expires_at` as answered, of any type: Unix seconds by the provider's clock. */
  expiresAt: unknown
  /** When our request began, by our clock. */
  startedAt: Date
  clockSkewSeconds: number | null
  /** Life of a token whose answer tells none; `null`: never expires. */
  usualSeconds: number | null
}

/**
 * The earlier of `expires_at`, corrected by the provider's clock, and the request's start + `expires_in`. With a clock
 * too far off to correct for, `expires_in` alone counts when there is one: it needs no clock but ours.
 */
export function expiryOf({
  expiresIn,
  expiresAt,
  startedAt,
  clockSkewSeconds,
  usualSeconds,
}: TokenTimes): Date | null {
  const lifeSeconds = secondsFrom(expiresIn)
  const relative = lifeSeconds === null ? null : secondsAfter(startedAt, lifeSeconds)
  const told = secondsFrom(expiresAt)
  const skew = clockSkewSeconds ?? 0
  const isCorrectable = Math.abs(skew) <= correctedSkewSeconds
  const absolute = told === null ? null : secondsAfter(new Date(0), told - (isCorrectable ? skew : 0))
  if (relative && absolute) return isCorrectable ? earlierOf(relative, absolute) : relative
  if (relative ?? absolute) return relative ?? absolute
  return usualSeconds === null ? null : secondsAfter(startedAt, usualSeconds)
}

/** Some providers write numbers as text. Anything that is no length from 0 to 100 years counts as not told. */
export function secondsFrom(value: unknown): number | null {
  const seconds = typeof value === 'string' && /^\d{1,12}(\.\d+)?$/.test(value) ? Number(value) : value
  if (typeof seconds !== 'number' || !(seconds >= 0)) return null
  return seconds <= longestSeconds ? seconds : null
}

/**
 * How far the provider's clock is ahead of ours (negative: behind), from the `Date` of an answer that was written at
 * some moment between `startedAt` and `receivedAt`. `Date` counts whole seconds, so up to one second is no skew.
 */
export function clockSkewOf(date: Date | null, startedAt: Date, receivedAt: Date): number | null {
  if (date === null) return null
  const ahead = secondsBetween(receivedAt, date)
  if (ahead > 0) return Math.round(ahead)
  const behind = secondsBetween(secondsAfter(date, 1), startedAt)
  return behind > 0 ? -Math.round(behind) : 0
}
