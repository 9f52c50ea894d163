import { definePolicy, type Policy } from './policy.ts'

const perHour = (name: string, limit: number): Policy =>
  definePolicy({ name, kind: 'rate', limit, periodSeconds: 3600, countsBy: 'user and endpoint' })

/**
 * What source 000 allows each user, by endpoint, in an hour. It kept a sliding hour; here the same number may be taken at
 * once and comes back evenly, so that `Retry-After` is minutes and not the rest of the hour.
 */
export const limitsOf000 = {
  exchange: perHour('oauth-exchange', 10),
  refresh: perHour('refresh-token', 20),
  status: perHour('token-status', 100),
  activities: perHour('activities', 200),
  default: perHour('other-functions', 100),
  proxy: definePolicy({
    name: 'function-proxy',
    kind: 'rate',
    limit: 10,
    periodSeconds: 60,
    countsBy: 'user and endpoint',
  }),
} as const

/**
 * Its breakers: one stood before refreshes, one before exchanges of codes. The counts are ours, too; the times are not, as
 * a provider that is back is to be asked within 10 s. `KEYHOLD_LIMITS` takes them.
 */
export const breakersOf000 = {
  refresh: { failures: 5, openSeconds: 60 },
  exchange: { failures: 3, openSeconds: 30 },
} as const
