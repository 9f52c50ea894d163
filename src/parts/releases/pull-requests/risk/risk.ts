import type { Measures } from '../facts/change.ts'
import { distanceOf, type Model, shippedPrior, type TermName, termNames } from './model.ts'
import type { Calibration } from './recalibrate.ts'

export interface Risk {
  /** That the change brings a defect in, 0 to 1. */
  probability: number
  /** Where the probability itself lies in 90 of 100 cases, as far as the fit can tell. */
  interval: { low: number; high: number }
  /** Of the model alone, before recalibration: what outcomes are held against. */
  logit: number
  /** What each measure adds to the logit, beside that of a usual change. */
  contributions: readonly { name: TermName; contribution: number }[]
}

/** Natural logarithm of the odds, and back. */
export const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit))

/** Of how many deviations 90 % lie within. */
const z90 = 1.645
/**
 * How much the logit of base rates differs from repository to repository. An assumption: between two years of the same
 * repositories it moved by 0.8.
 */
const baseDeviation = 0.6

/**
 * P = 1/(1+e^-z), z = b0 + sum b_j * (log1p(x_j) - m_j)/s_j, then the repository's own calibration. Pure: from the measures
 * alone (P1), so that published data can be scored by it (P6). No term of it falls when lines are added (P7).
 */
export function riskOf(
  measures: Pick<Measures, TermName>,
  calibration: Calibration | null = null,
  model: Model = shippedPrior,
): Risk {
  const distances = termNames.map((name) => distanceOf(measures, name, model.terms[name]))
  const contributions = termNames.map((name, at) => ({
    name,
    contribution: model.terms[name].weight * distances[at]!,
  }))
  const logit = contributions.reduce((sum, { contribution }) => sum + contribution, model.intercept)
  const { centre, deviation } = calibration
    ? calibrated(logit, calibration)
    : { centre: logit, deviation: Math.sqrt(varianceOf(model, distances) + baseDeviation ** 2) }
  return {
    probability: sigmoid(centre),
    interval: { low: sigmoid(centre - z90 * deviation), high: sigmoid(centre + z90 * deviation) },
    logit,
    contributions,
  }
}

function varianceOf({ covariance }: Model, distances: readonly number[]): number {
  const at = [1, ...distances]
  return at.reduce(
    (sum, one, row) =>
      sum + at.reduce((inner, other, column) => inner + one * other * covariance[row]![column]!, 0),
    0,
  )
}

function calibrated(
  logit: number,
  { shift, slope, covariance }: Calibration,
): { centre: number; deviation: number } {
  const variance = covariance[0]![0]! + 2 * logit * covariance[0]![1]! + logit ** 2 * covariance[1]![1]!
  return { centre: shift + slope * logit, deviation: Math.sqrt(Math.max(0, variance)) }
}
