import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secondsBetween } from '../../../kit/duration.ts'
import type { World } from '../../../kit/world.ts'
import { backOff } from './backoff.ts'

const now = new Date('2026-01-01T12:00:00Z')
/** Chance gives this byte: 0 takes nothing off, 255 a fifth. */
const worldWith = (byte: number): World =>
  ({ now: () => now, random: () => Buffer.of(byte) }) as unknown as World

const waits = (failures: number, retryAfterSeconds: number | null = null, byte = 0): [number, number] => {
  const { readAfter, sweepAfter } = backOff(worldWith(byte), failures, retryAfterSeconds)
  return [secondsBetween(now, readAfter), secondsBetween(now, sweepAfter)]
}

test('readers wait 1 s, doubled to 8 s; sweeps 5 s, doubled to 15 min', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((failures) => waits(failures)),
    [
      [1, 5],
      [2, 10],
      [4, 20],
      [8, 40],
      [8, 80],
    ],
  )
  assert.deepEqual(waits(9), [8, 900])
})

test('chance takes up to a fifth off, so that those who failed together do not come back together', () => {
  assert.deepEqual(waits(4, null, 255), [6.4, 32])
})

test('a provider’s own time counts for both when it is longer, 10 minutes at most', () => {
  assert.deepEqual(waits(1, 30), [30, 30])
  assert.deepEqual(waits(9, 30), [30, 900])
  assert.deepEqual(waits(1, 86_400), [600, 600])
})

test('after any number of failures the wait is still a number', () => {
  assert.deepEqual(waits(100_000), [8, 900])
})
