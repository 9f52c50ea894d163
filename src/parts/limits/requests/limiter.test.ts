import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { silentLog } from '../../../kit/log.ts'
import { openDatabase } from '../../../kit/sql.ts'
import { waitFor, type World } from '../../../kit/world.ts'
import { definePolicy, type PolicySpec } from '../policies/policy.ts'
import { withLeases } from './leases.ts'
import { type Charge, createLimiter, type Limiter } from './limiter.ts'
import { memoryStore } from './store-memory.ts'
import { postgresStore } from './store-postgres.ts'
import { identityKey, type Store, type Verdict } from './store.ts'

const identity = identityKey(Buffer.alloc(32, 1))
const hourly = definePolicy({
  kind: 'rate',
  name: 'hourly',
  countsBy: 'key',
  limit: 20,
  periodSeconds: 3600,
})
const charge: Charge = { policy: hourly, key: 'k' }

interface StillWorld extends World {
  /** Moves the clock on; nothing else does. */
  advance(seconds: number): void
}

/** A world whose clock stands still, as a busy machine may take seconds over what should be one moment. */
function stillWorld(start = Date.UTC(2026, 0, 1)): StillWorld {
  let milliseconds = start
  const still = {
    now: () => new Date(milliseconds),
    advance(seconds: number) {
      milliseconds += seconds * 1000
    },
    wait: waitFor,
    log: silentLog,
  }
  return still as unknown as StillWorld
}

/** A store that counts its calls, and may be away or silent. */
class MoodyStore implements Store {
  calls = 0
  mood: 'well' | 'gone' | 'silent' = 'well'
  readonly #memory: Store

  constructor(world: StillWorld) {
    this.#memory = memoryStore(world)
  }

  async take(buckets: Parameters<Store['take']>[0]): Promise<Verdict> {
    this.calls += 1
    if (this.mood === 'gone') throw new Error('gone')
    if (this.mood === 'silent') return new Promise(() => undefined)
    return this.#memory.take(buckets)
  }
}

/** A world that keeps what it would have written for the operator. */
function listening(world: StillWorld): { world: StillWorld; lines: string[] } {
  const lines: string[] = []
  const note = (level: string) => (message: string) => void lines.push(`${level}: ${message}`)
  const log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') }
  return { world: { ...world, log }, lines }
}

async function many(limiter: Limiter, times: number, some: Charge = charge) {
  const decisions = []
  for (let call = 0; call < times; call++) decisions.push(await limiter.decide([some]))
  return decisions
}
const admittedOf = (decisions: readonly { allowed: boolean }[]): number =>
  decisions.filter(({ allowed }) => allowed).length

