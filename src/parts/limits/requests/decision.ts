import { millisecondsAfter } from '../../../kit/duration.ts'
import type { World } from '../../../kit/world.ts'
import { unitsFree, untilFree, untilMore, untilWhole } from '../policies/count.ts'
import { depthOf, neverAdmits, type Policy } from '../policies/policy.ts'
import type { GuardedVerdict } from './degraded.ts'
import type { Bucket } from './store.ts'

/** How one policy stands after the decision. */
export interface Standing {
  policy: Policy
  /** Units that could be taken now, 0 and more. */
  remaining: number
  /** When it will be as if never used. */
  resetAt: Date
  /** Seconds, 1 and more, after which more may be there than `remaining`. */
  moreInSeconds: number
  /** Seconds after which the same request has its units here; 0 when it was not this policy that refused. `null`: never. */
  waitSeconds: number | null
}

/** What came of a request, for its headers, its log and its caller. */
export interface Decision {
  allowed: boolean
  /** The policy with the fewest units left, or the one that refuses longest: limit, remaining and reset are its. */
  tightest: Standing
  limit: number
  remaining: number
  resetAt: Date
  /** Whole seconds: who sleeps exactly so long is admitted, if nobody else came. `null` when allowed, and when no wait helps. */
  retryAfterSeconds: number | null
  /** Names of the policies that refused; none when allowed. */
  refusedBy: readonly string[]
  /** Every policy that the request is under; reduced ones while the store is away. */
  policies: readonly Policy[]
  /** Those that were looked at: of a refusal that was remembered, the ones that refused. */
  standings: readonly Standing[]
  /** The store was away, and a reduced limit of this process decided. */
  isDegraded: boolean
  /** Why no wait helps; `null` otherwise. */
  words: string | null
}

/** What the verdict means, told by our clock. `asked`: every bucket of the request, also those not looked at. */
export function decisionOf(
  world: Pick<World, 'now'>,
  verdict: GuardedVerdict,
  asked: readonly Bucket[] = verdict.buckets,
): Decision {
  const { allowed, buckets, now, counts, held, isDegraded } = verdict
  const ourNow = world.now()
  const standings = buckets.map(({ policy, cost }, index): Standing => {
    const count = counts[index]!
    return {
      policy,
      remaining: Math.min(depthOf(policy), unitsFree(policy, count, now) + held[index]!),
      resetAt: millisecondsAfter(ourNow, Math.ceil(untilWhole(policy, count, now) / 1000)),
      moreInSeconds: Math.max(1, seconds(untilMore(policy, count, now))),
      waitSeconds: allowed ? 0 : seconds(untilFree(policy, count, now, cost)),
    }
  })
  const waits = standings.map(({ waitSeconds }) => waitSeconds ?? 0)
  return told(standings, {
    allowed,
    isDegraded,
    policies: asked.map(({ policy }) => policy),
    retryAfterSeconds: allowed ? null : Math.max(1, ...waits),
    words: null,
  })
}

/** Refused for good: it costs more than a policy ever holds. */
export function impossible(world: Pick<World, 'now'>, buckets: readonly Bucket[]): Decision | null {
  const found = buckets.filter(({ policy, cost }) => neverAdmits(policy, cost))
  if (found.length === 0) return null
  const standings = found.map(({ policy }): Standing => ({
    policy,
    remaining: 0,
    resetAt: world.now(),
    moreInSeconds: 1,
    waitSeconds: null,
  }))
  const words = found.map(({ policy, cost }) => neverAdmits(policy, cost)).join('; ')
  return told(standings, {
    allowed: false,
    isDegraded: false,
    policies: buckets.map(({ policy }) => policy),
    retryAfterSeconds: null,
    words,
  })
}

const seconds = (microseconds: number): number => Math.ceil(microseconds / 1_000_000)

function told(
  standings: readonly Standing[],
  rest: Pick<Decision, 'allowed' | 'isDegraded' | 'policies' | 'retryAfterSeconds' | 'words'>,
): Decision {
  const refused = standings.filter(({ waitSeconds }) => waitSeconds !== 0)
  const [tightest] = (refused.length > 0 ? refused : standings).toSorted(isTighter) as [Standing]
  const { policy, remaining, resetAt } = tightest
  const refusedBy = rest.allowed ? [] : refused.map(nameOf)
  return { ...rest, tightest, limit: policy.limit, remaining, resetAt, refusedBy, standings }
}

const nameOf = ({ policy }: Standing): string => policy.name

const isTighter = (one: Standing, other: Standing): number =>
  (other.waitSeconds ?? 0) - (one.waitSeconds ?? 0) ||
  one.remaining - other.remaining ||
  other.resetAt.getTime() - one.resetAt.getTime()
