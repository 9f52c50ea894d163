import type { Measures } from '../facts/change.ts'
import { type Belief, covarianceOf, fitLogistic } from './logistic.ts'
import { type Model, type Term, type TermName, termNames, valueOf } from './model.ts'

/** A change of which it is known what came of it. */
export interface Known {
  measures: Pick<Measures, TermName>
  isDefective: boolean
}

/**
 * The published fit of ApacheJIT's thirteen measures, per deviation of log1p. How far from it another fit may well lie is a
 * guess; 30 or 300 commits do not outweigh what 100,000 said.
 */
const published: Readonly<Record<TermName, number>> = { la: 1.09, ld: 0.6, ns: 0.22, fix: 0.96 }
const publishedDeviation = 0.3

/** Fits a model to what is known, drawn towards the published weights; none falls below 0 (P7). How `shippedPrior` was made. */
export function fitModel(known: readonly Known[]): Model {
  const labels = known.map(({ isDefective }) => isDefective)
  const columns = termNames.map((name) =>
    known.map(({ measures }) => Math.log1p(valueOf(measures, name) ?? 0)),
  )
  const scales = columns.map(scaleOf)
  const rows = known.map((_, n) => [
    1,
    ...columns.map((column, at) => (column[n]! - scales[at]!.mean) / scales[at]!.deviation),
  ])
  const beliefs: Belief[] = [
    { mean: 0, deviation: 10, least: -Infinity },
    ...termNames.map((name) => ({ mean: published[name], deviation: publishedDeviation, least: 0 })),
  ]
  const [intercept, ...weights] = fitLogistic(rows, labels, beliefs)
  const terms = Object.fromEntries(
    termNames.map((name, at) => [name, { weight: weights[at]!, ...scales[at]! }]),
  ) as Record<TermName, Term>
  return { intercept: intercept!, terms, covariance: covarianceOf(rows, [intercept!, ...weights], beliefs) }
}

function scaleOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length)
  return { mean, deviation: Math.sqrt(square) || 1 }
}
