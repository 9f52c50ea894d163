import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aucOf, qualityOf, wilson } from './quality.ts'

const told = (...pairs: [number, number][]) =>
  pairs.map(([probability, defect]) => ({ probability, isDefective: defect === 1 }))

describe('how good probabilities were', () => {
  test('P6: is 1 where all defects were told higher, a half where all was told the same, and nothing of one kind', () => {
    assert.equal(aucOf(told([0.1, 0], [0.2, 0], [0.7, 1], [0.9, 1])), 1)
    assert.equal(aucOf(told([0.5, 0], [0.5, 1], [0.5, 0], [0.5, 1])), 0.5)
    assert.equal(aucOf(told([0.1, 1], [0.2, 0], [0.3, 1], [0.3, 0])), 0.375)
    assert.equal(aucOf(told([0.1, 1])), null)
  })

  test('P6: is the mean square, beside that of the base rate', () => {
    const { brier, brierBase, brierSkill } = qualityOf(told([0.8, 1], [0.4, 0], [0.2, 0], [0.6, 1]))

    assert.ok(Math.abs(brier - 0.1) < 1e-12)
    assert.equal(brierBase, 0.25)
    assert.ok(Math.abs(brierSkill! - 0.6) < 1e-12)
  })

  test('P6: is how far told and true shares lie apart, bin by bin', () => {
    const { ece, bins } = qualityOf(told([0.12, 0], [0.18, 1], [0.95, 1], [1, 1]))

    assert.deepEqual(
      bins.map(({ from, count, share }) => [from, count, share]),
      [
        [0.1, 2, 0.5],
        [0.9, 2, 1],
      ],
    )
    assert.ok(Math.abs(ece - (0.35 + 0.025) / 2) < 1e-12)
  })

  test("is told with Wilson's interval", () => {
    const { low, high } = wilson(0, 10)

    assert.deepEqual([low, Number(high.toFixed(4))], [0, 0.2775])
  })
})
