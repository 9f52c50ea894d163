import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import fc from 'fast-check'
import { migratedDatabase } from '../../../../tests/support/migrated.ts'
import { needsValkey, startValkey, type TestValkey } from '../../../../tests/support/valkey.ts'
import { type Database, openDatabase } from '../../../kit/sql.ts'
import { unitsFree } from '../policies/count.ts'
import { definePolicy, type Policy } from '../policies/policy.ts'
import { withLeases } from './leases.ts'
import { memoryStore } from './store-memory.ts'
import { postgresStore } from './store-postgres.ts'
import { valkeyStore } from './store-valkey.ts'
import { type Bucket, bucketOf, identityKey, type Store } from './store.ts'

const identity = identityKey(Buffer.alloc(32, 1))
const clock = { now: () => new Date() }

/** So slow that nothing comes back while a test runs. */
const rate = (name: string, limit: number, more: object = {}): Policy =>
  definePolicy({ kind: 'rate', name, countsBy: 'key', limit, periodSeconds: 30_000_000, ...more })
const quota = (name: string, limit: number): Policy =>
  definePolicy({ kind: 'quota', name, countsBy: 'key', limit, period: 'month' })
const bucket = (policy: Policy, cost = 1, key = 'k'): Bucket =>
  bucketOf(identity, { policy, key: `${turn} ${key}`, cost })

/** As a store is seen from three processes. */
type Opening = () => Promise<readonly [Store, Store, Store]>

let turn = 0
let database: Database
let server: TestValkey
const closing: (() => Promise<void>)[] = []

const memory: Opening = async () => {
  const store = memoryStore(clock)
  return [store, store, store]
}

const postgres: Opening = async () => {
  // A busy machine is no row that is stuck.
  const store = () => withLeases(clock, postgresStore(database, { rowWaitMilliseconds: 30_000 }))
  return [store(), store(), store()]
}

const valkey: Opening = async () => {
  const store = async () => withLeases(clock, valkeyStore(await server.open()))
  return [await store(), await store(), await store()]
}

const stores: readonly { name: string; open: Opening; skip?: string | false }[] = [
  { name: 'memory', open: memory },
  { name: 'PostgreSQL', open: postgres },
  { name: 'Valkey', open: valkey, ...needsValkey },
]

/** @returns whether each was admitted, one after the other */
async function inTurn(store: Store, asked: readonly (readonly Bucket[])[]): Promise<boolean[]> {
  const allowed = []
  for (const buckets of asked) allowed.push((await store.take(buckets)).allowed)
  return allowed
}

describe('every store decides the same', () => {
  before(async () => {
    const made = await migratedDatabase()
    database = openDatabase({ url: made.url, statementTimeoutMilliseconds: 30_000 })
    closing.push(made.drop, database.close)
    if (needsValkey.skip) return
    server = await startValkey()
    closing.push(server.close)
  })
  beforeEach(() => void (turn += 1))
  after(async () => {
    for (const close of closing.toReversed()) await close()
  })

  for (const { name, open, skip = false } of stores)
    describe(`counted in ${name}`, { skip }, () => {
      test('of 200 parallel requests on a limit of 50, at three processes, exactly 50 are admitted', async () => {
        const processes = await open()

        const verdicts = await Promise.all(
          Array.from({ length: 200 }, (_, index) => processes[index % 3]!.take([bucket(rate('hot', 50))])),
        )

        assert.equal(verdicts.filter(({ allowed }) => allowed).length, 50)
      })

      test('several policies are charged all or none', async () => {
        const [store, other] = await open()
        const [wide, narrow] = [quota('wide', 100), rate('narrow', 2)]
        const both = [bucket(wide), bucket(narrow)]

        const allowed = await inTurn(store, [both, both, both, both])
        const { counts, now } = await other.take([bucket(wide)])

        assert.deepEqual(allowed, [true, true, false, false])
        assert.equal(unitsFree(wide, counts[0]!, now), 97)
      })

      test('a dear request that is refused leaves its units to cheaper ones', async () => {
        const [store] = await open()
        const some = rate('some', 10)

        const allowed = await inTurn(store, [
          [bucket(some, 7)],
          [bucket(some, 4)],
          [bucket(some, 3)],
          [bucket(some)],
        ])

        assert.deepEqual(allowed, [true, false, true, false])
      })

      test('names, keys, kinds and what is counted by keep buckets apart', async () => {
        const [store] = await open()
        const apart = [
          bucket(rate('one', 1)),
          bucket(rate('other', 1)),
          bucket(rate('one', 1, { countsBy: 'address' })),
          bucket(rate('one', 1), 1, 'another'),
          bucket(quota('one', 1)),
        ]

        const [first, again] = [
          await inTurn(
            store,
            apart.map((each) => [each]),
          ),
          await inTurn(
            store,
            apart.map((each) => [each]),
          ),
        ]

        assert.deepEqual([first, again], [[true, true, true, true, true], apart.map(() => false)])
      })

      test('a limit that is raised keeps what was used', async () => {
        const [store] = await open()
        const used = [bucket(quota('daily', 3))]
        await inTurn(store, [used, used, used])

        const { allowed, counts, now } = await store.take([bucket(quota('daily', 10))])

        assert.deepEqual([allowed, unitsFree(quota('daily', 10), counts[0]!, now)], [true, 6])
      })

      test('of any requests the same are admitted, and the same is left, as reckoned here', async () => {
        const [store] = await open()
        const policies = [
          rate('a', 9),
          rate('b', 30, { burst: 5 }),
          quota('c', 7),
          rate('d', 40, { burst: 12 }),
        ]
        const requests = fc.array(
          fc.record({
            of: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
            cost: fc.integer({ min: 1, max: 4 }),
          }),
          { minLength: 10, maxLength: 25 },
        )
        let run = 0

        await fc.assert(
          fc.asyncProperty(requests, async (all) => {
            const [key, reckoned] = [`run ${++run}`, memoryStore(clock)]
            for (const { of, cost } of all) {
              const asked = of.map((index) => bucket(policies[index]!, cost, key))
              const told = [await store.take(asked), reckoned.take(asked)].map(({ allowed, counts, now }) => [
                allowed,
                asked.map(({ policy }, index) => unitsFree(policy, counts[index]!, now)),
              ])

              assert.deepEqual(told[0], told[1])
            }
          }),
          { numRuns: 8 },
        )
      })
    })
})
