import type { Tone } from '../kit/badge.tsx'
import { lengthInWords } from '../kit/time.ts'
import { breakerWords } from '../providers/words.ts'
import type { Breaker, BudgetWindow, Policy } from './api.ts'

const number = new Intl.NumberFormat()
const counted = (units: number) => number.format(units)

const periods: Record<number, string> = { 1: 'a second', 60: 'a minute', 3600: 'an hour', 86_400: 'a day' }
const calendar = { minute: 'a minute', hour: 'an hour', day: 'a day', month: 'a month' }

/** As "60 a minute, 20 at once", "10,000 a day", "30 in 15 min". */
export function policyInWords({ limit, units, period, periodSeconds }: Policy): string {
  if (period !== null) return `${counted(limit)} ${calendar[period]}`
  const length = periodSeconds ?? 60
  const rate = `${counted(limit)} ${periods[length] ?? `in ${lengthInWords(length * 1000)}`}`
  return units === limit ? rate : `${rate}, ${counted(units)} at once`
}

export const countsByInWords: Record<Policy['countsBy'], string> = {
  caller: 'each caller',
  address: 'each address',
  'user and endpoint': 'each user and endpoint',
}

/** What is taken, as "150 of 200". */
export const takenInWords = (taken: number, of: number) => `${counted(taken)} of ${counted(of)}`

/** As "15 min", "1 d": what the window's own name only hints at. */
export const windowInWords = ({ windowSeconds }: Pick<BudgetWindow, 'windowSeconds'>) =>
  lengthInWords(windowSeconds * 1000)

/** How near a window is to its end: whether work behind the scenes is held back, or everybody. */
export function strainOf({ used, limit, backgroundLimit }: BudgetWindow): 'none' | 'background' | 'all' {
  if (used >= limit) return 'all'
  return used >= backgroundLimit ? 'background' : 'none'
}

const closed: { tone: Tone; words: string } = { tone: 'good', words: 'Answers' }

/** A state's word; one that this console does not know is told by its own name. */
export function breakerBadge({ state, isForced }: { state: string; isForced?: boolean | undefined }): {
  tone: Tone
  words: string
} {
  if (state === 'open' && isForced) return { tone: 'bad', words: 'Stopped by hand' }
  if (state === 'closed') return closed
  return breakerWords[state as keyof typeof breakerWords] ?? { tone: 'bad', words: state }
}

/** Whether a breaker keeps anybody back. */
export const isTroubled = ({ state }: Pick<Breaker, 'state'>) => state !== 'closed'

/** Whether there is anything that a reset would change. */
export const isResettable = (breaker: Pick<Breaker, 'state' | 'failures'>) =>
  isTroubled(breaker) || breaker.failures > 0

/** Those that keep somebody back first, then those that count failures, each by name. */
export const inOrder = <Each extends Pick<Breaker, 'name' | 'state' | 'failures'>>(
  breakers: readonly Each[],
): Each[] =>
  breakers.toSorted(
    (a, b) =>
      Number(isTroubled(b)) - Number(isTroubled(a)) ||
      Number(b.failures > 0) - Number(a.failures > 0) ||
      a.name.localeCompare(b.name),
  )

const operations: Record<string, string> = {
  refresh: 'token refreshes',
  exchange: 'new connections',
  api: 'API calls',
}

/** As "strava" and "API calls": the part before the last slash, and what stands behind it. */
export function breakerName(name: string): { provider: string; of: string } {
  const slash = name.lastIndexOf('/')
  if (slash < 0) return { provider: name, of: '' }
  const operation = name.slice(slash + 1)
  return { provider: name.slice(0, slash), of: operations[operation] ?? operation }
}

export const timesInWords = (count: number) =>
  count === 1 ? 'opened once' : `opened ${counted(count)} times`
