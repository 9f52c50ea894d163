import type { Terminal } from '../../terminal.ts'

/** What the server answers about tests, as far as it is shown; /openapi.json has all of it. */

export interface Taken {
  runId: string
  repository: string
  format: string
  count: number
  attempts: number
  passed: number
  failed: number
  skipped: number
  /** Passed after a failed attempt. */
  retried: number
  isComplete: boolean
  warnings: { code: string; words: string }[]
  newTests: number
  isReplay: boolean
  infra: { words: string } | null
  verdictChanges: { testId: string; title: string; was: string; verdict: string }[]
}

export interface Standing {
  id: string
  /** Such as a browser. */
  project: string | null
  repository: string
  environment: string
  file: string | null
  title: string
  verdict: string
  score: number
  interval: { low: number; high: number } | null
  upperLimit: number | null
  /** Null: no number is enough. */
  runsNeeded: number | null
  reasons: { code: string; words: string }[]
  runs: number
  passed: number
  failed: number
  skipped: number
  wastedMinutes: number
  lastRunAt: string
  quarantine: Quarantine | null
}

export interface Quarantine {
  state: string
  isExpired: boolean
  owner: string | null
  ticket: string | null
  reviewBy: string
}

/** Of two browsers' tests of one name each says which. */
export const titleOf = ({ title, project }: { title: string; project?: string | null }): string =>
  project ? `[${project}] ${title}` : title

/** How long a quarantine that counts has left; of any other state a day of review says nothing. */
export const reviewOf = ({ state, isExpired, reviewBy }: Quarantine, when: (at: string) => string): string =>
  isExpired || state === 'quarantined' || state === 'disabled' ? when(reviewBy) : ''

/** Only a terminal has a width: what is piped or kept is whole. */
export const widthOf = ({ isSeen, width }: Terminal): number => (isSeen ? width : Infinity)
