import type { Group } from '../history.ts'

const minuteMilliseconds = 60_000
const dayMilliseconds = 86_400_000
const halfLifeDays = 14

/** What a test's failures cost, and how urgent it is beside others. */
export interface Cost {
  /** Duration of failed attempts and of the retries after them, in the window. */
  wastedMinutes: number
  runsPerWeek: number
  /** Expected failures a week times what one wastes, halved for each 14 days that its failures are old. For ranking only. */
  rank: number
}

/**
 * @param failureRate expected share of failing attempts on good commits, E[f]
 * @param now ms since 1970
 */
export function costOf(groups: readonly Group[], failureRate: number, now: number): Cost {
  let [wasted, failures, runs, weight] = [0, 0, 0, 0]
  for (const group of groups) {
    runs += group.attempts
    if (group.failures === 0) continue
    wasted += wastedOf(group)
    failures += group.failures
    for (const { at, failures } of group.runs)
      weight += failures * 0.5 ** (Math.max(0, now - at) / dayMilliseconds / halfLifeDays)
  }
  const wastedMinutes = wasted / minuteMilliseconds
  const runsPerWeek = runs / weeksOf(groups, now)
  const recency = failures === 0 ? 0 : weight / failures
  const perFailure = failures === 0 ? 0 : wastedMinutes / failures
  return { wastedMinutes, runsPerWeek, rank: failureRate * runsPerWeek * perFailure * recency }
}

/** Failed attempts, and passed ones that would not have been made but for them. */
function wastedOf({
  attempts,
  failures,
  firstFailed,
  durationMilliseconds,
  failedMilliseconds,
}: Group): number {
  const passes = attempts - failures
  if (passes === 0) return failedMilliseconds
  const retried = firstFailed ? passes : passes - 1
  return failedMilliseconds + ((durationMilliseconds - failedMilliseconds) * retried) / passes
}

/** From the first group to now; a day at least, so that one busy hour is not taken for a usual week. */
const weeksOf = (groups: readonly Group[], now: number) =>
  Math.max(1, (now - (groups[0]?.at ?? now)) / dayMilliseconds) / 7
