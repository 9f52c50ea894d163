import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { changeOf } from '../facts/change.ts'
import type { FileFact } from '../facts/file-fact.ts'
import { reasonsOf } from './reasons.ts'
import { recalibrate } from './recalibrate.ts'
import { riskOf } from './risk.ts'

const measures = (la: number, ld: number, ns: number | null = 1, fix = false) => ({ la, ld, ns, fix })

const paths = fc.constantFrom('src/a.ts', 'src/b/c.ts', 'docs/d.md', 'top.ts', 'dist/made.js', 'yarn.lock')
const lines = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 100_000 }))
const files: fc.Arbitrary<FileFact[]> = fc.uniqueArray(
  fc.record({
    path: paths,
    previousPath: fc.constant(null),
    status: fc.constant('changed' as const),
    additions: lines,
    deletions: lines,
    isBinary: fc.constant(false),
    isGenerated: fc.constant(null),
  }),
  { selector: ({ path }) => path, maxLength: 6 },
)
const judged = fc.array(
  fc.record({ logit: fc.double({ min: -6, max: 6, noNaN: true }), isDefective: fc.boolean() }),
  {
    minLength: 50,
    maxLength: 80,
  },
)

describe('the probability that a change brings a defect in', () => {
  test('P7: never falls when lines are added to any file, old or new, whatever outcomes it was calibrated by', () => {
    fc.assert(
      fc.property(
        files,
        paths,
        lines,
        fc.boolean(),
        fc.option(judged),
        (before, path, more, isFix, outcomes) => {
          const calibration = outcomes && recalibrate(outcomes)
          const grown = before.some((file) => file.path === path)
            ? before.map((file) =>
                file.path === path ? { ...file, additions: file.additions + more } : file,
              )
            : [...before, { ...blank, path, additions: more }]

          const [one, other] = [before, grown].map((some) =>
            riskOf(changeOf(some, isFix).measures, calibration),
          )

          assert.ok(other!.probability >= one!.probability, `${one!.probability} ${other!.probability}`)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('P7: is told nearly the same for every change rather than turned round, where outcomes go against it', () => {
    const outcomes = Array.from({ length: 60 }, (_, n) => ({ logit: n / 10 - 3, isDefective: n < 30 }))

    const { slope } = recalibrate(outcomes)!

    assert.equal(slope, 0.1)
  })

  test('P6: is for published commits, which it was not fitted on, what the shipped weights make of them', () => {
    const told = [measures(6, 2), measures(922, 8, 2), measures(377, 2, 1, true), measures(1893, 1403, 4)]

    const probabilities = told.map((each) => Number(riskOf(each).probability.toFixed(2)))

    assert.deepEqual(probabilities, [0.02, 0.37, 0.79, 0.87])
  })

  test('lies within its interval, which a calibration narrows', () => {
    const outcomes = Array.from({ length: 400 }, (_, n) => ({
      logit: (n % 40) / 10 - 3,
      isDefective: n % 5 === 0,
    }))

    const one = riskOf(measures(100, 20))
    const other = riskOf(measures(100, 20), recalibrate(outcomes))

    for (const { probability, interval } of [one, other])
      assert.ok(interval.low < probability && probability < interval.high)
    assert.ok(other.interval.high - other.interval.low < one.interval.high - one.interval.low)
  })

  test('takes what is not known for usual', () => {
    const { contributions } = riskOf(measures(100, 20, null))

    assert.equal(contributions.find(({ name }) => name === 'ns')!.contribution, 0)
  })
})

const blank: Omit<FileFact, 'path' | 'additions'> = {
  previousPath: null,
  status: 'changed',
  deletions: 0,
  isBinary: false,
  isGenerated: null,
}

describe('the reasons', () => {
  test('say in words what weighs most first, and add up to the probability', () => {
    const change = measures(812, 3, 4, true)
    const risk = riskOf(change)

    const reasons = reasonsOf(change, risk)

    assert.deepEqual(
      reasons.map(({ measure, contribution }) => [measure, contribution > 0]),
      [
        ['fix', true],
        ['la', true],
        ['ns', true],
        ['ld', false],
      ],
    )
    assert.match(reasons[1]!.text, /^It adds 812 lines; a usual change adds 45\.$/)
    const sum = reasons.reduce((all, { contribution }) => all + contribution, -1.9)
    assert.ok(Math.abs(sum - risk.logit) < 1e-9)
  })

  test('leave out what is as usual', () => {
    for (const ns of [1, 2]) {
      const change = measures(45, 812, ns)

      const reasons = reasonsOf(change, riskOf(change))

      assert.deepEqual(
        reasons.map(({ measure }) => measure),
        ['ld', 'fix'],
      )
    }
  })

  test('leave out what is not known', () => {
    const change = measures(812, 3, null)

    const reasons = reasonsOf(change, riskOf(change))

    assert.ok(!reasons.some(({ measure }) => measure === 'ns'))
  })
})
