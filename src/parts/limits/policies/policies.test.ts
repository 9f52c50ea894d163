import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { windowEnd } from './calendar.ts'
import { chargeTogether, noCount, unitsFree, untilFree, withUnits } from './count.ts'
import { type Count, definePolicy, depthOf, neverAdmits, type Policy } from './policy.ts'
import { limitsOf000 } from './source-000.ts'

const start = Date.UTC(2026, 0, 31, 23, 59, 30) * 1000

const rates = fc
  .record({
    limit: fc.integer({ min: 1, max: 40 }),
    periodSeconds: fc.integer({ min: 1, max: 100 }),
    burst: fc.integer({ min: 1, max: 40 }),
  })
  .map((numbers) => definePolicy({ kind: 'rate', name: 'some', countsBy: 'key', ...numbers }))
const quotas = fc
  .record({
    limit: fc.integer({ min: 1, max: 40 }),
    period: fc.constantFrom('minute', 'hour', 'day', 'month'),
  })
  .map((numbers) => definePolicy({ kind: 'quota', name: 'some', countsBy: 'key', ...numbers }))
const policies = fc.oneof(rates, quotas)
/** Requests: microseconds after the one before, and cost. */
const requests = fc.array(
  fc.record({
    after: fc.oneof(fc.constant(0), fc.nat(2_000_000), fc.nat(60_000_000)),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 80 },
)

interface Admission {
  at: number
  cost: number
}

/** Runs the requests against one bucket, and looks at each state on the way. */
function admissions(
  policy: Policy,
  all: readonly { after: number; share: number }[],
  look: (count: Count, now: number, cost: number) => void = () => undefined,
): Admission[] {
  const admitted: Admission[] = []
  let [now, count] = [start, noCount]
  for (const { after, share } of all) {
    now += after
    const cost = 1 + Math.floor(share * (depthOf(policy) - 1))
    look(count, now, cost)
    const charged = chargeTogether([{ policy, count, cost }], now)
    count = charged.counts[0]!
    if (charged.allowed) admitted.push({ at: now, cost })
  }
  return admitted
}

const unitsIn = (admitted: readonly Admission[], from: number, to: number): number =>
  admitted.reduce((units, { at, cost }) => units + (at >= from && at <= to ? cost : 0), 0)

describe('a rate', () => {
  test('never admits more than limit and burst in any window of its period', () => {
    fc.assert(
      fc.property(rates, requests, (policy, all) => {
        assert.ok(policy.kind === 'rate')
        const admitted = admissions(policy, all)

        for (const { at } of admitted)
          assert.ok(
            unitsIn(admitted, at, at + policy.periodSeconds * 1_000_000) <= policy.limit + policy.burst,
          )
      }),
    )
  })

  test('admits its burst at once and no unit more', () => {
    fc.assert(
      fc.property(rates, (policy) => {
        const all = Array.from({ length: depthOf(policy) + 5 }, () => ({ after: 0, share: 0 }))

        assert.equal(admissions(policy, all).length, depthOf(policy))
      }),
    )
  })

  test('gives back its limit in a period, rounded to the strict side, however long it runs', () => {
    const policy = definePolicy({
      kind: 'rate',
      name: 'thirds',
      countsBy: 'key',
      limit: 3,
      periodSeconds: 1,
      burst: 1,
    })
    const hour = Array.from({ length: 3600 * 3 }, () => ({ after: 333_334, share: 0 }))

    assert.equal(admissions(policy, hour).length, hour.length)
    assert.equal(
      admissions(
        policy,
        hour.map(() => ({ after: 333_333, share: 0 })),
      ).length,
      hour.length / 2,
    )
  })
})

describe('a quota', () => {
  test('never admits more than its limit in a window of the calendar', () => {
    fc.assert(
      fc.property(quotas, requests, (policy, all) => {
        assert.ok(policy.kind === 'quota')
        const admitted = admissions(policy, all)

        const windows = Object.values(Object.groupBy(admitted, ({ at }) => windowEnd(policy.period, at)))
        for (const window of windows) assert.ok(unitsIn(window!, 0, Infinity) <= policy.limit)
      }),
    )
  })

  test('ends with the minute, hour, day and month of UTC', () => {
    const ends = (['minute', 'hour', 'day', 'month'] as const).map((period) =>
      new Date(windowEnd(period, Date.UTC(2028, 1, 28, 23, 59, 59, 999) * 1000) / 1000).toISOString(),
    )

    assert.deepEqual(ends, [
      '2028-02-29T00:00:00.000Z',
      '2028-02-29T00:00:00.000Z',
      '2028-02-29T00:00:00.000Z',
      '2028-03-01T00:00:00.000Z',
    ])
    assert.equal(windowEnd('month', Date.UTC(2026, 11, 31) * 1000), Date.UTC(2027, 0) * 1000)
  })

  test('keeps what is used when the clock is set back over the window’s start', () => {
    const policy = definePolicy({ kind: 'quota', name: 'some', countsBy: 'key', limit: 2, period: 'minute' })
    const count = withUnits(policy, noCount, start + 31_000_000, 2)

    assert.equal(unitsFree(policy, count, start), 0)
  })
})

describe('any policy', () => {
  test('admits who waits exactly as long as it says, and nobody a microsecond or a millisecond earlier', () => {
    fc.assert(
      fc.property(policies, requests, (policy, all) => {
        admissions(policy, all, (count, now, cost) => {
          const wait = untilFree(policy, count, now, cost)
          if (wait === 0) return
          assert.equal(untilFree(policy, count, now + wait, cost), 0)
          assert.ok(untilFree(policy, count, now + wait - 1, cost) > 0)
          // As told in whole milliseconds, and so in whole seconds.
          const told = Math.ceil(wait / 1000) * 1000
          assert.equal(untilFree(policy, count, now + told, cost), 0)
          assert.ok(told === 1000 || untilFree(policy, count, now + told - 1000, cost) > 0)
        })
      }),
    )
  })

  test('has never less than nothing left, and as many units as it says it has', () => {
    fc.assert(
      fc.property(policies, requests, (policy, all) => {
        admissions(policy, all, (count, now) => {
          const free = unitsFree(policy, count, now)
          assert.ok(free >= 0 && free <= depthOf(policy))
          if (free > 0) assert.equal(untilFree(policy, count, now, free), 0)
          if (free < depthOf(policy)) assert.ok(untilFree(policy, count, now, free + 1) > 0)
        })
      }),
    )
  })

  test('with numbers made smaller under way it is used up, not overdrawn', () => {
    const [wide, narrow] = [20, 2].map((limit) =>
      definePolicy({ kind: 'rate', name: 'some', countsBy: 'key', limit, periodSeconds: 60 }),
    ) as [Policy, Policy]
    const count = withUnits(wide, noCount, start, 20)

    assert.deepEqual(
      [unitsFree(narrow, count, start), untilFree(narrow, count, start, 1)],
      [0, 60_000_000 - 30_000_000],
    )
  })

  test('refuses for good, in words, what costs more than it ever holds', () => {
    const policy = definePolicy({
      kind: 'rate',
      name: 'some',
      countsBy: 'key',
      limit: 10,
      periodSeconds: 60,
      burst: 5,
    })

    assert.match(neverAdmits(policy, 6)!, /costs 6 units, and "some" never holds more than 5/)
    assert.equal(untilFree(policy, noCount, start, 6), Infinity)
    assert.equal(neverAdmits(policy, 5), null)
  })

  test('of several together every one is charged, or none is', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(policies, fc.nat(40)), { minLength: 1, maxLength: 4 }), (some) => {
        const metered = some.map(([policy, used]) => ({
          policy,
          cost: 1,
          count: withUnits(policy, noCount, start, used),
        }))

        const { allowed, counts } = chargeTogether(metered, start)

        assert.equal(
          allowed,
          metered.every(({ policy, count }) => unitsFree(policy, count, start) > 0),
        )
        metered.forEach(({ policy, count }, index) =>
          assert.equal(
            unitsFree(policy, counts[index]!, start),
            unitsFree(policy, count, start) - (allowed ? 1 : 0),
          ),
        )
      }),
    )
  })
})

