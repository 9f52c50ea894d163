import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fitModel } from './fit.ts'
import { qualityOf } from './quality.ts'
import { type Judged, recalibrate } from './recalibrate.ts'
import { riskOf, sigmoid } from './risk.ts'

/** The same numbers between 0 and 1 in every run. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/** Outcomes of which it is known what makes them. */
function history(count: number, shift: number, slope: number, seed = 7): Judged[] {
  const next = numbers(seed)
  return Array.from({ length: count }, () => {
    const logit = next() * 6 - 4
    return { logit, isDefective: next() < sigmoid(shift + slope * logit) }
  })
}

describe("a repository's own calibration", () => {
  test('finds the shift and the slope that made its outcomes', () => {
    const { shift, slope } = recalibrate(history(4000, -0.8, 0.7))!

    assert.ok(Math.abs(shift + 0.8) < 0.15, String(shift))
    assert.ok(Math.abs(slope - 0.7) < 0.1, String(slope))
  })

  test('stays near "as it is" while it has few outcomes', () => {
    const [few, many] = [history(60, 2, 1), history(3000, 2, 1)].map((some) => recalibrate(some)!)

    assert.ok(few!.shift > 0 && few!.shift < many!.shift, `${few!.shift} ${many!.shift}`)
  })

  test('waits for 50 outcomes, of which 10 with a defect', () => {
    const outcomes = (clean: number, defective: number): Judged[] => [
      ...Array.from({ length: clean }, () => ({ logit: -2, isDefective: false })),
      ...Array.from({ length: defective }, () => ({ logit: 1, isDefective: true })),
    ]

    assert.deepEqual(
      [outcomes(39, 10), outcomes(41, 9), outcomes(40, 10)].map((some) => recalibrate(some) !== null),
      [false, false, true],
    )
  })

  test('waits for 10 without a defect, too, and never makes all changes one', () => {
    const outcomes = (clean: number): Judged[] =>
      Array.from({ length: 60 }, (_, n) => ({ logit: n / 20 - 3, isDefective: n >= clean }))

    assert.deepEqual([recalibrate(outcomes(0)), recalibrate(outcomes(9))], [null, null])
    assert.ok(recalibrate(outcomes(10))!.slope >= 0.1)
  })

  test('P6: brings probabilities of another base rate to the share that comes', () => {
    const judged = history(2000, -1.2, 1)
    const calibration = recalibrate(judged.slice(0, 1000))!

    const qualityWith = (shift: number, slope: number) =>
      qualityOf(
        judged.slice(1000).map(({ logit, isDefective }) => ({
          probability: sigmoid(shift + slope * logit),
          isDefective,
        })),
      )
    const [before, behind] = [qualityWith(0, 1), qualityWith(calibration.shift, calibration.slope)]

    assert.ok(before.ece > 0.1 && behind.ece < 0.04, `${before.ece} ${behind.ece}`)
    assert.equal(before.auc, behind.auc)
  })
})

describe('a fit of the model', () => {
  test('finds the weights that made its commits, and none below 0', () => {
    const next = numbers(3)
    const known = Array.from({ length: 3000 }, () => {
      const measures = {
        la: Math.floor(Math.exp(next() * 7)),
        ld: Math.floor(Math.exp(next() * 5)),
        ns: 1 + Math.floor(next() * 3),
        fix: next() < 0.2,
      }
      const logit = -5 + 0.8 * Math.log1p(measures.la) - 0.5 * Math.log1p(measures.ld) + Number(measures.fix)
      return { measures, isDefective: next() < sigmoid(logit) }
    })

    const model = fitModel(known)

    assert.ok(Math.abs(model.terms.la.weight / model.terms.la.deviation - 0.8) < 0.1)
    assert.equal(model.terms.ld.weight, 0)
    const told = known.map(({ measures, isDefective }) => ({
      probability: riskOf(measures, null, model).probability,
      isDefective,
    }))
    assert.ok(qualityOf(told).ece < 0.05)
  })
})
