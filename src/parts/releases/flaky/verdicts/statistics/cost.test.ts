import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { dayMilliseconds, drawn, firstDay } from '../histories.fixture.ts'
import { costOf } from './cost.ts'
import { runsToSee, upperLimitOf } from './runs-needed.ts'

describe('F6: what a flaky test costs', () => {
  test('is its failed attempts and the retries after them, not what would have run anyway', () => {
    const groups = drawn('..d.F:f')

    const { wastedMinutes } = costOf(groups, 0.1, firstDay + 7 * dayMilliseconds)

    // A second each: d failed and was retried, F failed twice, f once.
    assert.equal(wastedMinutes, 5 / 60)
  })

  test('counts runs per week since the first, over a day at least', () => {
    const groups = drawn('....', { hours: 1 })

    assert.equal(costOf(groups, 0.1, firstDay + 14 * dayMilliseconds).runsPerWeek, 2)
    assert.equal(costOf(groups, 0.1, groups.at(-1)!.at).runsPerWeek, 28)
  })

  test('ranks by expected failures and what each wastes, halved for each 14 days that they are old', () => {
    const groups = drawn('.d', { hours: 0 })
    const rankAfter = (days: number) => costOf(groups, 0.2, firstDay + days * dayMilliseconds)
    const [early, late] = [rankAfter(7), rankAfter(21)]

    assert.ok(Math.abs(early.rank - 0.2 * 3 * (2 / 60) * Math.SQRT1_2) < 1e-12)
    assert.ok(Math.abs(late.rank / late.runsPerWeek / (early.rank / early.runsPerWeek) - 0.5) < 1e-12)
    assert.equal(early.wastedMinutes, late.wastedMinutes)
  })

  test('is nothing of a test that never failed or never ran', () => {
    assert.equal(costOf(drawn('....'), 0.01, firstDay).rank, 0)
    assert.deepEqual(costOf([], 0.02, firstDay), { wastedMinutes: 0, runsPerWeek: 0, rank: 0 })
  })
})

test('F6: 95 % takes 29 runs at a rate of 10 %, 59 at 5 % and 299 at 1 %', () => {
  assert.deepEqual([0.1, 0.05, 0.01, 1, 0].map(runsToSee), [29, 59, 299, 1, Infinity])
})

test('F6: so many clean runs rule out three in as many, and a few rule out nothing', () => {
  assert.deepEqual([2, 3, 30, 300].map(upperLimitOf), [1, 1, 0.1, 0.01])
})
