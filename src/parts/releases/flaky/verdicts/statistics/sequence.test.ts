import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawn, drawnIn, woven } from '../histories.fixture.ts'
import { busiestBranchOf, flipRateOf, streaksOf } from './sequence.ts'

test('F6: the flip rate is the changes of first attempts, of all that there could be', () => {
  const rates = ['..fff', '.f.ff', 'fffff', '.d.d.', '.', ''].map((drawing) => flipRateOf(drawn(drawing)))

  assert.deepEqual(rates, [1 / 4, 3 / 4, 0, 1, null, null])
})

test('F6: failures that follow one another are one streak, whatever a retry made of them', () => {
  const streaks = streaksOf(drawn('f..Fd.f'))

  assert.deepEqual(
    streaks.map((streak) => streak.length),
    [1, 2, 1],
  )
})

test('the busiest branch stands in where nothing ran on the default one', () => {
  const busiest = busiestBranchOf(woven(drawnIn(1, '..'), drawnIn(2, '.f.'), drawnIn(3, '.')))

  assert.deepEqual(
    busiest.map(({ prNumber }) => prNumber),
    [2, 2, 2],
  )
})
