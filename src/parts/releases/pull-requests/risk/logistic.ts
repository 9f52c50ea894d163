/** What is known of a weight before any outcome: a normal distribution, and below what it may not fall. */
export interface Belief {
  mean: number
  /** Infinity: nothing is believed. */
  deviation: number
  least: number
}

const mostRounds = 500
const enough = 1e-9

/**
 * The most probable weights of a logistic regression under these beliefs, one per column: Newton's step for one weight at
 * a time, held above its least, until none moves. The sum is convex, so that this ends at its one bottom.
 */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  labels: readonly boolean[],
  beliefs: readonly Belief[],
): number[] {
  const weights = beliefs.map(({ mean, least }) => Math.max(mean, least))
  const logits = rows.map((row) => weights.reduce((sum, weight, at) => sum + weight * row[at]!, 0))
  for (let round = 0; round < mostRounds; round++) {
    let moved = 0
    beliefs.forEach((belief, at) => {
      const step = stepOf({ rows, labels, logits, weight: weights[at]!, at }, belief)
      weights[at]! += step
      rows.forEach((row, n) => (logits[n]! += step * row[at]!))
      moved = Math.max(moved, Math.abs(step))
    })
    if (moved < enough) break
  }
  return weights
}

interface Fitting {
  rows: readonly (readonly number[])[]
  labels: readonly boolean[]
  logits: readonly number[]
  weight: number
  at: number
}

/** A step of more than this is no longer like the parabola it comes from. */
const longest = 1

function stepOf({ rows, labels, logits, weight, at }: Fitting, { mean, deviation, least }: Belief): number {
  let slope = (weight - mean) / deviation ** 2
  let bend = 1 / deviation ** 2
  rows.forEach((row, n) => {
    const chance = 1 / (1 + Math.exp(-logits[n]!))
    slope += (chance - Number(labels[n])) * row[at]!
    bend += chance * (1 - chance) * row[at]! ** 2
  })
  if (bend === 0) return 0
  const step = Math.max(-longest, Math.min(longest, -slope / bend))
  return Math.max(least, weight + step) - weight
}

/** How sure the weights are: the inverse of the curvature there. */
export function covarianceOf(
  rows: readonly (readonly number[])[],
  weights: readonly number[],
  beliefs: readonly Belief[],
): number[][] {
  const bends = beliefs.map(({ deviation }, one) =>
    beliefs.map((_, other) => (one === other ? 1 / deviation ** 2 : 0)),
  )
  for (const row of rows) {
    const chance = 1 / (1 + Math.exp(-weights.reduce((sum, weight, at) => sum + weight * row[at]!, 0)))
    for (const [one, bend] of bends.entries())
      for (const other of bend.keys()) bend[other]! += chance * (1 - chance) * row[one]! * row[other]!
  }
  return inverse(bends)
}

/** By Gauss and Jordan; the matrix is positive definite, so that no pivot is 0. */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length
  const rows = matrix.map((row, at) => [...row, ...row.map((_, column) => Number(column === at))])
  for (let at = 0; at < size; at++) {
    const pivot = rows[at]![at]!
    rows[at] = rows[at]!.map((value) => value / pivot)
    for (let other = 0; other < size; other++) {
      const factor = rows[other]![at]!
      if (other !== at) rows[other] = rows[other]!.map((value, column) => value - factor * rows[at]![column]!)
    }
  }
  return rows.map((row) => row.slice(size))
}
