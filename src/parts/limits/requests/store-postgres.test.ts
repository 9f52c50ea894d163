import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import pg from 'pg'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { bigints, byteas, integers, texts } from '../../../kit/sql-array.ts'
import type { Sql } from '../../../kit/sql.ts'
import { as, transaction } from '../../../kit/world.ts'
import { chargeTogether, noCount, unitsFree, withUnits } from '../policies/count.ts'
import { intervalMicroseconds } from '../policies/gcra.ts'
import { type Count, definePolicy, depthOf, type Policy } from '../policies/policy.ts'
import { withLeases } from './leases.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import { pruneLimits } from './prune.ts'
import { postgresStore } from './store-postgres.ts'
import { bucketOf, identityKey } from './store.ts'

const identity = identityKey(Buffer.alloc(32, 1))
const limitOf = (limit: number, more: object = {}): Policy =>
  definePolicy({ kind: 'rate', name: 'hourly', countsBy: 'key', limit, periodSeconds: 3600, ...more })

// A busy machine is no store that is away, and no row that is stuck.
const patient = 30_000
const limiterOf = (world: TestWorld, { rowWaitMilliseconds = patient } = {}): Limiter =>
  createLimiter(world, {
    store: withLeases(world, postgresStore(world, { rowWaitMilliseconds })),
    identity,
    timeoutMilliseconds: patient,
  })

/** Three processes on one database. */
async function processes(): Promise<[TestWorld, TestWorld, TestWorld]> {
  const world = await testWorld()
  return [world, await testWorld({ beside: world }), await testWorld({ beside: world })]
}

/** One request in a statement of its own, in whatever transaction `sql` is. @returns whether it was granted */
async function chargeIn(
  { sql }: { sql: Sql },
  policies: readonly Policy[],
  { key = 'k', cost = 1, lease = 0, now = null as number | null } = {},
): Promise<{ granted: boolean; counts: Count[]; lent: number[] }> {
  const subjects = policies.map((policy) => bucketOf(identity, { policy, key }).subject)
  const rows = await sql<{ granted: number; ends: number; used: number; lent: number }>`
    select * from limit_charge(${texts(policies.map(({ name }) => name))}, ${byteas(subjects)},
      ${bigints(policies.map((policy) => (policy.kind === 'rate' ? intervalMicroseconds(policy) : null)))},
      ${texts(policies.map((policy) => (policy.kind === 'quota' ? policy.period : null)))}, ${bigints(policies.map(depthOf))},
      ${bigints(policies.map(() => cost))}, ${bigints(policies.map(() => lease))}, ${integers(policies.map(() => 1))},
      ${bigints(policies.map(() => 1))}, ${patient}, ${now}) order by ix`
  return {
    granted: rows[0]!.granted === 1,
    counts: rows.map(({ ends, used }) => ({ endsAt: ends, used })),
    lent: rows.map(({ lent }) => lent),
  }
}

/** Resolves once all of these wait for a lock in this database; rejects when one of them ends instead. */
async function areWaiting(world: TestWorld, some: readonly Promise<unknown>[]): Promise<void> {
  let ended = 0
  const count = () => void (ended += 1)
  for (const one of some) one.then(count, count)
  await asOwner(world, async (owner) => {
    for (;;) {
      assert.equal(ended, 0, 'it did not wait')
      const { rows } = await owner.query<{ n: number }>(
        `select count(distinct l.pid)::int as n from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()`,
      )
      if (rows[0]!.n >= some.length) return
      await world.wait(5)
    }
  })
}

async function asOwner<T>(world: TestWorld, act: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: world.ownerUrl })
  await owner.connect()
  try {
    return await act(owner)
  } finally {
    await owner.end()
  }
}

const rowsOf = (world: TestWorld) =>
  as(world, { role: 'jobs' }).sql<{ policy: string; subject: Buffer; ends_at: Date; used: number }>`
    select policy, subject, ends_at, used from limit_count order by policy, subject limit 100`

const admittedOf = (decisions: readonly { allowed: boolean }[]): number =>
  decisions.filter(({ allowed }) => allowed).length

