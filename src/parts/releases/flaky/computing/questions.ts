import type { Prior } from '../verdicts/statistics/pass-on-retry.ts'
import type { Standing } from '../verdicts/standing.ts'
import type { Thresholds } from '../verdicts/thresholds.ts'
import type { Verdict } from '../verdicts/verdict.ts'
import type { Counted, CountedRun } from './counting.ts'
import type { WindowRun } from './uploads.ts'

/** What is asked of a worker: all that takes computing. */
export type Question =
  | { kind: 'count'; runs: readonly CountedRun[]; aliases: Aliases }
  | ({ kind: 'conclude' } & Concluding)
  | ({ kind: 'preview' } & Concluding)
  | ({ kind: 'show' } & Showing)

export type Changes = ReadonlyMap<number, readonly string[]>
export type Aliases = readonly (readonly [former: number, now: number])[]

/** The runs of one environment, oldest first, and whose histories are made of them. */
interface Past {
  runs: readonly WindowRun[]
  aliases: Aliases
  /** What pull requests change, where that is known. */
  changes: Changes
}

export interface Concluding extends Past {
  tests: readonly Before[]
  thresholds: Thresholds
  prior: Prior
  /** Whether the repository's own prior is wanted, too. */
  wantsPrior: boolean
}

/** How a test stood before; and when it is judged, ms since 1970. */
export interface Before {
  number: number
  passMilliseconds: number
  /** Null for one that nothing was said of yet. */
  standing: Standing | null
  /** Where what decides was changed, or what it is about; null where it was not. */
  afresh: Afresh | null
  now: number
}

export interface Afresh {
  /** What the evidence alone gave when the test was last judged; null where it never was. */
  judged: Verdict | null
  /** ms since 1970: what changes by it changes then. */
  saidAt: number
}

/** What was concluded of a test that failed. */
export interface Conclusion {
  number: number
  was: Verdict | null
  standing: Standing
  isChanged: boolean
  /** ms since 1970; null where nothing is held back. */
  heldUntil: number | null
  isWatched: boolean
  score: number
  rank: number
  wastedMinutes: number
  /** The judgement as JSON, as it is stored. */
  judgement: string
}

export interface Concluded {
  conclusions: Conclusion[]
  /** Null where none was wanted. */
  prior: Prior | null
}

export interface Showing extends Omit<Past, 'changes'> {
  numbers: readonly number[]
}

/** What a test did in one run, and where that stands in it. */
export interface ShownEntry {
  runId: string
  place: number
  attempts: number
  failures: number
  lastFailed: boolean
  /** Null where it passed at once: the run's durations tell. */
  milliseconds: number | null
}

export type QuestionAnswer = Counted | Concluded | Conclusion[] | ShownEntry[][]
