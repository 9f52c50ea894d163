import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import {
  findBreaker,
  type Granted,
  type Health,
  listBreakers,
  openBreaker,
  type Passage,
  passBreaker,
  reportHealth,
  resetBreaker,
  stateOf,
} from '../index.ts'
import type { Breaker } from './tolerance.ts'

const api: Breaker = { provider: 'p', operation: 'api' }
const mostFailures = 5

/** Open for ten minutes, so that a machine that stalls does not end it. */
const slowWorld = (breakers: object = { api: { openSeconds: 600 } }): Promise<TestWorld> =>
  testWorld({ environment: { KEYHOLD_LIMITS: JSON.stringify({ breakers }) } })

const passed = (passage: Passage): Granted => {
  assert.ok(passage.granted)
  return passage
}
const pass = async (world: TestWorld, breaker = api): Promise<Granted> =>
  passed(await passBreaker(world, breaker))

/** Calls one after the other, which end so. */
async function call(world: TestWorld, ...ends: Health[]): Promise<void> {
  for (const end of ends) await reportHealth(world, await pass(world), end)
}

const away = (count: number): Health[] => Array.from({ length: count }, () => 'away')
const stateAt = async (world: TestWorld) => stateOf(await findBreaker(world, api), world.now())

/** Open, and so long ago that it is half-open now. */
async function halfOpen(): Promise<TestWorld> {
  const world = await slowWorld()
  await call(world, ...away(mostFailures))
  world.advance(602)
  return world
}

describe('a breaker opens', () => {
  test('after five outages in a row, and a success between starts the row anew', async () => {
    const world = await slowWorld()
    await call(world, ...away(4), 'there', ...away(4))
    const before = await stateAt(world)

    await call(world, 'away')

    assert.deepEqual([before, await stateAt(world)], ['closed', 'open'])
    assert.equal((await passBreaker(world, api)).granted, false)
  })

  test('when half of ten calls in 30 s fail, though never five in a row', async () => {
    const world = await slowWorld()
    await call(world, 'away', 'there', 'away', 'there', 'away', 'there', 'away', 'there', 'there')
    const before = await stateAt(world)

    await call(world, 'away')

    assert.deepEqual([before, await stateAt(world)], ['closed', 'open'])
  })

  test('not when less than half of many calls fail', async () => {
    const world = await slowWorld()

    for (let round = 0; round < 12; round++) await call(world, 'away', 'there', 'there')

    assert.equal(await stateAt(world), 'closed')
  })

  test('for one provider and one class of operations alone', async () => {
    const world = await slowWorld()
    await call(world, ...away(mostFailures))

    const others = [
      await passBreaker(world, { ...api, operation: 'refresh' }),
      await passBreaker(world, { ...api, operation: 'exchange' }),
      await passBreaker(world, { ...api, provider: 'q' }),
    ]

    assert.ok(others.every(({ granted }) => granted))
  })

  test('for exchanges of codes after three', async () => {
    const world = await slowWorld()
    const exchange: Breaker = { provider: 'p', operation: 'exchange' }

    for (let failure = 0; failure < 3; failure++)
      await reportHealth(world, await pass(world, exchange), 'away')

    assert.equal((await passBreaker(world, exchange)).granted, false)
  })

  test('after as many as the settings say, for as long', async () => {
    const world = await slowWorld({ api: { failures: 1, openSeconds: 600 } })
    await call(world, 'away')

    const passage = await passBreaker(world, api)

    assert.ok(!passage.granted && passage.retryAfterSeconds > 500)
  })

  test('never for a limit of the provider, nor for what was not asked', async () => {
    const world = await slowWorld()

    for (let call = 0; call < 20; call++) await reportHealth(world, await pass(world), 'untold')

    assert.deepEqual(await listBreakers(world), [])
  })
})

