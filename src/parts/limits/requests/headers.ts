import { windowSeconds } from '../policies/calendar.ts'
import type { Policy } from '../policies/policy.ts'
import type { Decision, Standing } from './decision.ts'

/**
 * `RateLimit-Policy` and `RateLimit`: draft-ietf-httpapi-ratelimit-headers-11, a draft still.
 * Lists of Structured Fields' Strings. `q` is the limit and `w` its period (a month counts as 31 days); a burst that is
 * not the limit is told as `keyhold-burst`. `r` are units that could be taken now, `t` the seconds in which there are no
 * more than those. A refusal shows the policies that refused, so that no `t` is after its `Retry-After`.
 */
export function rateLimitHeaders(decision: Decision): Record<string, string> {
  const { policies, standings, refusedBy, retryAfterSeconds } = decision
  const shown = decision.allowed
    ? standings
    : standings.filter(({ policy }) => refusedBy.includes(policy.name))
  const after = decision.allowed ? Infinity : (retryAfterSeconds ?? Infinity)
  return {
    'RateLimit-Policy': policies.map(policyItem).join(', '),
    RateLimit: shown.map((standing) => standingItem(standing, after)).join(', '),
  }
}

// A name is checked when its policy is declared: nothing in it needs escaping.
function policyItem(policy: Policy): string {
  const seconds = policy.kind === 'rate' ? policy.periodSeconds : windowSeconds(policy.period)
  const burst =
    policy.kind === 'rate' && policy.burst !== policy.limit ? `;keyhold-burst=${policy.burst}` : ''
  return `"${policy.name}";q=${policy.limit};w=${seconds}${burst}`
}

const standingItem = ({ policy, remaining, moreInSeconds }: Standing, atMost: number): string =>
  `"${policy.name}";r=${remaining};t=${Math.min(moreInSeconds, atMost)}`

/** `X-RateLimit-*` as source 000 sent them, of the tightest policy. `Limit` is the limit; `Reset` in seconds since 1970, rounded up. */
export const sourceHeaders = ({ limit, remaining, resetAt }: Decision): Record<string, string> => ({
  'X-RateLimit-Limit': String(limit),
  'X-RateLimit-Remaining': String(Math.min(limit, remaining)),
  'X-RateLimit-Reset': String(Math.ceil(resetAt.getTime() / 1000)),
})

/** The body of source 000's 429. */
export const sourceBody = ({
  refusedBy,
  retryAfterSeconds,
  words,
}: Pick<Decision, 'refusedBy' | 'retryAfterSeconds' | 'words'>): {
  error: string
  reason: string
  retryAfter: number | null
} => ({
  error: 'Rate limit exceeded',
  reason: words ?? `the limit "${refusedBy[0]}" is used up`,
  retryAfter: retryAfterSeconds,
})
