import { judge, type Judgement } from '../judge.ts'
import { plain, type Scenario } from './scenario.ts'
import { endOf, simulate, type Simulated } from './simulation.ts'

/** A test of which the truth is known, with what is held of it. */
export interface Judged extends Simulated {
  judgement: Judgement
}

/** How right the verdicts are. Shares are 0 to 1. */
export interface Quality {
  /** AUC of the score: flaky tests against all others. */
  againstAll: number
  /** AUC of the score among tests with a failure: flaky against regressed and broken. */
  amongFailing: number
  /** Share called flaky of those that fail in 10 % of attempts or more, and in 1 to 10 %. */
  foundOften: number
  foundSeldom: number
  /** Share called flaky or suspect of the latter. */
  notedSeldom: number
  /** Share called flaky of the regressed and the broken, and of the healthy. */
  wronglyFlaky: number
  healthyFlaky: number
  /** Share called broken of the broken. */
  foundBroken: number
}

/** Simulates and judges a repository. */
export const judgedIn = (changes: Partial<Scenario>, seed: number): Judged[] =>
  judgedAll(simulate(changes, seed), endOf({ ...plain, ...changes }))

const known = new Map<string, Quality>()

/** How right the verdicts are there; worked out once. */
export function qualityIn(changes: Partial<Scenario>, seed = 1): Quality {
  const name = JSON.stringify([changes, seed])
  const quality = known.get(name) ?? qualityOf(judgedIn(changes, seed))
  known.set(name, quality)
  return quality
}

export const judgedAll = (tests: readonly Simulated[], now: number): Judged[] =>
  tests.map((test) => ({ ...test, judgement: judge(test.groups, now) }))

export function qualityOf(tests: readonly Judged[]): Quality {
  const flaky = tests.filter(({ kind }) => kind === 'flaky')
  const seldom = flaky.filter(({ rate }) => rate < 0.1)
  const wrong = tests.filter(({ kind }) => kind === 'regressed' || kind === 'broken')
  const failing = (of: readonly Judged[]) => of.filter(({ judgement }) => judgement.figures.failures > 0)
  const kinds = Map.groupBy(tests, ({ kind }) => kind)
  return {
    againstAll: areaUnderCurve(scoresOf(flaky), scoresOf(tests.filter(({ kind }) => kind !== 'flaky'))),
    amongFailing: areaUnderCurve(scoresOf(failing(flaky)), scoresOf(failing(wrong))),
    foundOften: shareOf(
      flaky.filter(({ rate }) => rate >= 0.1),
      'flaky',
    ),
    foundSeldom: shareOf(seldom, 'flaky'),
    notedSeldom: shareOf(seldom, 'flaky') + shareOf(seldom, 'suspect'),
    wronglyFlaky: shareOf(wrong, 'flaky'),
    healthyFlaky: shareOf(kinds.get('healthy') ?? [], 'flaky'),
    foundBroken: shareOf(kinds.get('broken') ?? [], 'broken'),
  }
}

const scoresOf = (tests: readonly Judged[]) => tests.map(({ judgement }) => judgement.score)

const shareOf = (tests: readonly Judged[], verdict: string) =>
  tests.filter(({ judgement }) => judgement.verdict === verdict).length / tests.length

/** P(a positive scores above a negative), a tie counting half: the area under the ROC curve. */
export function areaUnderCurve(positives: readonly number[], negatives: readonly number[]): number {
  const marked = [
    ...positives.map((score) => ({ score, isPositive: true })),
    ...negatives.map((score) => ({ score, isPositive: false })),
  ].sort((a, b) => a.score - b.score)
  let [rankSum, at] = [0, 0]
  while (at < marked.length) {
    let end = at
    while (end < marked.length && marked[end]!.score === marked[at]!.score) end++
    const rank = (at + 1 + end) / 2
    for (; at < end; at++) if (marked[at]!.isPositive) rankSum += rank
  }
  const count = positives.length
  return (rankSum - (count * (count + 1)) / 2) / (count * negatives.length)
}
