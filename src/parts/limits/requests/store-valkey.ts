import type { Valkey } from '../../../kit/valkey.ts'
import { noCount } from '../policies/count.ts'
import { intervalMicroseconds } from '../policies/gcra.ts'
import { type Count, depthOf } from '../policies/policy.ts'
import type { Bucket, LendingStore, LendingVerdict } from './store.ts'
import { chargeScript, readScript } from './valkey-script.ts'

/**
 * Counts in Valkey, shared by all processes. Each request is one script over all its buckets, by the server's clock; a
 * count goes by itself when it says nothing any more.
 */
export const valkeyStore = (valkey: Valkey): LendingStore => ({
  borrow: (buckets, wants) => charge(valkey, buckets, wants),
})

/**
 * One request. `moment` is for tests alone, microseconds since 1970; else it is the server's.
 * @throws ValkeyTrouble
 */
export async function charge(
  valkey: Valkey,
  buckets: readonly Bucket[],
  wants: readonly number[],
  moment: number | null = null,
): Promise<LendingVerdict> {
  const each = buckets.flatMap(({ policy, cost }, index) => [
    policy.kind === 'rate' ? intervalMicroseconds(policy) : policy.period,
    depthOf(policy),
    cost,
    wants[index]!,
  ])
  const told = await valkey.eval(chargeScript, buckets.map(keyOf), [moment ?? '', ...each])
  const [granted, now, ...rest] = told as [number, number, ...number[]]
  const at = (index: number, place: number): number => rest[4 * index + place]!
  return {
    allowed: granted === 1,
    now,
    counts: buckets.map((_, index) => ({ endsAt: at(index, 0), used: at(index, 1) })),
    loans: buckets.map((_, index) => ({ units: at(index, 2), goodUntil: at(index, 3) })),
  }
}

/** How each of these stands, in their order, and the moment by the server's clock in microseconds. @throws ValkeyTrouble */
export async function countsInValkey(
  valkey: Valkey,
  buckets: readonly Bucket[],
): Promise<{ now: number; counts: Count[] }> {
  const told = await valkey.eval(readScript, buckets.map(keyOf), [])
  const [[seconds, microseconds], kept] = told as [[string, string], (string | null)[]]
  const counts = kept.map((text) => {
    const [, endsAt, used] = /^(\d+) (\d+)$/.exec(text ?? '') ?? []
    return endsAt === undefined ? noCount : { endsAt: Number(endsAt), used: Number(used) }
  })
  return { now: Number(seconds) * 1_000_000 + Number(microseconds), counts }
}

// All in one slot: a script may touch no other where the keys are spread over servers.
const keyOf = ({ policy, subject }: Bucket): string =>
  `{keyhold}:limit:${policy.name}:${subject.toString('base64url')}`
