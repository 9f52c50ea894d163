import { after, secondsAfter } from '../../../kit/duration.ts'
import type { World } from '../../../kit/world.ts'
import { type Policy } from '../policies/policy.ts'
import { memoryStore, type MemoryStore } from './store-memory.ts'
import type { Bucket, Store, Verdict } from './store.ts'

export interface GuardedVerdict extends Verdict {
  /** The buckets that were charged: of reduced policies when the store is away. */
  buckets: readonly Bucket[]
  isDegraded: boolean
}

export interface GuardedStore {
  /** Never throws, and answers within the time-out. */
  take(buckets: readonly Bucket[]): GuardedVerdict | Promise<GuardedVerdict>
  isDegraded(): boolean
}

export interface GuardOptions {
  /** How long the store may take, 1 and more. Default 500. */
  timeoutMilliseconds?: number
  /** Told when the store is away, and when it is back: once each for an outage. */
  onAway?: () => void
  onBack?: () => void
  /** How many processes share a limit; a degraded one admits its share of half the limit. 1 and more, default 1. */
  processes?: number
}

// One request in this time waits for a store that may be away still; all others are answered at once.
const probeEverySeconds = 1

/**
 * A store that may be away or slow without anybody waiting for it: neither open nor closed meanwhile. Each process then
 * admits `limit / 2 / processes` from its memory, 1 at the least, and says so once. It asks the store again each second.
 */
export function guarded(world: World, store: Store, options: GuardOptions = {}): GuardedStore {
  const { timeoutMilliseconds = 500, processes = 1, onAway, onBack } = options
  // Its room is laid out at once, which most processes never need.
  let local: MemoryStore | null = null
  const reduce = reducer(processes)
  let probeAt: Date | null = null
  const degrade = (error: unknown) => {
    if (probeAt === null) {
      const words = 'the store of limits is away: each process admits a reduced share'
      world.log.warn(words, { part: 'limits', code: 'limiter_degraded', error })
      onAway?.()
    }
    probeAt = secondsAfter(world.now(), probeEverySeconds)
  }
  const recover = () => {
    if (probeAt === null) return
    probeAt = null
    world.log.info('the store of limits is back', { part: 'limits' })
    onBack?.()
  }
  const alone = (buckets: readonly Bucket[]): GuardedVerdict => {
    const reduced = buckets.map(reduce)
    return { ...(local ??= memoryStore(world)).take(reduced), buckets: reduced, isDegraded: true }
  }
  const answered = async (buckets: readonly Bucket[], taken: Promise<Verdict>): Promise<GuardedVerdict> => {
    try {
      const verdict = await within(timeoutMilliseconds, taken)
      recover()
      return { ...verdict, buckets, isDegraded: false }
    } catch (error) {
      degrade(error)
      return alone(buckets)
    }
  }
  return {
    isDegraded: () => probeAt !== null,
    take(buckets) {
      if (probeAt !== null && world.now() < probeAt) return alone(buckets)
      if (probeAt !== null) probeAt = secondsAfter(world.now(), probeEverySeconds)
      const taken = store.take(buckets)
      // What is decided from memory says nothing of a store that is away, and needs no clock over it.
      return taken instanceof Promise ? answered(buckets, taken) : { ...taken, buckets, isDegraded: false }
    },
  }
}

class TooSlow extends Error {
  override readonly name = 'TooSlow'
}

function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const bound = after(milliseconds, () => reject(new TooSlow(`no answer within ${milliseconds} ms`)))
    work.then(resolve, reject).finally(bound.cancel)
  })
}

/** A bucket under `limit / 2 / processes`, and the same of its burst; what one request costs fits into it still. */
function reducer(processes: number): (bucket: Bucket) => Bucket {
  const known = new WeakMap<Policy, Policy>()
  const share = (units: number, cost: number) => Math.max(cost, Math.floor(units / 2 / processes))
  const reducedPolicy = (policy: Policy, cost: number): Policy => {
    const limit = share(policy.limit, policy.kind === 'rate' ? 1 : cost)
    return policy.kind === 'rate'
      ? { ...policy, limit, burst: share(policy.burst, cost), lease: 0 }
      : { ...policy, limit, lease: 0 }
  }
  return (bucket) => {
    const { policy, cost } = bucket
    if (cost !== policy.cost) return { ...bucket, policy: reducedPolicy(policy, cost) }
    const reduced = known.get(policy) ?? reducedPolicy(policy, cost)
    known.set(policy, reduced)
    return { ...bucket, policy: reduced }
  }
}