describe('a refusal', () => {
  test('is remembered until it ends, and the store is not asked meanwhile', async () => {
    const world = stillWorld()
    const store = new MoodyStore(world)
    const limiter = createLimiter(world, { store, identity })
    await many(limiter, 21)
    const calls = store.calls
    world.advance(0.001)

    const soon = await many(limiter, 100)
    world.advance(100)
    const [later] = await many(limiter, 1)
    const callsWhileRefused = store.calls - calls
    world.advance(80)
    const [admitted] = await many(limiter, 1)

    assert.deepEqual([admittedOf(soon), callsWhileRefused], [0, 0])
    assert.deepEqual([soon[0]!.retryAfterSeconds, later!.retryAfterSeconds], [180, 80])
    assert.equal(admitted!.allowed, true)
  })

  test('is remembered of the policy that refused, not of the key nor of its neighbours', async () => {
    const world = stillWorld()
    const store = new MoodyStore(world)
    const limiter = createLimiter(world, { store, identity })
    const other = definePolicy({
      kind: 'quota',
      name: 'monthly',
      countsBy: 'key',
      limit: 100,
      period: 'month',
    })
    await many(limiter, 21)
    const calls = store.calls

    const decisions = await Promise.all([
      limiter.decide([charge, { policy: other, key: 'k' }]),
      limiter.decide([{ policy: other, key: 'k' }]),
      limiter.decide([{ ...charge, key: 'another' }]),
    ])

    assert.deepEqual(
      decisions.map(({ allowed, refusedBy }) => [allowed, refusedBy]),
      [
        [false, ['hourly']],
        [true, []],
        [true, []],
      ],
    )
    assert.equal(store.calls - calls, 2)
  })

  test('of a dear request leaves cheaper ones to the store', async () => {
    const world = stillWorld()
    const limiter = createLimiter(world, { store: memoryStore(world), identity })
    await many(limiter, 15)

    const [dear] = await many(limiter, 1, { ...charge, cost: 10 })
    const [cheap] = await many(limiter, 1, { ...charge, cost: 5 })

    assert.deepEqual([dear!.allowed, dear!.remaining, cheap!.allowed], [false, 5, true])
  })

  test('does not outlive the numbers it was made under', async () => {
    const world = stillWorld()
    const limiter = createLimiter(world, { store: memoryStore(world), identity })
    const daily = (limit: number) =>
      definePolicy({ kind: 'quota', name: 'daily', countsBy: 'key', limit, period: 'day' })
    await many(limiter, 4, { policy: daily(3), key: 'k' })

    const [raised] = await many(limiter, 1, { policy: daily(10), key: 'k' })

    assert.deepEqual([raised!.allowed, raised!.remaining], [true, 6])
  })
})

describe('without its store', () => {
  test('each process admits its share of half the limit, says so once, and throws nothing', async () => {
    const { world, lines } = listening(stillWorld())
    const store = new MoodyStore(world)
    const limiter = createLimiter(world, { store, identity, processes: 2 })
    store.mood = 'gone'

    const decisions = await many(limiter, 30)

    assert.equal(admittedOf(decisions), 5)
    assert.ok(decisions.every(({ isDegraded }) => isDegraded) && limiter.isDegraded())
    assert.deepEqual(
      decisions.map(({ limit }) => limit),
      decisions.map(() => 5),
    )
    assert.deepEqual(lines, ['warn: the store of limits is away: each process admits a reduced share'])
    assert.equal(store.calls, 1)
  })

  test('a limit of one is one still, and a request that takes it whole is admitted', async () => {
    const world = stillWorld()
    const store = new MoodyStore(world)
    store.mood = 'gone'
    const limiter = createLimiter(world, { store, identity, processes: 8 })

    const [whole] = await many(limiter, 1, { ...charge, cost: 20 })
    const [one] = await many(limiter, 1, {
      policy: definePolicy({ ...hourly, limit: 1, burst: 1 } as PolicySpec),
      key: 'other',
    })

    assert.deepEqual([whole!.allowed, one!.allowed], [true, true])
  })

  test('it asks again each second by one request, and recovers by itself', async () => {
    const { world, lines } = listening(stillWorld())
    const store = new MoodyStore(world)
    const limiter = createLimiter(world, { store, identity })
    store.mood = 'gone'
    await many(limiter, 5)
    world.advance(2)
    await many(limiter, 5)
    const callsWhileAway = store.calls
    store.mood = 'well'
    world.advance(2)

    const [first, second] = await many(limiter, 2)

    assert.equal(callsWhileAway, 2)
    assert.deepEqual([first!.isDegraded, second!.isDegraded, second!.remaining], [false, false, 18])
    assert.deepEqual(
      lines.map((line) => line.slice(0, 4)),
      ['warn', 'info'],
    )
  })

  test('what it refused alone is not held against anybody once the store is back', async () => {
    const world = stillWorld()
    const store = new MoodyStore(world)
    const limiter = createLimiter(world, { store, identity })
    store.mood = 'gone'
    await many(limiter, 15)
    store.mood = 'well'
    world.advance(2)

    const [back] = await many(limiter, 1)

    assert.equal(back!.allowed, true)
  })

  test('a store that does not answer is given up after the time-out, once for all who wait', async () => {
    const { world, lines } = listening(stillWorld())
    const store = new MoodyStore(world)
    store.mood = 'silent'
    const limiter = createLimiter(world, { store, identity, timeoutMilliseconds: 20 })

    const decisions = await Promise.all(Array.from({ length: 30 }, () => limiter.decide([charge])))

    assert.equal(admittedOf(decisions), 10)
    assert.equal(lines.length, 1)
  })

  test('a database that cannot be reached is a store that is away', async () => {
    const world = stillWorld()
    const nowhere = openDatabase({ url: 'postgres://keyhold@127.0.0.1:1/none' })
    const store = withLeases(world, postgresStore({ sql: nowhere.sql }))
    const limiter = createLimiter(world, { store, identity, timeoutMilliseconds: 5000 })

    const decisions = await many(limiter, 30)
    await nowhere.close()

    assert.deepEqual([admittedOf(decisions), decisions[0]!.isDegraded], [10, true])
  })
})

