import type { Group } from '../history.ts'

/** What the mixture of good and bad commits says of a test (F6). */
export interface Mixture {
  /** P(f > 0): that it fails at times though code and environment are good. */
  readonly probability: number
  /** E[f]: how often an attempt fails on a good commit; 0 counts with its probability. */
  readonly failureRate: number
  /** E[f | f > 0]: the same, supposing that it is flaky at all. */
  readonly failureRateIfFlaky: number
  /** E[r]: how many commits are bad, so that every attempt fails. */
  readonly badRate: number
}

const [lowest, highest] = [0.002, 0.95]

/** So many points from 0.002 to 0.95, as far apart as each other on a logarithmic scale, after a 0. */
const gridOf = (points: number): Float64Array =>
  Float64Array.from({ length: points + 1 }, (_, index) =>
    index === 0 ? 0 : lowest * (highest / lowest) ** ((index - 1) / (points - 1)),
  )

/** How often an attempt fails on a good commit: 0 and 40 points. */
export const failureRates = gridOf(40)
/** How many commits are bad: 0 and 30 points. */
const badRates = gridOf(30)
const cells = failureRates.length * badRates.length

/** P(f = 0) = 0.85, the rest even over the others. */
export const failureRatePrior = priorOf(failureRates.length, 0.85)
const badRatePrior = priorOf(badRates.length, 0.7)

function priorOf(length: number, atZero: number): Float64Array {
  return new Float64Array(length).fill((1 - atZero) / (length - 1)).fill(atZero, 0, 1)
}

const logPrior = Float64Array.from({ length: cells }, (_, cell) =>
  Math.log(failureRatePrior[Math.floor(cell / badRates.length)]! * badRatePrior[cell % badRates.length]!),
)

/** Groups of more attempts are rare, and not worth the memory: 10 kB each. */
const cachedAttempts = 16
const cached = new Map<number, Float64Array>()

/** ln L of one group over the grid, L = r [k = n] + (1 - r) f^k (1 - f)^(n - k). */
function logLikelihoodOf(attempts: number, failures: number): Float64Array {
  const key = attempts * (cachedAttempts + 1) + failures
  const known = attempts <= cachedAttempts ? cached.get(key) : undefined
  if (known) return known
  const found = new Float64Array(cells)
  let cell = 0
  for (const f of failureRates) {
    const good = logGoodOf(f, attempts, failures)
    for (const r of badRates)
      found[cell++] = failures === attempts ? Math.log(r + (1 - r) * Math.exp(good)) : Math.log1p(-r) + good
  }
  if (attempts <= cachedAttempts) cached.set(key, found)
  return found
}

/** ln of f^k (1 - f)^(n - k). */
const logGoodOf = (f: number, attempts: number, failures: number): number =>
  (failures === 0 ? 0 : failures * Math.log(f)) + (attempts - failures) * Math.log1p(-f)

/** Groups of so many attempts and failures. */
interface Kind {
  attempts: number
  failures: number
  count: number
}

function kindsOf(groups: readonly Group[]): Kind[] {
  const kinds: Kind[] = []
  for (const { attempts, failures } of groups) {
    const kind = kinds.find((known) => known.attempts === attempts && known.failures === failures)
    if (kind) kind.count++
    else kinds.push({ attempts, failures, count: 1 })
  }
  return kinds
}

/** Most tests have never failed, and as many runs as their neighbours. */
const remembered = new Map<string, Mixture>()
const rememberedMixtures = 5000

/** Weighs every pair of rates on the grid by the groups. Without a repeated group it cannot tell f from r. */
export function mixtureOf(groups: readonly Group[]): Mixture {
  const kinds = kindsOf(groups)
  const name = kinds.map(({ attempts, failures, count }) => `${count}*${failures}/${attempts}`).join(' ')
  const known = remembered.get(name)
  if (known) return known
  const found = mixtureOfKinds(kinds)
  if (remembered.size >= rememberedMixtures) remembered.clear()
  remembered.set(name, found)
  return found
}

function mixtureOfKinds(kinds: readonly Kind[]): Mixture {
  const weights = logPrior.slice()
  for (const { attempts, failures, count } of kinds) {
    const term = logLikelihoodOf(attempts, failures)
    for (let cell = 0; cell < cells; cell++) weights[cell]! += count * term[cell]!
  }
  return momentsOf(weights)
}

function momentsOf(logWeights: Float64Array): Mixture {
  let most = -Infinity
  for (const weight of logWeights) if (weight > most) most = weight
  let [total, flaky, failureRate, badRate, cell] = [0, 0, 0, 0, 0]
  for (const f of failureRates) {
    for (const r of badRates) {
      const weight = Math.exp(logWeights[cell++]! - most)
      total += weight
      if (f > 0) flaky += weight
      failureRate += weight * f
      badRate += weight * r
    }
  }
  return {
    probability: flaky / total,
    failureRate: failureRate / total,
    failureRateIfFlaky: flaky > 0 ? failureRate / flaky : 0,
    badRate: badRate / total,
  }
}
