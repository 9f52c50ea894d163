/** What the server answers about journeys, as far as it is shown; /openapi.json has all of it. */

export type Outcome = 'passed' | 'passed_retry' | 'failed' | 'could_not_run' | 'maintenance'

/** One run, in source 004's form. */
export interface Result {
  journey: {
    id: string
    status: 'passed' | 'failed' | 'queued' | 'running'
    outcome: Outcome | null
    mode: string
    isDegraded: boolean
    totalDuration: number
    attempts: number
    steps: Step[]
    notRun: string[]
    cleanup: { steps: Step[]; leftovers: string[] }
    error?: string
    errorCode?: string
  }
  metadata: { runId: string; journey: string; commit: string | null }
}

export interface Step {
  step: string
  status: 'passed' | 'failed' | 'skipped'
  duration: number
  error?: string
  reason?: string
}

export interface Run {
  id: string
  name: string
  cause: string
  mode: string
  state: string
  outcome: Outcome | null
  commit: string | null
  prNumber: number | null
  askedAt: string
  milliseconds: number | null
  attempts: number
  error: { code: string; message: string } | null
}

export interface Journey {
  id: string
  name: string
  title: string | null
  version: number
  isPaused: boolean
  everySeconds: number | null
  nextAt: string | null
  targets: string[]
  stages: string[]
  secrets: string[]
  standing: { failures: number; failingSince: string | null; burning: string | null; inMaintenance: boolean }
}

/** One that was kept just now. */
export interface Kept extends Journey {
  missingSecrets: string[]
}

export interface Journeys {
  journeys: Journey[]
  nextAfter: string | null
  scenarios: { name: string; isUsual: boolean }[]
}

interface Uptime {
  scheduled: number
  unknown: number
  /** Of those that were run; null where none was. */
  ofKnown: number | null
}

export interface Figures {
  uptime: Record<'24h' | '7d' | '30d', Uptime>
  budget: { availability: number; days: number; allowed: number; spent: number; left: number } | null
  steps: { name: string; runs: number; p50: number; p95: number; isDegraded: boolean }[]
}
