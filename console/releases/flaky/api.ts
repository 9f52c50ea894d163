import { addressOf, call } from '../../api.ts'

/** Tests as Keyhold tells them. Times are RFC 3339 text in UTC, shares 0 to 1, lengths milliseconds. */

/** Gravest first. */
export const verdicts = ['broken', 'flaky', 'suspect', 'fixed', 'unknown', 'healthy'] as const
export type Verdict = (typeof verdicts)[number]

export type Reason = { code: string; words: string; count: number; commits: string[]; pullRequests: number[] }

export const quarantineStates = ['active', 'quarantined', 'disabled', 'fixed'] as const
export type QuarantineState = (typeof quarantineStates)[number]

export type Quarantine = {
  /** As it counts now: `active` where it stops merges, also because the day of review is past. */
  state: QuarantineState
  isExpired: boolean
  owner: string | null
  ticket: string | null
  reviewBy: string
}

/** How a test stands in one environment. */
export type Standing = {
  id: string
  repository: string
  environment: string
  file: string | null
  suites: string[]
  name: string
  title: string
  verdict: Verdict
  verdictAt: string
  /** How likely the next failure is noise, not a defect. */
  score: number
  /** Where the share of those commits that ran it twice on which it failed and passed lies, 90 of 100; null: it never failed. */
  interval: { low: number; high: number } | null
  /** What its clean runs rule out with 95 of 100; null: it fails. */
  upperLimit: number | null
  /** Clean runs until it is certain; null: no number is enough. */
  runsNeeded: number | null
  reasons: Reason[]
  runs: number
  passed: number
  failed: number
  skipped: number
  meanMilliseconds: number
  wastedMinutes: number
  lastRunAt: string
  quarantine: Quarantine | null
}

/** What a test did on one commit. */
export type Mark = {
  commit: string | null
  at: string
  branch: string | null
  prNumber: number | null
  outcome: 'passed' | 'failed' | 'mixed' | 'skipped'
  attempts: number
  failures: number
  isInfra: boolean
}

export type Group = Mark & {
  /** Of all its attempts. */
  milliseconds: number
}

export type Attempt = {
  outcome: 'passed' | 'failed' | 'skipped'
  durationMilliseconds: number | null
  message: string | null
}

export type Said = { environment: string; at: string; was: Verdict; verdict: Verdict; reasons: Reason[] }

export type TestCase = {
  id: string
  repository: string
  title: string
  file: string | null
  suites: string[]
  name: string
  project: string | null
  firstSeenAt: string
  formerNames: { id: string; title: string }[]
  standings: Standing[]
  /** Of which the strip and the failures are. */
  environment: string
  /** The last 200 commits, oldest first. */
  strip: Group[]
  /** Newest first. */
  failures: { runId: string; at: string; attempts: Attempt[] }[]
  verdicts: Said[]
}

export type Overview = {
  tests: number
  /** A test counts once, by its gravest environment. */
  byVerdict: Record<Verdict, number>
  wastedMinutes: number
  runs: {
    runs: number
    infraRuns: number
    failedRuns: number
    environments: number
    firstAt: string | null
    lastAt: string | null
    retried: number
    repeatedCommits: number
    commits: number
  }
  advice: { code: string; words: string }[]
}

export type TestRun = {
  id: string
  commit: string | null
  branch: string | null
  prNumber: number | null
  ciRunId: string | null
  attempt: number
  shard: string
  environment: string
  format: string
  at: string
  cases: number
  passed: number
  failed: number
  skipped: number
  retried: number
  milliseconds: number
  isComplete: boolean
  isInfra: boolean
  infra: { share: number; median: number; words: string } | null
}

export type WholeRun = TestRun & {
  repository: string
  warnings: { code: string; words: string }[]
  failures: { testId: string; title: string; file: string | null; verdict: Verdict; attempts: Attempt[] }[]
}

export type Rename = {
  oldId: string
  newId: string
  oldTitle: string
  newTitle: string
  file: string | null
  commit: string | null
  likeness: number
  foundAt: string
}

export type Thresholds = Record<string, number>
export type Own = { thresholds?: Thresholds; autoQuarantine?: boolean; quarantineDays?: number }
export type Settings = {
  repository: string
  thresholds: Thresholds
  autoQuarantine: boolean
  quarantineDays: number
  /** What the repository has set itself. */
  defaults: Thresholds
  own: Own
}

export type Preview = {
  flips: {
    testId: string
    title: string
    environment: string
    from: Verdict
    to: Verdict
    score: number
    reasons: string[]
  }[]
  flipCount: number
  looked: number
  /** Tests without a failure that would be called otherwise. */
  cleanFlips: { healthy: number; unknown: number }
}

export type QuarantineWish = {
  state: QuarantineState
  owner: string | null
  ticket: string | null
  reason: string | null
  reviewBy?: string
}

export type TestFilter = {
  repository: string
  verdict?: Verdict
  search?: string
  quarantined?: string
  cursor?: string
}

const all = '/internal/tests'
const at = (id: string, ...rest: string[]) => [all, ...[id, ...rest].map(encodeURIComponent)].join('/')

export const testsApi = {
  overview: (repository: string) => call<Overview>('GET', `${all}/overview`, { query: { repository } }),
  list: (filter: TestFilter, limit: number) =>
    call<{ tests: Standing[]; nextCursor: string | null }>('GET', all, { query: { ...filter, limit } }),
  /** Worst first. */
  candidates: (repository: string, limit: number) =>
    call<{ flakyCandidates: Standing[]; totalCandidates: number }>('GET', `${all}/flaky-candidates`, {
      query: { repository, limit, minRuns: 0 },
    }),
  strips: (ids: readonly string[], environment: string) =>
    call<{ strips: { id: string; strip: Mark[] }[] }>('GET', `${all}/strips`, {
      query: { ids: ids.join(','), environment },
    }),
  one: (id: string, environment?: string) => call<TestCase>('GET', at(id), { query: { environment } }),
  quarantine: (id: string, wish: QuarantineWish) =>
    call<unknown>('PUT', at(id, 'quarantine'), { body: wish }),
  release: (id: string) => call<void>('DELETE', at(id, 'quarantine')),
  runs: (repository: string, limit: number, cursor?: string) =>
    call<{ runs: TestRun[]; nextCursor: string | null }>('GET', `${all}/runs`, {
      query: { repository, limit, cursor },
    }),
  run: (id: string) => call<WholeRun>('GET', at('runs', id)),
  renames: (repository: string) =>
    call<{ renames: Rename[] }>('GET', `${all}/renames`, { query: { repository } }),
  merge: (id: string, into: string) => call<unknown>('POST', at(id, 'merge'), { body: { into } }),
  settings: (repository: string) => call<Settings>('GET', addressOf(`${all}/settings`, { repository })),
  setSettings: (repository: string, own: Own) =>
    call<Settings>('PUT', `${all}/settings`, { body: { repository, ...own } }),
  preview: (repository: string, thresholds: Thresholds, signal: AbortSignal) =>
    call<Preview>('POST', `${all}/preview`, { body: { repository, thresholds }, signal }),
}
