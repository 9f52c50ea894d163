import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawsOf } from '../simulation/draws.ts'
import { drawn } from '../histories.fixture.ts'
import { bestSplit, regressionOf, regressionStatistic } from './regression.ts'

test('F6: the start of a regression is the commit that parts the first attempts best', () => {
  const line = drawn('.............FFFFF')

  const found = regressionOf(line)

  assert.equal(found?.commit, line[13]!.commit)
  assert.deepEqual([found?.rateBefore, found?.rateAfter], [0, 1])
  // 2 (ll(1..13) + ll(14..18) - ll(1..18)), worked out by hand.
  assert.ok(Math.abs(found!.statistic - 2 * -(13 * Math.log(13 / 18) + 5 * Math.log(5 / 18))) < 1e-9)
})

test('F6: a test that began to be flaky has a start too', () => {
  const line = drawn('....................d.dd.d.d.d')

  const found = regressionOf(line)

  assert.equal(found?.commit, line[20]!.commit)
  assert.equal(found?.rateAfter, 0.6)
})

test('F6: neither a repair nor failures all along have a start', () => {
  const found = ['FFFFFF..............', '.f..f...f..f...f..f.', 'FFFFFF', '......', ''].map((drawing) =>
    regressionOf(drawn(drawing)),
  )

  assert.deepEqual(found, [null, null, null, null, null])
})

test('F6: of histories whose rate never changes, one in a hundred at most shows a start by chance', () => {
  const draws = drawsOf(11)
  const alarms = [0.05, 0.3, 0.5].map((rate) => {
    const found = Array.from({ length: 1500 }, () => {
      const outcomes = Array.from({ length: 200 }, () => draws.chance(rate))
      const { index, statistic } = bestSplit(outcomes)
      const shareOf = (part: boolean[]) => part.filter(Boolean).length / part.length
      return (
        statistic > regressionStatistic && shareOf(outcomes.slice(index)) > shareOf(outcomes.slice(0, index))
      )
    })
    return found.filter(Boolean).length / found.length
  })

  // Three standard errors above 1.1 %, the most that 20,000 histories of each showed.
  for (const share of alarms) assert.ok(share < 0.0195, `${share}`)
})
