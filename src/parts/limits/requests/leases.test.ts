import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { noCount, unitsFree, untilFree, withUnits } from '../policies/count.ts'
import { type Count, definePolicy, type Policy } from '../policies/policy.ts'
import { withLeases } from './leases.ts'
import { type Bucket, bucketOf, identityKey, type LendingStore, type Store } from './store.ts'

const identity = identityKey(Buffer.alloc(32, 1))
const start = Date.UTC(2026, 0, 1, 11, 59, 58)

/** One store, several processes whose clocks differ from its own, and answers that take their time. */
class Ground {
  milliseconds = start
  statements = 0
  #counts = new Map<string, Count>()
  #latencies: number[] = []

  process(skewMilliseconds: number): Store {
    return withLeases({ now: () => new Date(this.milliseconds + skewMilliseconds) }, this.#store)
  }

  latency(milliseconds: number): void {
    this.#latencies.push(milliseconds)
  }

  /** What PostgreSQL does, in a few lines. */
  readonly #store: LendingStore = {
    borrow: async (buckets, wants) => {
      this.statements += 1
      this.milliseconds += this.#latencies.pop() ?? 0
      const now = this.milliseconds * 1000
      const allowed = buckets.every(
        (bucket) => untilFree(bucket.policy, this.#of(bucket), now, bucket.cost) === 0,
      )
      const loans = buckets.map((bucket, index) => {
        if (!allowed) return { units: 0, goodUntil: 0 }
        const { policy, cost, id } = bucket
        const charged = withUnits(policy, this.#of(bucket), now, cost)
        const units = Math.min(wants[index]!, Math.floor(unitsFree(policy, charged, now) / 8))
        this.#counts.set(id, withUnits(policy, charged, now, units))
        return { units, goodUntil: policy.kind === 'rate' ? charged.endsAt : charged.endsAt - 1 }
      })
      this.milliseconds += this.#latencies.pop() ?? 0
      return { allowed, now, counts: buckets.map((bucket) => this.#of(bucket)), loans }
    },
  }

  #of = ({ id }: Bucket): Count => this.#counts.get(id) ?? noCount
}

const policies: Policy[] = [
  definePolicy({
    kind: 'rate',
    name: 'rate',
    countsBy: 'key',
    limit: 100,
    periodSeconds: 1,
    burst: 40,
    lease: 20,
  }),
  definePolicy({
    kind: 'rate',
    name: 'slow',
    countsBy: 'key',
    limit: 7,
    periodSeconds: 1,
    burst: 60,
    lease: 50,
  }),
  definePolicy({ kind: 'quota', name: 'quota', countsBy: 'key', limit: 60, period: 'minute', lease: 20 }),
]

const actions = fc.array(
  fc.record({
    process: fc.nat(2),
    after: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(30), fc.nat(400)),
    latency: fc.oneof(fc.constant(0), fc.nat(20)),
    cost: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 20, maxLength: 250 },
)

test('processes that lend never admit, at any moment, what the policy alone would have refused', async () => {
  for (const policy of policies) {
    await fc.assert(
      fc.asyncProperty(actions, async (all) => {
        const ground = new Ground()
        const processes = [0, 5000, -7000].map((skew) => ground.process(skew))
        let plain = noCount
        for (const { process, after, latency, cost } of all) {
          ground.milliseconds += after
          ground.latency(latency)
          const bucket = bucketOf(identity, { policy, key: 'hot', cost })

          const { allowed } = await processes[process]!.take([bucket])

          const now = ground.milliseconds * 1000
          if (!allowed) continue
          assert.equal(untilFree(policy, plain, now, cost), 0)
          plain = withUnits(policy, plain, now, cost)
        }
      }),
      { numRuns: 200 },
    )
  }
})

const hot = definePolicy({
  kind: 'rate',
  name: 'hot',
  countsBy: 'key',
  limit: 1000,
  periodSeconds: 1,
  burst: 1000,
  lease: 100,
})

test('a hot key costs a statement for many requests', async () => {
  const ground = new Ground()
  const process = ground.process(0)
  const bucket = bucketOf(identity, { policy: hot, key: 'hot' })

  for (let call = 0; call < 500; call++) {
    if (call % 2 === 0) ground.milliseconds += 1
    assert.equal((await process.take([bucket])).allowed, true)
  }

  assert.ok(ground.statements < 50, `${ground.statements} statements`)
})

test('a key that is asked for now and then borrows nothing', async () => {
  const ground = new Ground()
  const process = ground.process(0)
  const bucket = bucketOf(identity, { policy: hot, key: 'cold' })

  const verdicts = []
  for (let call = 0; call < 10; call++) {
    ground.milliseconds += 600
    verdicts.push(await process.take([bucket]))
  }

  assert.deepEqual([ground.statements, verdicts.flatMap(({ held }) => held)], [10, verdicts.map(() => 0)])
})

test('a request is answered from memory only when all its policies have units there', async () => {
  const ground = new Ground()
  const process = ground.process(0)
  const [leased, exact] = [hot, { ...hot, name: 'exact', lease: 0 }].map((policy) =>
    bucketOf(identity, { policy, key: 'hot' }),
  ) as [Bucket, Bucket]

  for (let call = 0; call < 50; call++) await process.take([leased, exact])

  assert.equal(ground.statements, 50)
})

test('borrowed units of a quota end with its window', async () => {
  const ground = new Ground()
  const process = ground.process(3000)
  const policy = definePolicy({
    kind: 'quota',
    name: 'some',
    countsBy: 'key',
    limit: 1000,
    period: 'minute',
    lease: 50,
  })
  const bucket = bucketOf(identity, { policy, key: 'hot' })
  for (let call = 0; call < 10; call++) await process.take([bucket])
  const before = ground.statements
  const [held] = (await process.take([bucket])).held

  ground.milliseconds += 2000
  await process.take([bucket])

  assert.ok(held! > 0)
  assert.equal(ground.statements, before + 1)
})
