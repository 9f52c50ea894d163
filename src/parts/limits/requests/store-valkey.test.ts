import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import fc from 'fast-check'
import { needsValkey, startValkey, type TestValkey } from '../../../../tests/support/valkey.ts'
import type { Valkey } from '../../../kit/valkey.ts'
import { windowEnd } from '../policies/calendar.ts'
import { chargeTogether, noCount, unitsFree, withUnits } from '../policies/count.ts'
import { definePolicy, type Policy } from '../policies/policy.ts'
import { withLeases } from './leases.ts'
import { charge, countsInValkey, valkeyStore } from './store-valkey.ts'
import { type Bucket, bucketOf, identityKey } from './store.ts'

const identity = identityKey(Buffer.alloc(32, 1))
const clock = { now: () => new Date() }
const hourly = (limit: number, more: object = {}): Policy =>
  definePolicy({ kind: 'rate', name: 'hourly', countsBy: 'key', limit, periodSeconds: 3600, ...more })
const bucket = (policy: Policy, key = 'k', cost = 1): Bucket => bucketOf(identity, { policy, key, cost })

describe('counted in Valkey', needsValkey, () => {
  let server: TestValkey
  let valkey: Valkey

  before(async () => {
    server = await startValkey()
    valkey = await server.open()
  })
  beforeEach(() => server.command('FLUSHALL'))
  after(() => server?.close())

  const keys = async () => (await server.command('KEYS', '*')) as string[]

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

  test('the script reckons as the arithmetic here does, to the microsecond', async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(somePolicies, someCalls, async (some, calls) => {
        const policies = some.map((policy, index) => ({ ...policy, name: `${policy.name}${index}` }))
        const key = `run ${++run}`
        let [now, counts] = [start, policies.map(() => noCount)]
        for (const { after, cost, lease } of calls) {
          now += after
          const metered = policies.map((policy, index) => ({ policy, count: counts[index]!, cost }))
          const own = chargeTogether(metered, now)
          const buckets = policies.map((policy) => bucket(policy, key, cost))

          const told = await charge(
            valkey,
            buckets,
            policies.map(() => lease),
            now,
          )

          assert.equal(told.allowed, own.allowed)
          counts = own.counts.map((count, index) =>
            withUnits(policies[index]!, count, now, told.loans[index]!.units),
          )
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

  test('a month ends where the calendar says, leap years and the years that are none among them', async () => {
    const monthly = definePolicy({ kind: 'quota', name: 'm', countsBy: 'key', limit: 1, period: 'month' })
    const years = [2026, 2027, 2028, 2099, 2100, 2101, 2200]
    const firsts = years.flatMap((year) =>
      Array.from({ length: 12 }, (_, month) => Date.UTC(year, month) * 1000),
    )
    const moments = firsts.flatMap((first) => [first - 1, first])

    const ends = await Promise.all(
      moments.map((moment) => charge(valkey, [bucket(monthly, `at ${moment}`)], [0], moment)),
    )

    assert.deepEqual(
      ends.map(({ counts }) => counts[0]!.endsAt),
      moments.map((moment) => windowEnd('month', moment)),
    )
  })

  test('what is lent is charged, an eighth of what is left at most, and good until its slot begins', async () => {
    const policy = hourly(100)
    const interval = 36_000_000

    const { loans, counts, now } = await charge(valkey, [bucket(policy)], [50])

    assert.deepEqual(loans, [{ units: 12, goodUntil: now + interval }])
    assert.equal(unitsFree(policy, counts[0]!, now), 87)
  })

  test('with leases a hot key asks the server seldom, and never more are admitted than the limit', async () => {
    let questions = 0
    const counting: Valkey = {
      eval: (...asked) => {
        questions += 1
        return valkey.eval(...asked)
      },
    }
    const processes = [0, 1, 2].map(() => withLeases(clock, valkeyStore(counting)))
    const policy = hourly(3000, { lease: 300 })

    let admitted = 0
    for (let call = 0; call < 4000; call++)
      if ((await processes[call % 3]!.take([bucket(policy)])).allowed) admitted += 1

    assert.ok(admitted <= 3000 && admitted >= 2700, `${admitted} of 3000`)
    assert.ok(questions < 2000, `${questions} questions`)
  })

  test('every key goes by itself, within a minute after it has said all it had to say', async () => {
    const half = bucket(hourly(2))
    const sixth = bucket(definePolicy({ ...hourly(6), name: 'other' }))
    await charge(valkey, [half, sixth], [0, 0])

    const left = await Promise.all((await keys()).map((key) => server.command('PTTL', key)))

    const [first, second] = left.map((milliseconds) => Number(milliseconds) / 1000).toSorted((a, b) => a - b)
    assert.ok(first! > 600 && first! <= 660 && second! > 1800 && second! <= 1860, `${first}, ${second}`)
  })

  test('a request that is refused writes nothing', async () => {
    const policy = hourly(1)
    await charge(valkey, [bucket(policy)], [0])
    const writes = async () =>
      /rdb_changes_since_last_save:(\d+)/.exec(String(await server.command('INFO')))?.[1]
    const before = await writes()

    const { allowed } = await charge(valkey, [bucket(policy), bucket(hourly(5, { name: 'wide' }))], [0, 0])

    assert.deepEqual([allowed, await writes()], [false, before])
  })

  test('the server’s clock decides, whatever a process takes for the time', async () => {
    const late = { now: () => new Date('2001-01-01') }
    const early = { now: () => new Date('2101-01-01') }
    const policy = hourly(2)
    const [one, other] = [late, early].map((clock) => withLeases(clock, valkeyStore(valkey)))

    const verdicts = []
    for (const process of [one!, other!, one!, other!]) verdicts.push(await process.take([bucket(policy)]))

    assert.deepEqual(
      verdicts.map(({ allowed }) => allowed),
      [true, true, false, false],
    )
  })

  test('a server that has lost the script is told it again', async () => {
    const policy = hourly(2)
    await charge(valkey, [bucket(policy)], [0])
    await server.command('SCRIPT', 'FLUSH')

    const verdicts = [
      await charge(valkey, [bucket(policy)], [0]),
      await charge(valkey, [bucket(policy)], [0]),
    ]

    assert.deepEqual(
      verdicts.map(({ allowed }) => allowed),
      [true, false],
    )
  })

  test('no key and no value names whom it counts', async () => {
    await charge(valkey, [bucket(hourly(5), '203.0.113.77')], [0])

    const [key] = await keys()
    const value = await server.command('GET', key!)

    assert.match(key!, /^\{keyhold\}:limit:hourly:[\w-]{22}$/)
    assert.match(String(value), /^\d{16} 0$/)
  })

  test('what is kept can be read without charging, and an unknown key counts nothing', async () => {
    const { counts, now } = await charge(valkey, [bucket(hourly(5))], [0])

    const read = await countsInValkey(valkey, [bucket(hourly(5)), bucket(hourly(5), 'unknown')])

    assert.deepEqual(read.counts, [counts[0], noCount])
    assert.ok(read.now > now)
  })

  test('a key that somebody else has written there counts nothing, and hinders nobody', async () => {
    await charge(valkey, [bucket(hourly(5))], [0])
    const [key] = await keys()
    await server.command('SET', key!, 'something else')

    const { allowed } = await charge(valkey, [bucket(hourly(5))], [0])

    assert.equal(allowed, true)
  })
})
