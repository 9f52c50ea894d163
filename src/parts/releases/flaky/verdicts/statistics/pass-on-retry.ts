import { isDivergent, isRepeated, type Group } from '../history.ts'
import { betaQuantile, logBeta } from './beta.ts'

/** What is taken for known of a test before its first repeat: a Beta distribution. */
export interface Prior {
  readonly a: number
  readonly b: number
}

/** Of the tests in general, five of a hundred repeats diverge; it weighs as much as ten repeats. */
export const fixedPrior: Prior = { a: 0.5, b: 9.5 }

/** How often a repeated commit shows both outcomes. */
export interface PassOnRetry {
  /** D: groups that failed and passed. */
  divergent: number
  /** M: groups of two attempts or more. */
  repeated: number
  /** (D + a) / (M + a + b), 0 to 1. */
  rate: number
  /** Ends of the interval that holds the rate with 90 %. */
  low: number
  high: number
}

export function passOnRetryOf(groups: readonly Group[], prior: Prior = fixedPrior): PassOnRetry {
  const [divergent, repeated] = countsOf(groups)
  const { a, b } = prior
  const rate = (divergent + a) / (repeated + a + b)
  return { divergent, repeated, rate, ...intervalOf(divergent + a, repeated - divergent + b) }
}

/** D and M. */
export function countsOf(groups: readonly Group[]): [divergent: number, repeated: number] {
  let [divergent, repeated] = [0, 0]
  for (const group of groups) {
    if (isRepeated(group)) repeated++
    if (isDivergent(group)) divergent++
  }
  return [divergent, repeated]
}

const intervals = new Map<string, { low: number; high: number }>()
const rememberedIntervals = 20_000

/** The same few counts come again and again, and a quantile takes longer than all else. */
function intervalOf(a: number, b: number): { low: number; high: number } {
  const name = `${a} ${b}`
  const known = intervals.get(name)
  if (known) return known
  const found = { low: betaQuantile(0.05, a, b), high: betaQuantile(0.95, a, b) }
  if (intervals.size >= rememberedIntervals) intervals.clear()
  intervals.set(name, found)
  return found
}

/** Tests with a repeat that a repository needs before its own prior is better than the fixed one. */
export const testsForPrior = 200

const means = Array.from({ length: 60 }, (_, index) => 0.001 * 800 ** (index / 59))
const strengths = Array.from({ length: 25 }, (_, index) => 200 ** (index / 24))

/**
 * The repository's own prior by empirical Bayes: the Beta distribution under which the counts of its tests are most
 * likely, over means from 0.1 to 80 % and weights from 1 to 200 repeats. The fixed one below 200 tests with M > 0.
 */
export function priorFrom(tests: readonly Pick<PassOnRetry, 'divergent' | 'repeated'>[]): Prior {
  const kinds = new Map<string, { divergent: number; repeated: number; count: number }>()
  let known = 0
  for (const { divergent, repeated } of tests) {
    if (repeated === 0) continue
    known++
    const name = `${divergent}/${repeated}`
    const count = (kinds.get(name)?.count ?? 0) + 1
    kinds.set(name, { divergent, repeated, count })
  }
  if (known < testsForPrior) return fixedPrior
  return mostLikely([...kinds.values()])
}

function mostLikely(kinds: readonly { divergent: number; repeated: number; count: number }[]): Prior {
  let [best, most] = [fixedPrior, -Infinity]
  for (const mean of means)
    for (const strength of strengths) {
      const prior = { a: mean * strength, b: (1 - mean) * strength }
      const whole = logBeta(prior.a, prior.b)
      let log = 0
      for (const { divergent, repeated, count } of kinds)
        log += count * (logBeta(prior.a + divergent, prior.b + repeated - divergent) - whole)
      if (log > most) [best, most] = [prior, log]
    }
  return best
}
