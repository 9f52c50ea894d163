import { type Belief, covarianceOf, fitLogistic } from './logistic.ts'

/** How a repository's own outcomes bend the shipped probabilities: P' = sigmoid(shift + slope * logit P). */
export interface Calibration {
  shift: number
  /** 0.1 and more, so that more lines never lower a probability (P7), and the order of changes stays. */
  slope: number
  covariance: readonly (readonly number[])[]
  outcomes: number
  positives: number
}

/** A change that was judged, and what came of it. */
export interface Judged {
  /** Of the model, before any calibration. */
  logit: number
  isDefective: boolean
}

/** From so many outcomes on, of which so many with a defect and so many without, a repository is calibrated by itself. */
export const leastOutcomes = 50
export const leastOfEach = 10

/** Platt's scaling, drawn towards "as it is" by a normal distribution of deviation 1 each. */
const beliefs: readonly Belief[] = [
  { mean: 0, deviation: 1, least: -Infinity },
  { mean: 1, deviation: 1, least: 0.1 },
]

/** @returns null while there is too little to tell */
export function recalibrate(judged: readonly Judged[]): Calibration | null {
  const labels = judged.map(({ isDefective }) => isDefective)
  const positives = labels.filter(Boolean).length
  if (judged.length < leastOutcomes || Math.min(positives, judged.length - positives) < leastOfEach)
    return null
  const rows = judged.map(({ logit }) => [1, logit])
  const weights = fitLogistic(rows, labels, beliefs)
  return {
    shift: weights[0]!,
    slope: weights[1]!,
    covariance: covarianceOf(rows, weights, beliefs),
    outcomes: judged.length,
    positives,
  }
}
