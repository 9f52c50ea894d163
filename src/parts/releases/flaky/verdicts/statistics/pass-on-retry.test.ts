import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { drawsOf } from '../simulation/draws.ts'
import { drawn } from '../histories.fixture.ts'
import { betaQuantile } from './beta.ts'
import { fixedPrior, passOnRetryOf, priorFrom, testsForPrior } from './pass-on-retry.ts'

test('F6: the pass-on-retry rate is (D + 0.5) / (M + 10), with the 90 % interval of its Beta distribution', () => {
  const found = passOnRetryOf(drawn('..d:Fd.f'))

  assert.deepEqual([found.divergent, found.repeated], [2, 4])
  assert.equal(found.rate, 2.5 / 14)
  assert.deepEqual([found.low, found.high], [betaQuantile(0.05, 2.5, 11.5), betaQuantile(0.95, 2.5, 11.5)])
})

test('F6: before the first repeat it is the prior', () => {
  const found = passOnRetryOf(drawn('...f.'))

  assert.deepEqual([found.divergent, found.repeated, found.rate], [0, 0, 0.05])
  assert.ok(Math.abs(found.high - 0.18737) < 1e-5)
})

describe('a repository’s own prior', () => {
  /** So many tests of which each repeat diverges with a rate of its own, 30 % in the middle. */
  function repository(count: number) {
    const draws = drawsOf(3)
    return Array.from({ length: count }, () => {
      const rate = 0.2 + 0.2 * draws.share()
      const repeated = draws.whole(1, 12)
      const divergent = Array.from({ length: repeated }, () => draws.chance(rate)).filter(Boolean).length
      return { divergent, repeated }
    })
  }

  test('F6: is the fixed one below 200 tests with a repeat, however many there are without', () => {
    const few = [
      ...repository(testsForPrior - 1),
      ...repository(500).map(() => ({ divergent: 0, repeated: 0 })),
    ]

    assert.equal(priorFrom(few), fixedPrior)
  })

  test('F6: lies where its tests lie from then on', () => {
    const { a, b } = priorFrom(repository(400))

    assert.ok(Math.abs(a / (a + b) - 0.3) < 0.03, `mean ${a / (a + b)}`)
    assert.ok(a + b > 10, `weight ${a + b}`)
  })
})
