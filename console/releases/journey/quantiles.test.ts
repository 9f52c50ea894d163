import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quantileOf, runningQuantile } from './quantiles.ts'

test('half of all values lie below the median, in whatever order they come', () => {
  assert.equal(quantileOf([30, 10, 20], 0.5), 20)
  assert.equal(quantileOf([10, 20], 0.5), 15)
  assert.equal(quantileOf([], 0.5), null)
})

test('a running quantile forgets what is older than its span', () => {
  assert.deepEqual(runningQuantile([100, 10, 10, 10], 0.5, 3), [100, 55, 10, 10])
})