test('a policy that could never work is refused when it is declared', () => {
  const good = { kind: 'rate', name: 'some', countsBy: 'key', limit: 10, periodSeconds: 60 } as const
  const bad = [
    { ...good, name: 'Two words' },
    { ...good, limit: 0 },
    { ...good, limit: 1.5 },
    { ...good, burst: 0 },
    { ...good, cost: 11 },
    { ...good, lease: -1 },
    { ...good, periodSeconds: 0 },
    { ...good, limit: 20_001, periodSeconds: 2 },
    { ...good, limit: 1, burst: 1000, periodSeconds: 86_400 },
  ]

  for (const spec of bad) assert.throws(() => definePolicy(spec), /the policy "/, JSON.stringify(spec))
  assert.deepEqual(definePolicy(good), { ...good, burst: 10, cost: 1, lease: 0 })
})

test('source 000’s five limits are as it had them, per hour', () => {
  const { proxy, ...hourly } = limitsOf000
  const limits = Object.entries(hourly).map(([endpoint, { limit }]) => [endpoint, limit])

  assert.deepEqual(Object.fromEntries(limits), {
    exchange: 10,
    refresh: 20,
    status: 100,
    activities: 200,
    default: 100,
  })
  for (const policy of Object.values(hourly))
    assert.ok(policy.kind === 'rate' && policy.periodSeconds === 3600 && policy.burst === policy.limit)
  assert.deepEqual([proxy.limit, proxy.kind === 'rate' && proxy.periodSeconds], [10, 60])
})
