import type { Measures } from '../facts/change.ts'

/** What the probability stands on. The other measures are shown and weigh nothing: see `shippedPrior`. */
export const termNames = ['la', 'ld', 'ns', 'fix'] as const
export type TermName = (typeof termNames)[number]

/** One term: `weight * (log1p(measure) - mean) / deviation`. */
export interface Term {
  weight: number
  /** Of log1p of the measure, over the changes that it was fitted on. */
  mean: number
  deviation: number
}

/** A logistic model of whether a change brings a defect in. */
export interface Model {
  intercept: number
  terms: Readonly<Record<TermName, Term>>
  /** Of the intercept and the weights in the order of `termNames`: how sure the fit is of them. */
  covariance: readonly (readonly number[])[]
}

/**
 * What a repository starts with, before it has outcomes of its own: fitted by `fitModel` to 308 commits of 2017 of
 * ApacheJIT (Keshavarz and Nagappan, MSR 2022, CC BY 4.0), drawn towards the published fit of all its measures. Weights of
 * lines and files may not be negative (P7); NF, ND and entropy end at 0 under that. The intercept stands for 21 of 100
 * changes that bring a defect in, half-way between the 27 of 2017 and the 15 of the two years after: an assumption, as is
 * that other teams' changes resemble these. docs/guides/pull-requests.md says what was measured.
 */
export const shippedPrior: Model = {
  intercept: -1.9,
  terms: {
    la: { weight: 1.16, mean: 3.82, deviation: 1.97 },
    ld: { weight: 0.59, mean: 2.56, deviation: 1.85 },
    ns: { weight: 0.3, mean: 0.9, deviation: 0.36 },
    fix: { weight: 1.07, mean: 0.1, deviation: 0.24 },
  },
  covariance: [
    [0.036, -0.013, -0.0049, -0.0021, -0.0072],
    [-0.013, 0.0333, -0.0078, -0.0031, 0.0058],
    [-0.0049, -0.0078, 0.026, -0.0026, 0.0055],
    [-0.0021, -0.0031, -0.0026, 0.0203, 0.0015],
    [-0.0072, 0.0058, 0.0055, 0.0015, 0.0208],
  ],
}

/** What a term is taken of; null where it is not known. */
export const valueOf = (measures: Pick<Measures, TermName>, name: TermName): number | null =>
  name === 'fix' ? Number(measures.fix) : measures[name]

/** How many deviations a measure lies from the usual; 0 where it is not known, which is the usual. */
export function distanceOf(measures: Pick<Measures, TermName>, name: TermName, term: Term): number {
  const value = valueOf(measures, name)
  return value === null ? 0 : (Math.log1p(value) - term.mean) / term.deviation
}
