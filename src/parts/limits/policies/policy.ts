/**
 * A limit on requests, as data. Two kinds: a *rate* refills steadily (GCRA), a *quota* is counted in calendar windows of
 * UTC and starts anew with each. Its name is part of what identifies a bucket, so a renamed policy starts empty.
 */
export type Policy = RatePolicy | QuotaPolicy

export interface RatePolicy extends Common {
  kind: 'rate'
  /** The length in which `limit` units come back. */
  periodSeconds: number
  /** Units that may be taken at once after a pause; 1 to 1,000,000, default `limit`. Any window of one period admits at most `limit + burst`. */
  burst: number
}

export interface QuotaPolicy extends Common {
  kind: 'quota'
  period: CalendarPeriod
}

export type CalendarPeriod = 'minute' | 'hour' | 'day' | 'month'

interface Common {
  /** Lower-case letters, digits, `.`, `_` and `-`; it is shown in headers. */
  name: string
  /** What the key stands for: `key`, `owner`, `ip`, `user and endpoint`. Two of one name that count by different things share nothing. */
  countsBy: string
  /** Units of a period, 1 to 1,000,000,000. */
  limit: number
  /** Units of one request, unless the request says so itself. Default 1. */
  cost: number
  /** Units that a process may borrow of a hot key at a time, so that not each request is a statement. Default 0: none. */
  lease: number
}

/**
 * What is known of one bucket: two whole numbers. `endsAt` in microseconds since 1970 (rate: where the taken slots end;
 * quota: the end of the window), `used` in units (quota alone). After `endsAt` it says nothing any more.
 */
export interface Count {
  endsAt: number
  used: number
}

type Optional<P extends Policy, Names extends keyof P> = Omit<P, Names> & Partial<Pick<P, Names>>
export type PolicySpec =
  | Optional<RatePolicy, 'burst' | 'cost' | 'lease'>
  | Optional<QuotaPolicy, 'cost' | 'lease'>

/**
 * Declares a policy and fills in its defaults.
 * @throws Error in words, once and at the start, for one that could never work
 */
export function definePolicy(spec: PolicySpec): Policy {
  const common = { cost: 1, lease: 0 }
  const policy: Policy =
    spec.kind === 'rate' ? { ...common, burst: spec.limit, ...spec } : { ...common, ...spec }
  const wrong = mistakeIn(policy)
  if (wrong) throw new Error(`the policy "${policy.name}": ${wrong}`)
  return Object.freeze(policy)
}

function mistakeIn(policy: Policy): string | null {
  if (!/^[a-z0-9][a-z0-9._-]{0,62}$/.test(policy.name)) return 'its name does not fit into a header'
  const counts = { limit: policy.limit, cost: policy.cost, depth: depthOf(policy) }
  for (const [name, value] of Object.entries(counts))
    if (!Number.isInteger(value) || value < 1 || value > 1e9)
      return `${name} is a whole number from 1 to 1,000,000,000`
  if (!Number.isInteger(policy.lease) || policy.lease < 0) return 'lease is a whole number, 0 or more'
  const tooDear = neverAdmits(policy, policy.cost)
  if (tooDear) return tooDear
  return policy.kind === 'rate' ? mistakeInRate(policy) : null
}

// An interval is rounded up to whole microseconds: at ten thousand a second that makes it one per cent stricter at most.
const ratePerSecondAtMost = 10_000
const longestPeriodSeconds = 366 * 86_400

function mistakeInRate({ limit, periodSeconds, burst }: RatePolicy): string | null {
  if (!Number.isInteger(periodSeconds) || periodSeconds < 1 || periodSeconds > longestPeriodSeconds)
    return 'periodSeconds is a whole number from 1 to 31,622,400'
  if (limit / periodSeconds > ratePerSecondAtMost)
    return 'more than 10,000 a second cannot be counted in microseconds'
  if (burst > 1e6 || (burst / limit) * periodSeconds > longestPeriodSeconds)
    return 'its burst takes longer than a year to come back, or is over 1,000,000'
  return null
}

/** Units that can be there at most. */
export const depthOf = (policy: Policy): number => (policy.kind === 'rate' ? policy.burst : policy.limit)

/** Why a request of that cost is refused however long it waits; `null` when it can be admitted. */
export const neverAdmits = (policy: Policy, cost: number): string | null =>
  cost > depthOf(policy)
    ? `it costs ${cost} units, and "${policy.name}" never holds more than ${depthOf(policy)}: split it`
    : null