describe('over three processes on one database', () => {
  test('of 200 parallel requests on a limit of 50 exactly 50 are admitted', async () => {
    const limiters = (await processes()).map((world) => limiterOf(world))

    const decisions = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        limiters[index % 3]!.decide([{ policy: limitOf(50), key: 'k' }]),
      ),
    )

    assert.equal(admittedOf(decisions), 50)
    assert.ok(decisions.every(({ isDegraded, remaining }) => !isDegraded && remaining >= 0))
  })

  test('of requests that come one by one everywhere exactly as many are admitted', async () => {
    const worlds = await processes()
    const policy = limitOf(50)

    // Each in a statement of its own: none is decided together with another.
    const answers = await Promise.all(
      Array.from({ length: 120 }, (_, index) => chargeIn(worlds[index % 3]!, [policy])),
    )

    assert.equal(answers.filter(({ granted }) => granted).length, 50)
  })

  test('with leases never more are admitted than the limit, and a refused one leaves what is borrowed unused', async () => {
    const limiters = (await processes()).map((world) => limiterOf(world))
    const policy = limitOf(300, { lease: 40 })

    const decisions = []
    for (let wave = 0; wave < 30; wave++) {
      decisions.push(
        ...(await Promise.all(
          Array.from({ length: 18 }, (_, index) => limiters[index % 3]!.decide([{ policy, key: 'k' }])),
        )),
      )
    }

    const admitted = admittedOf(decisions)
    assert.ok(admitted <= 300 && admitted >= 270, `${admitted} of 300`)
  })

  test('a limit of one process is refused by the next', async () => {
    const [one, other] = await processes()
    await limiterOf(one).decide([{ policy: limitOf(1), key: 'k' }])

    const { allowed, refusedBy } = await limiterOf(other).decide([{ policy: limitOf(1), key: 'k' }])

    assert.deepEqual([allowed, refusedBy], [false, ['hourly']])
  })
})

describe('several policies', () => {
  const wide = definePolicy({ kind: 'quota', name: 'wide', countsBy: 'owner', limit: 100, period: 'month' })
  const narrow = limitOf(1, { name: 'narrow' })

  test('are charged all or none: a refused request consumes nothing', async () => {
    const world = await testWorld()
    const limiter = limiterOf(world)
    const both = [
      { policy: wide, key: 'owner' },
      { policy: narrow, key: 'k' },
    ] as const
    for (let call = 0; call < 5; call++) await limiterOf(world).decide(both)

    const { remaining } = await limiter.decide([{ policy: wide, key: 'owner' }])

    assert.equal(remaining, 98)
  })

  test('share no bucket, whatever their keys are', async () => {
    const limiter = limiterOf(await testWorld())
    const policies = [
      narrow,
      limitOf(1, { name: 'other' }),
      limitOf(1, { countsBy: 'ip' }),
      definePolicy({ kind: 'quota', name: 'narrow', countsBy: 'key', limit: 1, period: 'month' }),
    ]

    const decisions = []
    for (const policy of policies) decisions.push(await limiter.decide([{ policy, key: 'k' }]))

    assert.equal(admittedOf(decisions), policies.length)
  })

  test('in any order never wait for each other in a circle', async () => {
    const [world, one, other] = await processes()
    const named = (...names: string[]) => names.map((name) => limitOf(9, { name }))
    await chargeIn(world, named('a', 'b', 'c'))

    // Somebody holds `c`. Whoever held `b` or `a` before `c`, in its own order, would now have what the next one needs.
    const answers = await asOwner(world, async (owner) => {
      await owner.query("begin; select from limit_count where policy = 'c' for update")
      const waiting = [chargeIn(one, named('b', 'c', 'a')), chargeIn(other, named('a', 'c', 'b'))]
      await areWaiting(world, waiting)
      await owner.query('rollback')
      return Promise.all(waiting)
    })

    assert.deepEqual(
      answers.map(({ granted }) => granted),
      [true, true],
    )
  })
})

describe('two at once', () => {
  test('the later one sees what the earlier one has charged', async () => {
    const [world, other] = await processes()
    const policy = limitOf(2)
    await chargeIn(world, [policy])

    const late = await transaction(world, async (world) => {
      await chargeIn(world, [policy])
      const late = chargeIn(other, [policy])
      await areWaiting(other, [late])
      return [late]
    })

    assert.equal((await late[0]!).granted, false)
  })

  test('make one row of a key that neither has seen', async () => {
    const [world, other] = await processes()
    const policy = limitOf(1)

    const late = await transaction(world, async (world) => {
      await chargeIn(world, [policy])
      const late = chargeIn(other, [policy])
      await areWaiting(other, [late])
      return [late]
    })

    assert.equal((await late[0]!).granted, false)
  })

  test('a row that is swept away under a decision is made again, and counts', async () => {
    const [world, other] = await processes()
    const policy = limitOf(1)
    await chargeIn(world, [policy])

    const answer = await asOwner(world, async (owner) => {
      await owner.query('begin; delete from limit_count')
      const answer = chargeIn(other, [policy])
      await areWaiting(other, [answer])
      await owner.query('commit')
      return answer
    })

    assert.deepEqual([answer.granted, (await chargeIn(world, [policy])).granted], [true, false])
  })
})

const start = Date.UTC(2026, 0, 31, 23, 59, 30) * 1000
const somePolicies = fc.array(
  fc.oneof(
    fc
      .record({
        limit: fc.integer({ min: 1, max: 12 }),
        periodSeconds: fc.integer({ min: 1, max: 70 }),
        burst: fc.integer({ min: 3, max: 12 }),
      })
      .map((numbers) => definePolicy({ kind: 'rate', name: 'r', countsBy: 'key', ...numbers })),
    fc
      .record({
        limit: fc.integer({ min: 3, max: 12 }),
        period: fc.constantFrom('minute', 'hour', 'day', 'month'),
      })
      .map((numbers) => definePolicy({ kind: 'quota', name: 'q', countsBy: 'key', ...numbers })),
  ),
  { minLength: 1, maxLength: 3 },
)
const someCalls = fc.array(
  fc.record({ after: fc.nat(20_000_000), cost: fc.integer({ min: 1, max: 3 }), lease: fc.nat(3) }),
  { minLength: 5, maxLength: 25 },
)