test('memory holds no more buckets than it may', async () => {
  const world = stillWorld()
  const limiter = createLimiter(world, { store: memoryStore(world, 100), identity })
  for (let key = 0; key < 1000; key++) await many(limiter, 1, { ...charge, key: String(key) })

  const [oldest, newest] = [
    await many(limiter, 1, { ...charge, key: '0' }),
    await many(limiter, 1, { ...charge, key: '999' }),
  ]

  assert.deepEqual([oldest[0]!.remaining, newest[0]!.remaining], [19, 18])
})

test('a policy that is named twice for one key is charged for both', async () => {
  const world = stillWorld()
  const limiter = createLimiter(world, { store: memoryStore(world), identity })

  const { remaining, standings } = await limiter.decide([charge, { ...charge, cost: 3 }])

  assert.deepEqual([remaining, standings.length], [16, 1])
})

const anyPolicy = fc.oneof(
  fc
    .record({
      limit: fc.integer({ min: 1, max: 50 }),
      periodSeconds: fc.integer({ min: 1, max: 4000 }),
      burst: fc.integer({ min: 1, max: 50 }),
    })
    .map((numbers) => definePolicy({ kind: 'rate', name: 'r', countsBy: 'key', ...numbers })),
  fc
    .record({
      limit: fc.integer({ min: 1, max: 20 }),
      period: fc.constantFrom('minute', 'hour', 'day', 'month'),
    })
    .map((numbers) => definePolicy({ kind: 'quota', name: 'q', countsBy: 'key', ...numbers })),
)

test('whatever the policies and the moments, who sleeps exactly Retry-After is admitted', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyPolicy, { minLength: 1, maxLength: 3 }),
      fc.array(fc.nat(100_000), { minLength: 1, maxLength: 60 }),
      async (some, gaps) => {
        const world = stillWorld(Date.UTC(2026, 0, 31, 23, 59, 30))
        const limiter = createLimiter(world, { store: memoryStore(world), identity })
        const charges = some.map((policy, index) => ({
          policy: { ...policy, name: `${policy.name}${index}` },
          key: 'k',
        })) as [Charge, ...Charge[]]

        for (const gap of gaps) {
          world.advance(gap / 1000)
          const { allowed, retryAfterSeconds } = await limiter.decide(charges)
          if (allowed) continue
          world.advance(retryAfterSeconds!)
          assert.equal((await limiter.decide(charges)).allowed, true)
        }
      },
    ),
  )
})

test('a name that is longer than any of ours is not remembered: whoever makes names up could fill the memory', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const world = stillWorld()
  const limiter = createLimiter(world, { store: memoryStore(world), identity })
  const used = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = used()

  for (let index = 0; index < 500; index++)
    await limiter.decide([
      { policy: hourly, key: Buffer.alloc(100_000, `user ${index} `).toString('latin1') },
    ])

  const grown = used() - before
  assert.ok(grown < 20_000_000, `${grown}`)
  assert.equal((await limiter.decide([charge])).allowed, true)
})