describe('while it is open', () => {
  test('failures of calls that left before neither put the end off nor take it away (opossum 385)', async () => {
    const world = await slowWorld()
    const together = await Promise.all(Array.from({ length: 20 }, () => pass(world)))
    await Promise.all(together.slice(0, 10).map((each) => reportHealth(world, each, 'away')))
    const { open_until: until } = (await findBreaker(world, api))!
    world.advance(400)

    for (const late of together.slice(10)) await reportHealth(world, late, 'away')

    const row = await findBreaker(world, api)
    assert.deepEqual([row!.open_until, row!.trips], [until, 1])
    world.advance(202)
    assert.equal(await stateAt(world), 'half-open')
  })

  test('a success of a call that left before does not close it', async () => {
    const world = await slowWorld()
    const early = await pass(world)
    await call(world, ...away(mostFailures))

    await reportHealth(world, early, 'there')

    assert.equal(await stateAt(world), 'open')
  })

  test('it ends by the clock, though nobody calls and a process starts anew (cockatiel 91, opossum 719)', async () => {
    const world = await halfOpen()
    const restarted = await testWorld({ beside: world })

    const state = stateOf(await findBreaker(restarted, api), restarted.now())
    const passage = await passBreaker(restarted, api)

    assert.equal(state, 'half-open')
    assert.ok(passage.granted && passage.isProbe)
  })

  test('the next probe is never more than ten seconds away, however long the outage', async () => {
    const world = await testWorld()
    await call(world, ...away(mostFailures))
    for (let probe = 0; probe < 10; probe++) {
      world.advance(6)
      await call(world, 'away')
    }

    const passage = await passBreaker(world, api)

    assert.ok(!passage.granted && passage.retryAfterSeconds <= 10)
  })
})

describe('when it is half-open', () => {
  test('exactly one of many callers of several processes gets through (opossum 119)', async () => {
    const world = await halfOpen()
    const other = await testWorld({ beside: world })

    const passages = await Promise.all(
      Array.from({ length: 20 }, (_, index) => passBreaker(index % 2 ? world : other, api)),
    )

    assert.equal(passages.filter(({ granted }) => granted).length, 1)
    assert.equal(await stateAt(world), 'half-open')
  })

  test('a success of the probe closes it for good, whatever late calls report (opossum 484)', async () => {
    const world = await slowWorld()
    const early = await Promise.all(Array.from({ length: 20 }, () => pass(world)))
    await call(world, ...away(mostFailures))
    world.advance(602)
    await call(world, 'there')

    for (const late of early) await reportHealth(world, late, 'away')

    const row = await findBreaker(world, api)
    assert.deepEqual([await stateAt(world), row!.failures], ['closed', 0])
    assert.ok((await Promise.all([pass(world), pass(world)])).every(({ isProbe }) => !isProbe))
  })

  test('a success of a call that left before the outage ends no row of failures after it', async () => {
    const world = await testWorld()
    const early = await pass(world)
    await openBreaker(world, api, 1)
    await resetBreaker(world, api)
    await call(world, ...away(4))

    await reportHealth(world, early, 'there')

    assert.equal((await findBreaker(world, api))!.failures, 4)
  })

  test('a failed probe opens it again at once', async () => {
    const world = await halfOpen()

    await call(world, 'away')

    assert.equal(await stateAt(world), 'open')
  })

  test('a probe that never reports keeps the others back for eight seconds only (opossum 276)', async () => {
    const world = await halfOpen()
    const lost = await pass(world)
    const soon = await passBreaker(world, api)
    world.advance(9)

    const next = await pass(world)
    for (const late of ['there', 'away'] as const) await reportHealth(world, lost, late)
    const meanwhile = await stateAt(world)
    await reportHealth(world, next, 'there')

    assert.ok(!soon.granted && soon.retryAfterSeconds <= 8)
    assert.deepEqual([next.isProbe, meanwhile, await stateAt(world)], [true, 'half-open', 'closed'])
  })

  test('a probe that asked nothing after all lets the next one try at once', async () => {
    const world = await halfOpen()
    const unasked = await pass(world)

    await reportHealth(world, unasked, 'untold')

    assert.equal((await pass(world)).isProbe, true)
  })
})

test('rows are bounded by providers and classes, however much is called (opossum 648)', async () => {
  const world = await testWorld()

  for (let round = 0; round < 5; round++) {
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const passage = await passBreaker(world, api)
        if (passage.granted) await reportHealth(world, passage, index % 2 ? 'away' : 'there')
      }),
    )
    world.advance(6)
  }

  assert.deepEqual(
    (await listBreakers(world)).map(({ name }) => name),
    ['p/api'],
  )
})

describe('by hand', () => {
  test('it is opened for a time, in which nothing probes, and then probes by itself', async () => {
    const world = await testWorld()
    await openBreaker(world, api, 3600)
    world.advance(3500)
    const still = await passBreaker(world, api)
    world.advance(101)

    const after = await pass(world)

    assert.deepEqual([still.granted, after.isProbe], [false, true])
  })

  test('it is closed whatever it was, and what left before says nothing any more', async () => {
    const world = await slowWorld()
    const early = await Promise.all(Array.from({ length: 20 }, () => pass(world)))
    await openBreaker(world, api, 3600)

    const wasThere = await resetBreaker(world, api)
    for (const late of early) await reportHealth(world, late, 'away')

    const next = await pass(world)
    assert.deepEqual([wasThere, next.isProbe], [true, false])
  })
})
