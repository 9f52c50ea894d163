import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factor, percent, percentBelow } from './chance.ts'

test('a share is told in percent, and neither never nor always where it is not', () => {
  assert.deepEqual([0, 0.0002, 0.028, 0.0997, 0.374, 0.996, 1].map(percent), [
    '0 %',
    'below 0.1 %',
    '2.8 %',
    '10 %',
    '37 %',
    'above 99 %',
    '100 %',
  ])
})

test('a share below a threshold does not read as if it had reached it', () => {
  assert.deepEqual(
    [
      percentBelow(0.5987, 0.6),
      percentBelow(0.59999, 0.6),
      percentBelow(0.6, 0.6),
      percentBelow(0.5987, null),
    ],
    ['59.9 %', '59.9 %', '60 %', '60 %'],
  )
})

test('what is added to the logarithm of the odds is told as their factor', () => {
  assert.deepEqual([2.64, 0.17, 0, -1.5].map(factor), ['×14', '×1.2', '×1.0', '÷4.5'])
})
