/** What one run of a CI (one attempt of one run, where the CI counts attempts) saw of a test on one commit. */
export interface RunOutcome {
  /** The CI's own id of the run, then `#` and its attempt where it counts them: attempts of one run check out the same code. */
  readonly id: string
  /** Moment of the run, ms since 1970. */
  readonly at: number
  /** Finished attempts, 1 or more; skipped ones are none. */
  readonly attempts: number
  /** How many of them failed. */
  readonly failures: number
}

/**
 * All that one test did on one commit in one environment: the piece of evidence that everything else is made of.
 * Skipped attempts and runs that were marked `infra` count in none of its figures.
 */
export interface Group {
  /** Empty where the sender named none; such a group holds one run, as nothing says what may be compared with it. */
  readonly commit: string
  /** Moment of its first attempt, ms since 1970. */
  readonly at: number
  readonly branch: string
  /** The repository's default branch or its merge queue; also where the sender named no branch and no pull request. */
  readonly isDefaultBranch: boolean
  readonly prNumber: number | null
  /** Finished attempts (n). */
  readonly attempts: number
  /** Failed attempts (k), at most `attempts`. */
  readonly failures: number
  /** Whether the earliest attempt failed. */
  readonly firstFailed: boolean
  /** In a run of it one shard passed and another failed, which is no retry: it counts as failed. */
  readonly shardsDiffer: boolean
  /** In time order, one or more; their attempts and failures add up to those above. */
  readonly runs: readonly RunOutcome[]
  /** Of all attempts together, ms. */
  readonly durationMilliseconds: number
  /** Of the failed attempts, ms. */
  readonly failedMilliseconds: number
  /** Paths that the pull request changes, or short names that are equal where the paths are; null where unknown. */
  readonly changedFiles: readonly string[] | null
  /** True where every run of it was marked `infra`: shown, and no evidence of anything. */
  readonly isInfra: boolean
}

/** What is known of one test in one environment: its groups, oldest first. */
export type History = readonly Group[]

/** How far back evidence counts. */
export interface EvidenceWindow {
  /** Newest finished attempts that count, default 200. */
  readonly windowRuns: number
  /** Age in days after which a group no longer counts, default 30. */
  readonly windowDays: number
  /** Attempts that count whatever their age, so that a test that runs once a week has a history too; default 100. */
  readonly windowLeastRuns: number
}

const dayMilliseconds = 86_400_000

/** Failed and passed on one commit. */
export const isDivergent = ({ failures, attempts }: Group): boolean => failures > 0 && failures < attempts

/** Failed in every attempt. */
export const isAllFailed = ({ failures, attempts }: Group): boolean => failures > 0 && failures === attempts

/** When the newest of its runs was, ms since 1970: a group grows while its commit is run again. */
export const newestRunOf = ({ at, runs }: Group): number => runs.at(-1)?.at ?? at

/** Run more than once on its commit, so that it could have diverged. */
export const isRepeated = ({ attempts }: Group): boolean => attempts > 1

/**
 * The groups that count as evidence at a moment: finished, not `infra`, and with a run in the window. Whole groups are
 * kept, so they may take the count a little over `windowRuns`. In the order of their first runs, which is that of commits.
 */
export function evidenceOf(history: History, now: number, window: EvidenceWindow): Group[] {
  const evidence = history.filter(({ isInfra, attempts }) => !isInfra && attempts > 0)
  const begin = beginOf(evidence, now - window.windowDays * dayMilliseconds, window)
  return evidence.filter((group) => newestRunOf(group) >= begin)
}

/** The moment from which runs count, ms since 1970. */
function beginOf(evidence: readonly Group[], oldest: number, window: EvidenceWindow): number {
  const runs = evidence.flatMap((group) => group.runs).sort((a, b) => b.at - a.at)
  let [seen, begin] = [0, Infinity]
  for (const { at, attempts } of runs) {
    if (seen >= window.windowRuns || (at < oldest && seen >= window.windowLeastRuns)) break
    seen += attempts
    begin = at
  }
  return begin
}
