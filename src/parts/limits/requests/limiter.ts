import type { KeyObject } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { World } from '../../../kit/world.ts'
import type { Policy } from '../policies/policy.ts'
import { decisionOf, type Decision, impossible } from './decision.ts'
import { guarded, type GuardOptions } from './degraded.ts'
import { Denials } from './denials.ts'
import { type Bucket, bucketOf, type Store } from './store.ts'

/** One policy that a request is under. */
export interface Charge {
  policy: Policy
  /** Whom the policy counts; with the account in it wherever two accounts could have the same. Kept as a keyed hash alone. */
  key: string
  /** Units, 1 and more. Default: the policy's. */
  cost?: number
}

export interface Limiter {
  /**
   * Whether a request may go on, decided before it does anything: every policy is charged or none, and a refused request
   * consumes nothing. Never throws: without its store it decides by a reduced limit of this process.
   */
  decide(charges: readonly [Charge, ...Charge[]]): Promise<Decision>
  /** The store is away. */
  isDegraded(): boolean
}

export interface LimiterOptions extends GuardOptions {
  store: Store
  /** Of {@link identityKey}. */
  identity: KeyObject
}

/** One for each process: what it remembers is its use. */
export function createLimiter(world: World, { store, identity, ...options }: LimiterOptions): Limiter {
  const denials = new Denials(world)
  const guard = guarded(world, store, options)
  const named = namedBuckets(identity)
  return {
    isDegraded: () => guard.isDegraded(),
    async decide(charges) {
      const buckets = once(charges.map(named))
      const hopeless = impossible(world, buckets)
      if (hopeless) return hopeless
      const known = denials.known(buckets)
      if (known)
        return decisionOf(world, { ...known.verdict, buckets: known.buckets, isDegraded: false }, buckets)
      const askedAt = world.now().getTime() * 1000
      const verdict = await guard.take(buckets)
      if (!verdict.allowed && !verdict.isDegraded) denials.note(buckets, verdict, askedAt)
      return decisionOf(world, verdict)
    },
  }
}

// Longer than any name of ours; a user's is what a request says it is.
const longestRemembered = 500

/** The keyed hash of one that was lately asked for is remembered: it would be most of a decision from memory. */
function namedBuckets(identity: KeyObject): (charge: Charge) => Bucket {
  const known = new LRUCache<string, Bucket>({ max: 20_000 })
  return (charge) => {
    const { policy, key, cost = policy.cost } = charge
    const name = `${policy.name} ${key}`
    const found = known.get(name)
    if (found?.policy === policy && found.cost === cost) return found
    const bucket = bucketOf(identity, charge)
    if (name.length <= longestRemembered) known.set(name, bucket)
    return bucket
  }
}

/** A policy named twice for one key is charged for both at once. */
function once(buckets: readonly Bucket[]): readonly Bucket[] {
  if (buckets.length === 1) return buckets
  const all = new Map<string, Bucket>()
  for (const bucket of buckets) {
    const known = all.get(bucket.id)
    all.set(bucket.id, known ? { ...known, cost: known.cost + bucket.cost } : bucket)
  }
  return [...all.values()]
}
