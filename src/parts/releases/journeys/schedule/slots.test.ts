import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { secondsAfter, secondsBetween } from '../../../../kit/duration.ts'
import { strongBytes } from '../../../../kit/world.ts'
import { isMaintained } from './maintenance.ts'
import { takenAt, timingAt } from './slots.ts'

const noon = new Date('2026-01-01T12:00:00Z')

describe('a schedule', () => {
  test('J6: catches up once, with the newest time that passed, and counts those that nobody ran', () => {
    const onTime = takenAt(noon, 60, secondsAfter(noon, 5))
    const afterAnHour = takenAt(noon, 60, secondsAfter(noon, 3_605))

    assert.deepEqual(onTime, { slotAt: noon, missed: 0, next: secondsAfter(noon, 60) })
    assert.deepEqual(afterAnHour, {
      slotAt: secondsAfter(noon, 3_600),
      missed: 60,
      next: secondsAfter(noon, 3_660),
    })
  })

  test('J6: goes on in its own rhythm, whenever it is looked at', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 604_800 }),
        fc.double({ min: 0, max: 1e8, noNaN: true }),
        (every, late) => {
          const now = secondsAfter(noon, late)

          const { slotAt, missed, next } = takenAt(noon, every, now)

          assert.ok(slotAt <= now && next > now)
          assert.equal(secondsBetween(noon, slotAt), missed * every)
        },
      ),
    )
  })

  test('J6: begins each run up to its jitter later, by chance', () => {
    const late = Array.from({ length: 200 }, () =>
      secondsBetween(
        noon,
        timingAt({ random: strongBytes }, { everySeconds: 300, jitterSeconds: 30 }, noon).dueAt,
      ),
    )

    assert.ok(late.every((seconds) => seconds >= 0 && seconds <= 30))
    assert.ok(new Set(late).size > 100 && Math.max(...late) > 20 && Math.min(...late) < 10)
  })
})

describe('a window of maintenance', () => {
  const weekly = [{ weekly: ['thu' as const], at: '23:30', minutes: 60 }]

  test('J7: once holds from its beginning up to its end', () => {
    const once = [
      { from: '2026-01-01T12:00:00Z', to: '2026-01-01T13:00:00+01:00' },
      { from: '2026-01-02T00:00:00Z', to: '2026-01-02T01:00:00Z' },
    ]
    const at = (text: string) => isMaintained(once, new Date(text))

    assert.deepEqual(
      [
        at('2026-01-01T11:59:59Z'),
        at('2026-01-02T00:00:00Z'),
        at('2026-01-02T00:59:59Z'),
        at('2026-01-02T01:00:00Z'),
      ],
      [false, true, true, false],
    )
  })

  test('J7: of each week holds on its day, over midnight, and on no other', () => {
    // 2026-01-01 was a Thursday.
    const at = (text: string) => isMaintained(weekly, new Date(text))

    assert.deepEqual(
      [
        at('2026-01-01T23:29:59Z'),
        at('2026-01-01T23:30:00Z'),
        at('2026-01-02T00:29:59Z'),
        at('2026-01-02T00:30:00Z'),
        at('2026-01-02T23:45:00Z'),
        at('2026-01-08T23:45:00Z'),
      ],
      [false, true, true, false, false, true],
    )
  })

  test('J7: of a whole week is never over', () => {
    const always = [{ weekly: ['mon' as const], at: '00:00', minutes: 10_080 }]

    assert.ok([0, 1, 2, 3, 4, 5, 6].every((day) => isMaintained(always, secondsAfter(noon, day * 86_400))))
  })
})
