import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { infraOf, medianShareOf } from '../statistics/infra.ts'
import { defaultThresholds } from '../thresholds.ts'
import { areaUnderCurve, judgedAll, judgedIn, qualityIn, qualityOf } from './measure.ts'
import { amounts, plain, worlds } from './scenario.ts'
import { endOf, simulate, type Simulated } from './simulation.ts'
import { tableOf } from './table.ts'

const guide = new URL('../../../../../../docs/guides/flaky-tests.md', import.meta.url)

describe('F7: on histories drawn from published failure rates', () => {
  test('40 commits and 1 retry tell flaky tests from all others, and call no broken one flaky', () => {
    const { againstAll, foundOften, wronglyFlaky } = qualityIn({ commits: 40, retries: 1 }, 7)

    assert.ok(againstAll >= 0.9, `AUC against all ${againstAll}`)
    assert.ok(foundOften >= 0.97, `recall ${foundOften}`)
    assert.ok(wronglyFlaky <= 0.01, `wrongly flaky ${wronglyFlaky}`)
  })

  test('10 commits and 1 retry find four of five that fail in 10 % of attempts or more', () => {
    const { foundOften, wronglyFlaky } = qualityIn({ commits: 10, retries: 1 }, 7)

    assert.ok(foundOften >= 0.8, `recall ${foundOften}`)
    assert.ok(wronglyFlaky <= 0.01, `wrongly flaky ${wronglyFlaky}`)
  })

  test('40 commits without a retry tell flaky from broken among the failing, and F8: call none of them either', () => {
    const judged = judgedIn({ commits: 40, retries: 0 }, 7)

    const { amongFailing } = qualityOf(judged)
    const verdicts = new Set(judged.map(({ judgement }) => judgement.verdict))

    assert.ok(amongFailing >= 0.9, `AUC among failing ${amongFailing}`)
    assert.deepEqual(verdicts, new Set(['suspect', 'healthy']))
  })

  for (const [name, world] of Object.entries(worlds).filter(([, { retries }]) => retries !== 0))
    test(`and where it is otherwise, at most one in a hundred is wronged: ${name}`, () => {
      const { amongFailing, wronglyFlaky } = qualityIn(world)

      assert.ok(amongFailing >= 0.95, `AUC among failing ${amongFailing}`)
      assert.ok(wronglyFlaky <= 0.01, `wrongly flaky ${wronglyFlaky}`)
    })
})

describe('F11: two days on which the whole CI is out of order', () => {
  test('would make hundreds of tests flaky, and make none so as the guard leaves them out', () => {
    const scenario = { ...plain, badDays: 2 }
    const tests = simulate(scenario, 3)
    const [unguarded, guarded] = [tests, withGuard(tests)].map((each) =>
      qualityOf(judgedAll(each, endOf(scenario))),
    )

    assert.ok(unguarded!.healthyFlaky > 0.1, `${unguarded!.healthyFlaky}`)
    assert.equal(guarded!.healthyFlaky, 0)
    assert.ok(guarded!.wronglyFlaky <= 0.01)
    assert.ok(guarded!.foundOften >= 0.97)
  })
})

/** As the runs come in: each beside those before it. */
function withGuard(tests: readonly Simulated[]): Simulated[] {
  const runs = tests[0]!.groups.map((_, index) => ({
    tests: tests.length,
    failures: tests.filter(({ groups }) => groups[index]!.failures > 0).length,
  }))
  const isInfra = runs.map(
    (run, index) => infraOf(run, medianShareOf(runs.slice(0, index)), defaultThresholds) !== null,
  )
  return tests.map((test) => ({
    ...test,
    groups: test.groups.map((group, index) => ({ ...group, isInfra: isInfra[index]! })),
  }))
}

test('the simulation is the same for the same seed, and another for another', () => {
  assert.deepEqual(simulate({ commits: 5 }, 1), simulate({ commits: 5 }, 1))
  assert.notDeepEqual(simulate({ commits: 5 }, 1), simulate({ commits: 5 }, 2))
})

test('the area under the curve counts a tie for half', () => {
  assert.equal(areaUnderCurve([3, 2], [1, 0]), 1)
  assert.equal(areaUnderCurve([1], [1, 1]), 0.5)
  assert.equal(areaUnderCurve([2, 0], [1]), 0.5)
})

for (const [title, scenarios] of Object.entries({ history: amounts, world: worlds }))
  test(`the guide shows how right the verdicts are by ${title}`, () => {
    const shown = readFileSync(guide, 'utf8')
    const table = tableOf(title, scenarios)

    assert.ok(shown.includes(table), `docs/guides/flaky-tests.md is to hold:\n\n${table}`)
  })
