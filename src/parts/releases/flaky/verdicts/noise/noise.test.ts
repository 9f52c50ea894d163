import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Group } from '../history.ts'
import { drawn, drawnIn, hourMilliseconds, firstDay, woven } from '../histories.fixture.ts'
import { mixtureOf } from '../statistics/mixture.ts'
import { noiseOf } from './noise.ts'

const clean = (count: number) => '.'.repeat(count)
const of = (drawing: string) => noiseOf(drawn(drawing))

describe('the probability that a test is flaky', () => {
  test('is the mixture’s while nothing has failed', () => {
    for (const count of [0, 1, 40]) {
      const groups = drawn(clean(count))

      assert.ok(Math.abs(noiseOf(groups).probability - mixtureOf(groups).probability) < 1e-9)
    }
  })

  test('is high after one divergent commit in ten, and less so the rarer that is', () => {
    const found = [10, 40, 200].map((count) => of(`${clean(count / 2)}d${clean(count / 2 - 1)}`).probability)

    assert.ok(found[0]! > 0.85 && found[0]! > found[1]! && found[1]! > found[2]!, `${found}`)
  })

  test('is low where the one divergent commit ends a spell of failures: it may have been repaired', () => {
    const [ended, alone] = [of('....FFd....'), of('......d....')]

    assert.ok(ended.probability < 0.4, `${ended.probability}`)
    assert.ok(alone.probability > 0.85, `${alone.probability}`)
  })

  test('is low after failures in a row, and high after as many apart, though none was repeated', () => {
    const [together, apart] = [of('....fff...........'), of('....f....f....f...')]

    assert.ok(together.probability < 0.2, `${together.probability}`)
    assert.ok(apart.probability > 0.8, `${apart.probability}`)
  })
})

describe('a commit that is run again and again', () => {
  /** The newest of 40 clean ones; each letter a run of one attempt. */
  const rerun = (drawing: string) => {
    const runs = drawn(drawing.replaceAll('p', '.')).map(({ runs }) => runs[0]!)
    const failures = runs.filter((each) => each.failures > 0).length
    const newest = { attempts: runs.length, failures, firstFailed: drawing.startsWith('f'), runs }
    return noiseOf(
      woven(drawn(clean(40)), drawn('d', { from: firstDay + 2000 * hourMilliseconds, each: newest })),
    ).probability
  }

  test('F6: is the more surely flaky the more often it contradicts itself', () => {
    const found = ['fp', 'fpfp', 'fpfpfp', 'fpfpfpfpfpfp'].map(rerun)

    assert.deepEqual(
      found,
      found.toSorted((a, b) => a - b),
    )
    assert.ok(found[1]! > 0.75 && found[3]! > 0.99, `${found}`)
  })

  test('may have been repaired where all that failed came before all that passed, and only there', () => {
    const [repaired, mixed] = [rerun('ffffpppp'), rerun('ffpfpfpp')]

    assert.ok(repaired < 0.2 && mixed > 0.99, `${repaired} ${mixed}`)
  })
})

describe('in a pull request', () => {
  /** Its one commit failed, then passed in another run. */
  const rerun = (runs: readonly string[]): Partial<Group> => ({
    runs: runs.map((id, index) => ({ id, at: firstDay, attempts: 1, failures: index === 0 ? 1 : 0 })),
  })
  const inside = (each: Partial<Group>) =>
    noiseOf(
      woven(
        drawn('...FF'),
        drawnIn(7, 'd', { from: firstDay + 27 * hourMilliseconds, each }),
        drawn('....', { from: firstDay + 30 * hourMilliseconds }),
      ),
    ).probability

  test('a pass in another run is worth less than one in the same: another base may have been merged', () => {
    const [same, other] = [inside(rerun(['9#1', '9#2'])), inside(rerun(['9#1', '10#1']))]

    assert.ok(other < same, `${other} is not below ${same}`)
  })

  test('failures while the default branch fails say nothing of the test', () => {
    const main = drawn('....FFFF....')
    const beside = (prNumber: number, hour: number) =>
      drawnIn(prNumber, 'F', { from: firstDay + hour * hourMilliseconds })

    const inherited = noiseOf(woven(main, beside(1, 26), beside(2, 32), beside(3, 38)))
    const own = noiseOf(woven(main, beside(1, 2), beside(2, 8), beside(3, 50)))

    assert.ok(inherited.probability < own.probability)
    assert.ok(inherited.probability < 0.15, `${inherited.probability}`)
  })
})

describe('the score', () => {
  test('puts flaky above rarely flaky above clean above regressed above broken', () => {
    const drawings = [
      '..d...d..d..d....',
      '........d........',
      clean(17),
      '.....FFFFF.......',
      'FFFFFFFFFFFFFFFFF',
    ]

    const scores = drawings.map((drawing) => of(drawing).score)

    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    )
    assert.ok(scores[0]! > 0.9 && scores[4]! < 0.02, `${scores}`)
  })

  test('and both probabilities stay between 0 and 1 whatever the history', () => {
    const letters = fc.array(fc.constantFrom('.', ':', 'f', 'F', 'd'), { maxLength: 60 })

    fc.assert(
      fc.property(letters, letters, letters, (main, one, other) => {
        const { score, probability, broken } = noiseOf(
          woven(drawn(main.join('')), drawnIn(1, one.join(''), { hours: 5 }), drawnIn(2, other.join(''))),
        )

        for (const share of [score, probability, broken]) assert.ok(share >= 0 && share <= 1, `${share}`)
      }),
    )
  })
})

test('commits that were run a thousand times are weighed like those of a hundred', () => {
  const many = (failures: number) => noiseOf(drawn('ddd', { each: { attempts: 1000, failures } }))

  for (const failures of [1, 999]) assert.ok(many(failures).score > 0, `${failures}`)
  assert.ok(many(500).probability > 0.99)
  assert.ok(many(1000).probability < 0.3)
  assert.ok(mixtureOf(drawn('ddd', { each: { attempts: 1000, failures: 500 } })).failureRate > 0.4)
})

test('long spells of any kind are weighed without running out of digits', () => {
  const scores = ['d', 'F', 'f', 'dF'].map((letters) => of(letters.repeat(200)).score)

  assert.ok(
    scores.every((score) => score >= 0 && score <= 1),
    `${scores}`,
  )
  assert.ok(scores[0]! > 0.95 && scores[1]! < 0.02, `${scores}`)
})

describe('that the default branch is broken', () => {
  test('is likely after three failures in a row, and not of a test that nearly always fails', () => {
    const [broken, flaky] = [of('........FFF'), of('dFFdFFFFdFFF')]

    assert.ok(broken.broken > 0.99, `${broken.broken}`)
    assert.ok(flaky.broken < 0.2, `${flaky.broken}`)
  })

  test('is impossible after a pass', () => {
    assert.equal(of('FFFFFFF.').broken, 0)
  })
})
