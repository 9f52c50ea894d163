import { judge, type Judgement } from '../verdicts/judge.ts'
import { resettle, type Settled, settle } from '../verdicts/standing.ts'
import { priorFrom } from '../verdicts/statistics/pass-on-retry.ts'
import type { Thresholds } from '../verdicts/thresholds.ts'
import { historiesOf } from './groups.ts'
import type { Before, Concluded, Concluding, Conclusion } from './questions.ts'
import { repeatsOf } from './repeats.ts'

/** Judges tests by all that they did within what counts. Runs in a worker. */
export function concluded({
  runs,
  aliases,
  changes,
  tests,
  thresholds,
  prior,
  wantsPrior,
}: Concluding): Concluded {
  const own = wantsPrior ? priorFrom(repeatsOf(runs)) : null
  const histories = historiesOf(runs, { ...wantedOf(tests), aliases, changes })
  const conclusions = tests.map((test, index) => {
    const judgement = judge(histories[index]!, test.now, { thresholds, prior: own ?? prior })
    return conclusionOf(test, judgement, settledFor(test, judgement, thresholds))
  })
  return { conclusions, prior: own }
}

function settledFor(
  { standing: before, afresh, now }: Before,
  judgement: Judgement,
  thresholds: Thresholds,
): Settled {
  if (afresh === null || before === null) return settle(before, judgement, now, thresholds)
  const { judged, saidAt } = afresh
  return resettle(before, judgement, { judged: judged ?? before.verdict, saidAt, thresholds })
}

const wantedOf = (tests: readonly Before[]) => ({
  numbers: tests.map(({ number }) => number),
  passMilliseconds: tests.map(({ passMilliseconds }) => passMilliseconds),
})

function conclusionOf(
  test: Before,
  judgement: Judgement,
  { standing, isChanged, held }: Settled,
): Conclusion {
  const { cost, failures } = judgement.figures
  const isQuiet = standing.verdict === 'healthy' || standing.verdict === 'unknown'
  return {
    number: test.number,
    was: test.standing?.verdict ?? null,
    standing,
    isChanged,
    heldUntil: held?.until ?? null,
    isWatched: failures > 0 || !isQuiet || held !== null,
    score: finite(judgement.score),
    rank: finite(cost.rank),
    wastedMinutes: finite(cost.wastedMinutes),
    judgement: JSON.stringify(judgement),
  }
}

const finite = (value: number): number => (Number.isFinite(value) ? value : 0)

/** Who would flip (F10): what would be concluded, where that changes something. Runs in a worker. */
export const previewed = (asked: Concluding): Conclusion[] =>
  concluded(asked).conclusions.filter(({ isChanged }) => isChanged)
