import { call } from '../api.ts'

/** Limits, budgets and breakers, as Keyhold tells them. Times are RFC 3339 text in UTC. */

export type CalendarPeriod = 'minute' | 'hour' | 'day' | 'month'

export type Policy = {
  name: string
  countsBy: 'caller' | 'address' | 'user and endpoint'
  /** Units of a period. */
  limit: number
  /** Of a rate, which comes back evenly; null: a quota. */
  periodSeconds: number | null
  /** Of a quota, which starts anew with each window of the calendar; null: a rate. */
  period: CalendarPeriod | null
  /** Units that can be had at once. */
  units: number
}

export type Limits = {
  defaultTier: string
  tiers: { name: string; policies: Policy[] }[]
  policies: Policy[]
  /** Server processes that share the limits. */
  processes: number
  /** The store is away: a reduced share is admitted. */
  isDegraded: boolean
}

/** What is left to a key of one policy. */
export type Allowance = { policy: string; units: number; left: number; wholeAt: string | null }

export type LimitedKey = {
  id: string
  name: string
  obfuscated: string
  userId: string | null
  /** Null: the default tier. */
  tier: string | null
  lastUsedAt: string | null
  allowances: Allowance[]
}

export type BudgetWindow = {
  /** Its name at the provider. */
  window: string
  windowSeconds: number
  limit: number
  /** What syncs and other work behind the scenes take at most. */
  backgroundLimit: number
  used: number
  resetsAt: string | null
}

export type Budget = {
  provider: string
  title: string
  /** The provider said 429: nobody calls before. */
  blockedUntil: string | null
  windows: BudgetWindow[]
}

export type Breaker = {
  /** A provider, and behind a slash what of it. */
  name: string
  /** `closed`, `open`, `half-open`. */
  state: string
  failures: number
  openedAt?: string | null
  /** Opened by hand. */
  isForced?: boolean
  openUntil: string | null
  closedAt: string | null
  /** How often it opened. */
  trips: number
}

export const limitsApi = {
  limits: () => call<Limits>('GET', '/api/limits'),
  keys: (cursor?: string) =>
    call<{ keys: LimitedKey[]; nextCursor: string | null }>('GET', '/api/limits/keys', {
      query: { limit: 25, cursor },
    }),
  /** Null: the default tier. */
  setTier: (id: string, tier: string | null) =>
    call<void>('PATCH', `/api/keys/${encodeURIComponent(id)}`, { body: { tier } }),
  budgets: () => call<{ budgets: Budget[] }>('GET', '/api/budgets'),
  breakers: () => call<{ breakers: Breaker[] }>('GET', '/api/breakers'),
  resetBreaker: (name: string) => call<unknown>('POST', '/api/breakers/reset', { body: { name } }),
}
