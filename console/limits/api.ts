import { ask, type Got } from '../ask.ts'

/** Limits, budgets and breakers, as Keyhold tells them. */

export type Limits = Got<'/api/limits'>
export type Policy = Limits['policies'][number]
export type CalendarPeriod = NonNullable<Policy['period']>

export type LimitedKey = Got<'/api/limits/keys'>['keys'][number]
/** What is left to a key of one policy. */
export type Allowance = LimitedKey['allowances'][number]

export type Budget = Got<'/api/budgets'>['budgets'][number]
export type BudgetWindow = Budget['windows'][number]

export type Breaker = Got<'/api/breakers'>['breakers'][number]

export const limitsApi = {
  limits: () => ask.get('/api/limits'),
  keys: (cursor?: string) => ask.get('/api/limits/keys', { query: { limit: 25, cursor } }),
  /** Null: the default tier. */
  setTier: (id: string, tier: string | null) => ask.patch('/api/keys/{id}', { path: { id }, body: { tier } }),
  budgets: () => ask.get('/api/budgets'),
  breakers: () => ask.get('/api/breakers'),
  resetBreaker: (name: string) => ask.post('/api/breakers/reset', { body: { name } }),
}
