import type { KeyObject } from 'node:crypto'
import { millisecondsAfter } from '../../../kit/duration.ts'
import { byteas, texts } from '../../../kit/sql-array.ts'
import type { World } from '../../../kit/world.ts'
import { noCount, unitsFree, untilWhole } from '../policies/count.ts'
import { limitFaults } from '../faults.ts'
import { type Count, depthOf } from '../policies/policy.ts'
import type { Charge } from './limiter.ts'
import { countsInValkey } from './store-valkey.ts'
import { type Bucket, bucketOf } from './store.ts'

/** How much of one policy is left to whom it counts. */
export interface AllowanceLeft {
  policy: string
  /** Units that can be had at once: the burst of a rate, the limit of a quota. */
  units: number
  /** 0 to `units`. What a process has borrowed ahead counts as taken. */
  left: number
  /** When all of it is there again; null when it is. */
  wholeAt: Date | null
}

/** What is left of each, in the order asked; nothing is charged. At most 2,000 at once. @throws LIMITS_UNAVAILABLE */
export async function allowancesLeft(
  world: World,
  identity: KeyObject,
  charges: readonly Charge[],
): Promise<AllowanceLeft[]> {
  const buckets = charges.map((charge) => bucketOf(identity, charge))
  const { now, counts } = await countsOf(world, buckets)
  return buckets.map(({ policy }, index) => {
    const count = counts[index]!
    const whole = untilWhole(policy, count, now)
    return {
      policy: policy.name,
      units: depthOf(policy),
      left: unitsFree(policy, count, now),
      wholeAt: whole > 0 ? millisecondsAfter(world.now(), Math.ceil(whole / 1000)) : null,
    }
  })
}

interface Read {
  /** By the clock of whoever counts, microseconds. */
  now: number
  /** In the order of the buckets. */
  counts: readonly Count[]
}

async function countsOf(world: World, buckets: readonly Bucket[]): Promise<Read> {
  const now = world.now().getTime() * 1000
  if (buckets.length === 0) return { now, counts: [] }
  if (world.valkey) return countsInValkey(world.valkey, buckets).catch(unavailable)
  const rows = await rowsOf(world, buckets)
  const counts = new Map(
    rows.map(({ policy, subject, ends, used }) => [
      policy + subject.toString('latin1'),
      { endsAt: ends, used },
    ]),
  )
  return { now, counts: buckets.map(({ id }) => counts.get(id) ?? noCount) }
}

function unavailable(cause: unknown): never {
  throw limitFaults.LIMITS_UNAVAILABLE({ retryAfterSeconds: 1 }, { cause })
}

const rowsOf = ({ sql }: World, buckets: readonly Bucket[]) => sql<{
  policy: string
  subject: Buffer
  ends: number
  used: number
}>`
  select c.policy, c.subject, (extract(epoch from c.ends_at) * 1000000)::bigint as ends, c.used from limit_count c
    join unnest(${texts(buckets.map(({ policy }) => policy.name))}::text[], ${byteas(buckets.map(({ subject }) => subject))}::bytea[]) b (policy, subject)
      on b.policy = c.policy and b.subject = c.subject limit 2000`
