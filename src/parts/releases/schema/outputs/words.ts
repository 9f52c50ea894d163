import type { ReportedFinding } from '../report/report.ts'
import { type Level, levels } from '../verdict/score.ts'

/** Whether a level is as grave as the other, or graver. */
export const isAtLeast = (level: Level, other: Level): boolean =>
  levels.indexOf(level) >= levels.indexOf(other)

/** From which level on a check fails; `never`: it only tells. */
export type FailOn = Level | 'never'

/** Of the command line (X10): 1 from the level on at which it shall fail, else 0. Default: `high`. */
export const exitLevel = (level: Level, failOn: FailOn = 'high'): 0 | 1 =>
  failOn !== 'never' && isAtLeast(level, failOn) ? 1 : 0

/** Where what is lost stood before; null of anything else, which is where it is. */
export const lostPlace = ({
  rule,
  basePlace,
}: Pick<ReportedFinding, 'rule' | 'basePlace'>): ReportedFinding['basePlace'] =>
  rule.startsWith('D') ? basePlace : null

/** How one finding is told where three words are known: as grave as a level would be that it made alone. */
export function gravityOf(severity: number): 'error' | 'warning' | 'note' {
  if (severity >= 50) return 'error'
  return severity >= 20 ? 'warning' : 'note'
}
