import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { drawn } from '../histories.fixture.ts'
import { mixtureOf } from './mixture.ts'

const near = (found: number, wanted: number) =>
  assert.ok(Math.abs(found - wanted) < 1e-9, `${found} is not ${wanted}`)

/** Worked out over the same grid by another program (NumPy 2.4): P(f > 0), E[f], E[r]. */
const worked: readonly [string, string, [number, number, number]][] = [
  [
    '20 clean commits',
    '....................',
    [0.07087527166489394, 0.0011881303660782115, 0.0026001691343026574],
  ],
  [
    '3 of 12 that failed twice',
    '.........FFF',
    [0.10207622024519244, 0.007177474688633976, 0.22802972458958182],
  ],
  ['2 of 10 divergent', '........dd', [1, 0.15388000511430627, 0.004874024514222875]],
  [
    '3 of 12 that failed, none repeated',
    '.........fff',
    [0.406526824567091, 0.07720210099847002, 0.15717462549555572],
  ],
]

for (const [name, drawing, [probability, failureRate, badRate]] of worked)
  test(`F6: the mixture gives P(f > 0), E[f] and E[r] of ${name}`, () => {
    const mixture = mixtureOf(drawn(drawing))

    near(mixture.probability, probability)
    near(mixture.failureRate, failureRate)
    near(mixture.badRate, badRate)
    near(mixture.failureRateIfFlaky, failureRate / probability)
  })

test('of no group the mixture says what was supposed before', () => {
  const { probability } = mixtureOf([])

  near(probability, 0.15)
})

test('the mixture asks for nothing but how many groups there are of each kind', () => {
  const kinds = fc.array(fc.constantFrom('.', ':', 'f', 'F', 'd'), { minLength: 1, maxLength: 40 })

  fc.assert(
    fc.property(kinds, (letters) => {
      const [one, other] = [letters, letters.toSorted()].map((each) => mixtureOf(drawn(each.join(''))))

      near(one!.probability, other!.probability)
      near(one!.failureRate, other!.failureRate)
    }),
  )
})
