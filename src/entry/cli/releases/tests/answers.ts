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
  repository: string
  environment: string
  file: string | null
  title: string
  verdict: string
  score: number
  interval: { low: number; high: number } | null
  upperLimit: number | null
  runsNeeded: number
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
