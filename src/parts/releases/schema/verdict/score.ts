import { type RuleId, rules } from '../findings/rule.ts'

/** `low` below 20, `medium` below 50, `high` below 80, `critical` from there. */
export const levels = ['low', 'medium', 'high', 'critical'] as const
export type Level = (typeof levels)[number]

/** 0 to 100: each finding leaves a part of what the others left, as chances do (delivery 2.4). One decimal. */
export function scoreOf(severities: readonly number[]): number {
  const left = severities.reduce((rest, severity) => rest * (1 - severity / 100), 1)
  return Math.round((1 - left) * 1000) / 10
}

export function levelOf(score: number): Level {
  if (score < 20) return 'low'
  if (score < 50) return 'medium'
  return score < 80 ? 'high' : 'critical'
}

/** Below so many rows others hardly wait. */
const smallTableRows = 10_000
const smallTableFactor = 0.3

/** A finding below this is never `high` alone, nor are many of them. */
const graveSeverity = 50
const repeatFactor = 0.3

export interface Weighable {
  rule: RuleId
  baseSeverity: number
  /** Of its table; null: nobody said. */
  rows: number | null
}

/** A lock that is graver than its rule's is graver for something else, which a small table does not mend. */
const isWaitAlone = ({ rule, baseSeverity }: Pick<Weighable, 'rule' | 'baseSeverity'>): boolean =>
  rules[rule].isLock && baseSeverity <= rules[rule].severity

/** Whether a lock on a table of so many rows is felt. */
export const isLarge = (rows: number | null): boolean => rows !== null && rows >= smallTableRows

/**
 * What each finding adds, in the same order. A lock on a table known to be small counts 0.3. Of those below 50 the most severe
 * counts whole and each further one 0.3 of the one before, unless its table is known to be large: a column with its index and
 * its foreign key, the most usual change of all, is one wait rather than a danger, and no number of small matters makes a diff
 * `high`.
 */
export function severitiesOf(findings: readonly Weighable[]): number[] {
  const scaled = findings.map(({ rule, baseSeverity, rows }) =>
    isWaitAlone({ rule, baseSeverity }) && rows !== null && rows < smallTableRows
      ? baseSeverity * smallTableFactor
      : baseSeverity,
  )
  const isMinor = (index: number): boolean => {
    const { baseSeverity, rows } = findings[index]!
    return baseSeverity < graveSeverity && !isLarge(rows)
  }
  const order = [...scaled.keys()].filter(isMinor).toSorted((one, other) => scaled[other]! - scaled[one]!)
  order.forEach((index, place) => {
    scaled[index] = scaled[index]! * repeatFactor ** place
  })
  return scaled.map((severity) => Math.round(severity * 100) / 100)
}
