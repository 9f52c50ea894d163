import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Retry } from '../document/journey.ts'
import { waitBefore } from './retry.ts'

const retry = (strategy: Retry['strategy'], given: Partial<Retry> = {}): Retry => ({
  strategy,
  retries: 4,
  baseSeconds: 5,
  mostSeconds: 30,
  totalSeconds: 300,
  ...given,
})
const waits = (given: Retry | null) => [1, 2, 3, 4, 5].map((failed) => waitBefore(given, failed, 0))

test('J7: waits before each attempt as the strategy says, up to its cap, and not more often than it may', () => {
  assert.deepEqual(waits(null), [null, null, null, null, null])
  assert.deepEqual(waits(retry('none')), [null, null, null, null, null])
  assert.deepEqual(waits(retry('fixed')), [5, 5, 5, 5, null])
  assert.deepEqual(waits(retry('linear')), [5, 10, 15, 20, null])
  assert.deepEqual(waits(retry('exponential')), [5, 10, 20, 30, null])
})

test('J7: begins no attempt behind the end of all of them', () => {
  const given = retry('fixed', { totalSeconds: 60 })

  assert.deepEqual([waitBefore(given, 1, 55), waitBefore(given, 1, 56)], [5, null])
})