test('the database reckons as the arithmetic here does, to the microsecond', async () => {
  const world = await testWorld()
  let run = 0
  await fc.assert(
    fc.asyncProperty(somePolicies, someCalls, async (some, calls) => {
      const policies = some.map((policy, index) => ({ ...policy, name: `${policy.name}${index}` }))
      const key = `run ${++run}`
      let [now, counts] = [start, policies.map(() => noCount)]
      for (const { after, cost, lease } of calls) {
        now += after
        const own = chargeTogether(
          policies.map((policy, index) => ({ policy, count: counts[index]!, cost })),
          now,
        )

        const told = await chargeIn(world, policies, { key, cost, lease, now })

        assert.equal(told.granted, own.allowed)
        counts = own.counts.map((count, index) => withUnits(policies[index]!, count, now, told.lent[index]!))
        policies.forEach((policy, index) => {
          assert.equal(
            unitsFree(policy, told.counts[index]!, now),
            unitsFree(policy, counts[index]!, now),
            JSON.stringify(policy),
          )
          if (own.allowed) assert.deepEqual(told.counts[index], counts[index])
        })
      }
    }),
    { numRuns: 25 },
  )
})

test('a client that sleeps exactly Retry-After is admitted', async () => {
  const world = await testWorld()
  const limiter = limiterOf(world)
  const charge = {
    policy: definePolicy({ kind: 'rate', name: 'slow', countsBy: 'key', limit: 1, periodSeconds: 2 }),
    key: 'k',
  }
  await limiter.decide([charge])
  const refused = [await limiter.decide([charge]), await limiter.decide([charge])]

  await world.wait(refused[1]!.retryAfterSeconds! * 1000)

  for (const { allowed, retryAfterSeconds } of refused) {
    assert.equal(allowed, false)
    assert.ok(retryAfterSeconds! >= 1 && retryAfterSeconds! <= 2)
  }
  assert.equal((await limiter.decide([charge])).allowed, true)
})

test('rows that say nothing any more are swept away, and the others stay', async () => {
  const world = await testWorld()
  await chargeIn(world, [limitOf(5, { name: 'long-ago' })], { now: start })
  await chargeIn(world, [limitOf(5, { name: 'now' })])

  const pruned = await pruneLimits.run(world, 1000)

  assert.equal(pruned, 1)
  assert.deepEqual(
    (await rowsOf(world)).map(({ policy }) => policy),
    ['now'],
  )
})

test('a row that is being charged is not swept away, and nobody waits for it', async () => {
  const [world, other] = await processes()
  await chargeIn(world, [limitOf(1)], { now: start })

  const pruned = await transaction(world, async (world) => {
    await chargeIn(world, [limitOf(1)])
    return pruneLimits.run(other, 1000)
  })

  assert.deepEqual([pruned, (await chargeIn(world, [limitOf(1)])).granted], [0, false])
})

test('no row names whom it counts', async () => {
  const world = await testWorld()
  await limiterOf(world).decide([{ policy: limitOf(5), key: '203.0.113.77' }])

  const [row] = await rowsOf(world)
  const dump = `${row!.policy} ${row!.subject.toString('latin1')} ${row!.subject.toString('hex')}`

  assert.equal(row!.subject.length, 16)
  assert.ok(!dump.includes('203.0.113.77'))
  const others = bucketOf(identityKey(Buffer.alloc(32, 2)), { policy: limitOf(5), key: '203.0.113.77' })
  assert.notDeepEqual(others.subject, row!.subject)
})

test('a decision waits for no disk, and for a row only as long as it was told', async () => {
  const world = await testWorld()

  const [after] = await transaction(world, async (world) => {
    await chargeIn(world, [limitOf(1)])
    return world.sql`select current_setting('synchronous_commit') as commits, current_setting('lock_timeout') as waits limit 1`
  })

  assert.deepEqual(after, { commits: 'off', waits: `${patient / 1000}s` })
})

test('a row that somebody keeps is a store that is away: the reduced limit decides, and nobody waits for its end', async () => {
  const world = await testWorld()
  const policy = limitOf(20)
  await chargeIn(world, [policy])

  const decisions = await asOwner(world, async (owner) => {
    await owner.query('begin; select from limit_count for update')
    const limiter = limiterOf(world, { rowWaitMilliseconds: 20 })
    return Promise.all(Array.from({ length: 30 }, () => limiter.decide([{ policy, key: 'k' }])))
  })

  assert.equal(admittedOf(decisions), 10)
  assert.ok(decisions.every(({ isDegraded }) => isDegraded))
})
