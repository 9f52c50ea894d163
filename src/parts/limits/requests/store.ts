import { createSecretKey, type KeyObject } from 'node:crypto'
import { hmacSha256 } from '../../../kit/hash.ts'
import { type Count, depthOf, type Policy } from '../policies/policy.ts'

/** One policy's count for one key. */
export interface Bucket {
  policy: Policy
  /** Keyed hash, 16 bytes, of policy and key. */
  subject: Buffer
  /** The bucket's name in memory. */
  id: string
  /** The same with the numbers of its policy: what is remembered under other numbers is not used. */
  shapedId: string
  /** Units, 1 and more, that its policy can hold. */
  cost: number
}

export interface Verdict {
  allowed: boolean
  /** The moment by the store's clock, microseconds since 1970. */
  now: number
  /** Each bucket as it stands afterwards. */
  counts: readonly Count[]
  /** Units of each that this process has borrowed and not used: charged, and still free here. */
  held: readonly number[]
}

/**
 * Where counts are kept: PostgreSQL or Valkey for all processes, memory for one. Each of them decides the same.
 */
export interface Store {
  /**
   * Charges every bucket or none, in one atomic step, by the store's own clock. At once what is decided from memory.
   * @throws whatever its way out throws; nothing is known then, and what was charged stays charged
   */
  take(buckets: readonly Bucket[]): Verdict | Promise<Verdict>
}

/** A store that several processes share, and that lends units ahead. */
export interface LendingStore {
  /** As `take`; `wants` are units to lend of each bucket. A store may lend fewer, and lends none of a request that it refuses. */
  borrow(buckets: readonly Bucket[], wants: readonly number[]): Promise<LendingVerdict>
}

export interface LendingVerdict extends Omit<Verdict, 'held'> {
  loans: readonly Loan[]
}

export interface Loan {
  units: number
  /** The last moment at which the first of them may be used, by the store's clock in microseconds; each further one an interval later. */
  goodUntil: number
}

/** What makes subjects unreadable. Every process needs the same 32 bytes or more; others begin with empty buckets. */
export const identityKey = (bytes: Uint8Array): KeyObject => createSecretKey(bytes)

/** `key` is whom the policy counts: an account's id, a user and an endpoint, an address. It is not kept, its keyed hash is. */
export function bucketOf(
  identity: KeyObject,
  { policy, key, cost = policy.cost }: { policy: Policy; key: string; cost?: number },
): Bucket {
  const kind = policy.kind === 'rate' ? 'rate' : policy.period
  const subject = hmacSha256(identity, JSON.stringify([kind, policy.name, policy.countsBy, key])).subarray(
    0,
    16,
  )
  const id = policy.name + subject.toString('latin1')
  const shape = `${policy.limit}/${policy.kind === 'rate' ? policy.periodSeconds : ''}/${depthOf(policy)}`
  return { policy, subject, id, shapedId: `${id}${shape}`, cost }
}
