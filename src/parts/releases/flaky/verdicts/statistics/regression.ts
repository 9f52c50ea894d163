import type { Group } from '../history.ts'

/** Where a line of commits began to fail more. */
export interface Regression {
  commit: string
  at: number
  /** Twice the log-likelihood ratio of two rates against one. */
  statistic: number
  rateBefore: number
  rateAfter: number
}

/** ln likelihood of so many failures at the rate that fits them best. */
const logLikelihood = (failures: number, count: number): number => {
  const passes = count - failures
  const of = (part: number) => (part === 0 ? 0 : part * Math.log(part / count))
  return of(failures) + of(passes)
}

/** The place that parts the first attempts best, whatever it is worth; its statistic is 0 where nothing parts them. */
export function bestSplit(outcomes: readonly boolean[]): { index: number; statistic: number } {
  const total = outcomes.reduce((sum, failed) => sum + Number(failed), 0)
  if (total === 0 || total === outcomes.length) return { index: 0, statistic: 0 }
  const whole = logLikelihood(total, outcomes.length)
  let [before, best] = [0, { index: 0, statistic: 0 }]
  for (let index = 1; index < outcomes.length; index++) {
    before += Number(outcomes[index - 1])
    const apart = logLikelihood(before, index) + logLikelihood(total - before, outcomes.length - index)
    const statistic = 2 * (apart - whole)
    if (statistic > best.statistic) best = { index, statistic }
  }
  return best
}

/** Twice the log-likelihood ratio above which a start is reported; see the table in the guide. */
export const regressionStatistic = 12

/** When the failing began, if the first attempts of a line show that it did. @param line groups of one branch, oldest first */
export function regressionOf(line: readonly Group[]): Regression | null {
  const { index, statistic } = bestSplit(line.map(({ firstFailed }) => firstFailed))
  if (statistic <= regressionStatistic) return null
  const [rateBefore, rateAfter] = [line.slice(0, index), line.slice(index)].map(rateOf) as [number, number]
  if (rateAfter <= rateBefore) return null
  const { commit, at } = line[index]!
  return { commit, at, statistic, rateBefore, rateAfter }
}

const rateOf = (groups: readonly Group[]) =>
  groups.filter(({ firstFailed }) => firstFailed).length / groups.length
