import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice } from '../../../../../tests/support/cast.ts'
import { testWorld, type TestWorld } from '../../../../../tests/support/world.ts'
import { secondsAfter } from '../../../../kit/duration.ts'
import { uuidv7 } from '../../../../kit/id.ts'
import { as, type World } from '../../../../kit/world.ts'
import { putJourney } from '../catalogue/store.ts'
import { slotsOf, stepTimes } from './store.ts'
import { isOutOfOrder, limitOf, type StepTimes } from './times.ts'
import { budgetOf, burningOf, burnOf, type Slots, uptimeOf } from './uptime.ts'

const slots = (up: number, down: number, unknown = 0): Slots => ({ seconds: 3600, up, down, unknown })

describe('uptime', () => {
  test('J8: is the share of all times of the schedule that passed: what was missed was not up', () => {
    assert.deepEqual(uptimeOf(slots(6, 2, 2)), {
      ...slots(6, 2, 2),
      scheduled: 10,
      uptime: 0.6,
      ofKnown: 0.75,
    })
    assert.deepEqual([uptimeOf(slots(0, 0)).uptime, uptimeOf(slots(0, 0, 5)).uptime], [null, 0])
  })

  test('J8: burns its budget as many times as fast as it may', () => {
    assert.equal(Math.round(burnOf(slots(99, 1), 0.999)!), 10)
    assert.equal(burnOf(slots(0, 0, 9), 0.999), null)
  })

  test('J8: has a budget of all times of the schedule in its window, not of the runs so far', () => {
    const slo = { availability: 0.99, days: 30 }

    const [young, old, closer, byHand] = [
      budgetOf(slots(1, 1), slo, 300),
      budgetOf(slots(8_540, 60), slo, 300),
      budgetOf(slots(43_000, 200), slo, 300),
      budgetOf(slots(995, 5), slo, 0),
    ]

    assert.deepEqual(young, { ...slo, allowed: 86.4, spent: 1, left: 0.988426 })
    assert.deepEqual([old.left, closer.allowed, byHand.left], [0.305556, 432, 0.5])
  })

  test('J8: pages at 14.4 in an hour and five minutes, and writes a ticket at 6 in six hours and half an hour', () => {
    const burning = (hour: Slots, minutes: Slots, sixHours: Slots, halfHour: Slots) =>
      burningOf(0.99, { everySeconds: 60, afterFailures: 2 }, (seconds) =>
        new Map([
          [3600, hour],
          [300, minutes],
          [21_600, sixHours],
          [1800, halfHour],
        ]).get(seconds)!,
      )
    const [bad, fair, good] = [slots(80, 20), slots(92, 8), slots(100, 0)]

    assert.deepEqual(
      [
        burning(bad, bad, good, good),
        burning(bad, good, good, good),
        burning(good, bad, good, good),
        burning(fair, fair, fair, fair),
        burning(fair, fair, fair, good),
        burning(good, good, good, good),
      ],
      ['page', null, null, 'ticket', null, null],
    )
  })

  for (const [what, everySeconds, availability] of [
    ['each minute', 60, 0.99],
    ['as the guide has it', 300, 0.995],
    ['once in an hour', 3600, 0.999],
  ] as const)
    test(`J8: is not burnt by fewer failures than the document bears: runs ${what}`, () => {
      const after = (failures: number, afterFailures: number) =>
        burningOf(availability, { everySeconds, afterFailures }, (seconds) => ({
          seconds,
          up: Math.max(0, Math.floor(seconds / everySeconds) - failures),
          down: failures,
          unknown: 0,
        }))

      assert.deepEqual(
        [after(1, 1), after(1, 2), after(2, 3), after(1 + 60, 2), after(60, 3)],
        [null, null, null, 'page', 'page'],
      )
    })

  test('J8: looks at a window in which as many runs lie as are to fail, where that is longer', () => {
    const asked: number[] = []

    burningOf(0.99, { everySeconds: 7_200, afterFailures: 3 }, (seconds) => {
      asked.push(seconds)
      return slots(0, 3)
    })

    assert.deepEqual(new Set(asked), new Set([25_200]))
  })
})

