/** A probability as it was told, and what came of it. */
export interface Told {
  probability: number
  isDefective: boolean
}

/** How good probabilities were. */
export interface Quality {
  outcomes: number
  positives: number
  /** That of two changes, one with a defect and one without, the first was told the higher one. Null: all are of one kind. */
  auc: number | null
  /** Mean square of what they were off by; of whoever always tells the base rate; and how much better that is, 1 at best. */
  brier: number
  brierBase: number
  brierSkill: number | null
  /** How far the told and the true share lie apart, mean over ten bins. */
  ece: number
  bins: readonly Bin[]
}

/** Changes that were told about the same. */
export interface Bin {
  from: number
  to: number
  count: number
  told: number
  share: number
  /** Where the share lies in 95 of 100 cases (Wilson). */
  low: number
  high: number
}

const binCount = 10

/** How good they were, whatever the number: who shows it hides it below 50 outcomes. */
export function qualityOf(told: readonly Told[]): Quality {
  const positives = told.filter(({ isDefective }) => isDefective).length
  const base = positives / Math.max(1, told.length)
  const brier = mean(told.map(({ probability, isDefective }) => (probability - Number(isDefective)) ** 2))
  const brierBase = base * (1 - base)
  const bins = binsOf(told)
  return {
    outcomes: told.length,
    positives,
    auc: aucOf(told),
    brier,
    brierBase,
    brierSkill: brierBase === 0 ? null : 1 - brier / brierBase,
    ece:
      bins.reduce((sum, { count, told: said, share }) => sum + count * Math.abs(said - share), 0) /
      Math.max(1, told.length),
    bins,
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** By ranks; those told the same share theirs. */
export function aucOf(told: readonly Told[]): number | null {
  const sorted = told.toSorted((one, other) => one.probability - other.probability)
  const positives = sorted.filter(({ isDefective }) => isDefective).length
  const negatives = sorted.length - positives
  if (positives === 0 || negatives === 0) return null
  let ranks = 0
  for (let from = 0; from < sorted.length;) {
    let to = from
    while (to < sorted.length && sorted[to]!.probability === sorted[from]!.probability) to++
    const found = sorted.slice(from, to).filter(({ isDefective }) => isDefective).length
    ranks += found * ((from + 1 + to) / 2)
    from = to
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives)
}

function binsOf(told: readonly Told[]): Bin[] {
  const binned = Array.from({ length: binCount }, (): Told[] => [])
  for (const each of told) binned[Math.min(binCount - 1, Math.floor(each.probability * binCount))]!.push(each)
  return binned.flatMap((within, at) => {
    if (within.length === 0) return []
    const found = within.filter(({ isDefective }) => isDefective).length
    const bin = { from: at / binCount, to: (at + 1) / binCount, count: within.length }
    const { low, high } = wilson(found, within.length)
    return [
      {
        ...bin,
        told: mean(within.map(({ probability }) => probability)),
        share: found / within.length,
        low,
        high,
      },
    ]
  })
}

const z95 = 1.96

/** Where a share lies of which `found` of `count` were seen, in 95 of 100 cases. */
export function wilson(found: number, count: number): { low: number; high: number } {
  const share = found / count
  const square = z95 ** 2 / count
  const centre = (share + square / 2) / (1 + square)
  const half = (z95 * Math.sqrt((share * (1 - share)) / count + square / (4 * count))) / (1 + square)
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}
