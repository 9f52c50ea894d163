import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  after,
  daysAfter,
  earlierOf,
  hoursAfter,
  millisecondsBetween,
  minutesAfter,
  secondsAfter,
  secondsBetween,
} from './duration.ts'

const noon = new Date('2026-01-01T12:00:00Z')

test('a moment moves by seconds, minutes, hours and days, in both directions', () => {
  assert.equal(secondsAfter(noon, 1.5).toISOString(), '2026-01-01T12:00:01.500Z')
  assert.equal(minutesAfter(noon, -1).toISOString(), '2026-01-01T11:59:00.000Z')
  assert.equal(hoursAfter(noon, 12).toISOString(), '2026-01-02T00:00:00.000Z')
  assert.equal(daysAfter(noon, 31).toISOString(), '2026-02-01T12:00:00.000Z')
})

test('the length between two moments is negative when the second comes first', () => {
  assert.equal(millisecondsBetween(noon, secondsAfter(noon, 2)), 2_000)
  assert.equal(secondsBetween(secondsAfter(noon, 0.5), noon), -0.5)
  assert.equal(earlierOf(secondsAfter(noon, 1), noon), noon)
})

test('a timer runs once, and not at all when it was cancelled', async () => {
  const ran: string[] = []

  const cancelled = after(1, () => ran.push('cancelled'))
  cancelled.cancel()
  await new Promise<void>((resolve) => {
    after(5, () => {
      ran.push('kept')
      resolve()
    })
  })

  assert.deepEqual(ran, ['kept'])
})

test('a wait longer than the host can count does not end at once', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let ran = false

  after(3_000_000_000, () => (ran = true))

  t.mock.timers.tick(2_147_483_647)
  t.mock.timers.tick(852_516_352)
  assert.equal(ran, false)
  t.mock.timers.tick(1)
  assert.equal(ran, true)
})
