import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factorText, factsInWords, indexInWords, intervalInWords, outcomeInWords } from './words.ts'

test('a probability is told with where it may lie and where it stands among the others', () => {
  const words = [
    intervalInWords({ low: 0.004, high: 0.41 }),
    intervalInWords({ low: 0.002, high: 0.004 }),
    indexInWords({ percentile: 92, of: 140 }),
    indexInWords({ percentile: 100, of: 12 }),
  ]

  assert.deepEqual(words, [
    'between < 1 % and 41 %',
    'below 1 %',
    'higher than 92 of 100 among the last 140',
    'higher than all of the last 12',
  ])
})

test('what is not known of a change is said, and nothing where all is known', () => {
  assert.deepEqual((['none', 'partial', 'complete'] as const).map(factsInWords), [
    'no files were sent',
    'totals alone are known',
    null,
  ])
})

test('what came of a change names the one that showed it', () => {
  const words = [
    outcomeInWords({ kind: 'reverted', byNumber: 12 }),
    outcomeInWords({ kind: 'clean', byNumber: null }),
  ]

  assert.deepEqual(words, ['Taken back by #12', 'Looked at: no defect'])
})

test('what adds to the probability is told as a factor of its odds', () => {
  assert.deepEqual([2.64, -1.5, 0].map(factorText), ['×14', '÷4.5', '×1.0'])
})
