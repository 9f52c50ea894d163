import { isDivergent, newestRunOf, type Group } from '../history.ts'

/**
 * When a test last failed and what came since, by the moments of its runs: a commit that is run again today says
 * something of today, however old it is.
 */
export interface Quiet {
  /** ms since 1970; null where it never failed. */
  lastFailureAt: number | null
  /** When a run last showed of a commit that it fails and passes there, or failed there once more, ms since 1970. */
  lastDivergentAt: number | null
  /** Attempts of runs after the last failure; all of them where there is none. */
  cleanRuns: number
  /** The groups that do not lie wholly behind the last failure, in their order: none where it never failed. */
  upToFailure: Group[]
}

/** @param groups that count as evidence, oldest first */
export function quietOf(groups: readonly Group[]): Quiet {
  const last = lastFailureIn(groups)
  if (!last)
    return { lastFailureAt: null, lastDivergentAt: null, cleanRuns: attemptsIn(groups), upToFailure: [] }
  // Of one moment, which clocks may give to many, the order of the groups decides.
  const isAfter = (at: number, place: number) => at > last.at || (at === last.at && place > last.place)
  let cleanRuns = 0
  for (const [place, { runs }] of groups.entries())
    for (const { at, attempts } of runs) if (isAfter(at, place)) cleanRuns += attempts
  return {
    lastFailureAt: last.at,
    lastDivergentAt: newestOf(groups.filter(isDivergent).map(divergentAt)),
    cleanRuns,
    upToFailure: groups.filter((group, place) => group.failures > 0 || !isAfter(newestRunOf(group), place)),
  }
}

function lastFailureIn(groups: readonly Group[]): { at: number; place: number } | null {
  let last: { at: number; place: number } | null = null
  for (const [place, { runs }] of groups.entries())
    for (const { at, failures } of runs) if (failures > 0 && (!last || at >= last.at)) last = { at, place }
  return last
}

/** The run that first differed from those before it, or the last that failed behind it. */
function divergentAt({ runs }: Group): number {
  let [attempts, failures, at] = [0, 0, -Infinity]
  for (const run of runs) {
    const wasDivergent = failures > 0 && failures < attempts
    attempts += run.attempts
    failures += run.failures
    const isDivergent = failures > 0 && failures < attempts
    if (isDivergent && (!wasDivergent || run.failures > 0)) at = run.at
  }
  return at
}

const newestOf = (moments: readonly number[]): number | null =>
  moments.length === 0 ? null : Math.max(...moments)

const attemptsIn = (groups: readonly Group[]): number =>
  groups.reduce((all, { attempts }) => all + attempts, 0)