describe('a step', () => {
  const times = (last: number[], given: Partial<StepTimes> = {}): StepTimes => ({
    name: 'a',
    runs: 100,
    p50: 100,
    p95: 120,
    mad: 10,
    last,
    ...given,
  })

  test('J8: is out of order when the last three runs were three times the usual distance above the median', () => {
    assert.equal(limitOf(times([])), 130)
    assert.deepEqual(
      [
        times([131, 140, 200]),
        times([131, 130, 200]),
        times([131, 140]),
        times([131, 140, 200], { runs: 19 }),
      ].map(isOutOfOrder),
      [true, false, false, false],
    )
  })

  test('J8: that always takes the same is not out of order for a millisecond', () => {
    assert.deepEqual([limitOf(times([], { mad: 0 })), limitOf(times([], { mad: 0, p50: 2 }))], [115, 17])
  })
})

/** A journey that runs each minute, and what came of it. */
async function history(world: TestWorld, outcomes: readonly (string | null)[]) {
  const { accountId } = await alice(world)
  const own: World = as(world, { role: 'app', accountId })
  const [id, begin] = [uuidv7(world), secondsAfter(world.now(), -60 * outcomes.length)]
  const next = secondsAfter(begin, 60 * outcomes.length)
  await putJourney(own, accountId, {
    id,
    name: 'shop',
    document: '-',
    timing: { everySeconds: 60, slotAt: next, dueAt: next },
  })
  let missed = 0
  for (const [minute, outcome] of outcomes.entries()) {
    if (outcome === null) missed += 1
    else {
      const at = secondsAfter(begin, 60 * minute)
      const runId = uuidv7(world)
      await own.sql`
        insert into journey_run (account_id, id, journey_id, name, cause, mode, state, outcome, slot_at, every_seconds, missed, asked_at, started_at)
        values (${accountId}, ${runId}, ${id}, 'shop', 'schedule', 'real', 'ended', ${outcome}, ${at}, 60, ${missed}, ${at}, ${at})`
      await own.sql`
        insert into journey_step (account_id, run_id, journey_id, attempt, position, phase, name, status, started_at, milliseconds, is_degraded, detail)
        values (${accountId}, ${runId}, ${id}, 1, 0, 'main', 'home', 'passed', ${at}, ${100 + minute}, false, '{}')`
      missed = 0
    }
  }
  return { own, accountId, id }
}

describe('history', () => {
  test('J8: is counted by what came of each time, the missed ones where they lie, without maintenance', async () => {
    const world = await testWorld()
    const { own, accountId, id } = await history(world, [
      'passed',
      'failed',
      null,
      null,
      'passed_retry',
      'maintenance',
      'could_not_run',
      null,
      'passed',
      'failed',
    ])

    const counted = await slotsOf(own, accountId, id, [3600, 230])

    assert.deepEqual(counted, [
      // The last three minutes and a half: 7 was missed, 8 passed, 9 failed.
      { seconds: 230, up: 1, down: 1, unknown: 1 },
      { seconds: 3600, up: 3, down: 2, unknown: 4 },
    ])
  })

  test('J8: times that nobody runs any more are unknown, too', async () => {
    const world = await testWorld()
    const { own, accountId, id } = await history(world, ['passed', 'passed'])
    world.advance(600)

    const [hour] = await slotsOf(own, accountId, id, [3600])

    assert.deepEqual([hour!.up, hour!.unknown], [2, 10])
  })

  test('J8: of a step tells median, 95th percentile and the usual distance', async () => {
    const world = await testWorld()
    const { own, accountId, id } = await history(
      world,
      Array.from({ length: 21 }, () => 'passed'),
    )

    const [home] = await stepTimes(own, accountId, id, secondsAfter(world.now(), -604_800))

    assert.deepEqual(home, { name: 'home', runs: 21, p50: 110, p95: 119, mad: 5, last: [120, 119, 118] })
  })
})
