import { secondsAfter, secondsBetween } from '../../../../kit/duration.ts'
import type { BudgetReading } from '../hooks.ts'
import type { ListedProvider, RateWindow } from '../provider.ts'

// A longer ban is not believed from one header.
const longestRetryAfterSeconds = 86_400

/** What the headers say about each window of the provider's rate limit; windows they are silent about are left out. */
export function readBudget(provider: ListedProvider, headers: Headers, now: Date): BudgetReading[] {
  const hooked = provider.hooks.budget?.(headers, now)
  if (hooked) return hooked
  return provider.rateBudget.flatMap((window) => readWindow(window, headers, now))
}

function readWindow(window: RateWindow, headers: Headers, now: Date): BudgetReading[] {
  const limit = numberIn(headers, window.limit)
  const used = numberIn(headers, window.used)
  const left = numberIn(headers, window.remaining)
  if (limit === null && used === null && left === null) return []
  const remaining = left ?? (limit !== null && used !== null ? Math.max(0, limit - used) : null)
  const { name, counts, windowSeconds } = window
  return [{ name, counts, windowSeconds, limit, remaining, resetsAt: resetOf(window, headers, now) }]
}

function resetOf({ reset, starts, windowSeconds }: RateWindow, headers: Headers, now: Date): Date | null {
  const told = numberIn(headers, reset)
  if (reset && told !== null) return secondsAfter(reset.unit === 'seconds' ? now : new Date(0), told)
  if (starts === 'rolling') return null
  const lengthMilliseconds = windowSeconds * 1_000
  return new Date((Math.floor(now.getTime() / lengthMilliseconds) + 1) * lengthMilliseconds)
}

function numberIn(
  headers: Headers,
  place: { header: string; item?: number | undefined } | undefined,
): number | null {
  if (!place) return null
  const text = (headers.get(place.header) ?? '').split(',')[place.item ?? 0]?.trim() ?? ''
  return /^\d{1,12}(\.\d+)?$/.test(text) ? Number(text) : null
}

/** `Retry-After` (RFC 9110) in whole seconds, 0 to a day; a date counts from the answer's own `Date`. */
export function retryAfterOf(headers: Headers, date: Date | null, now: Date): number | null {
  const text = headers.get('retry-after')?.trim() ?? ''
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : secondsBetween(date ?? now, new Date(text))
  if (text === '' || Number.isNaN(seconds)) return null
  return Math.min(Math.max(0, Math.ceil(seconds)), longestRetryAfterSeconds)
}
