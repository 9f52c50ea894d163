import assert from 'node:assert/strict'
import { test } from 'node:test'
import { percentText, spanText } from './figures.ts'

test('a share that is not quite nothing or all is not rounded to it', () => {
  const words = [0, 0.004, 0.375, 0.999, 1].map((share) => percentText(share))

  assert.deepEqual(words, ['0 %', '< 1 %', '38 %', '> 99 %', '100 %'])
  assert.equal(percentText(0.9993, 2), '99.93 %')
})

test('a length is told in units that fit it', () => {
  const words = [12.4, 999, 12_400, 59_999, 185_000, 7_800_000].map(spanText)

  assert.deepEqual(words, ['12 ms', '999 ms', '12.4 s', '1 min', '3 min 5 s', '2 h 10 min'])
})

test('the marks of an axis that ends at a millisecond are told apart', () => {
  const words = [0, 0.25, 0.5, 0.75, 1].map(spanText)

  assert.deepEqual(words, ['0 ms', '0.25 ms', '0.5 ms', '0.75 ms', '1 ms'])
})
