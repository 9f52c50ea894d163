import { call } from '../../api.ts'

/** Journeys and their runs, as Keyhold tells them. Times are RFC 3339 text in UTC, shares 0 to 1. */

export type Standing = {
  /** Failed runs in a row. */
  failures: number
  /** Runs in a row that could not be made. */
  notRun: number
  failingSince: string | null
  degradedSince: string | null
  /** How fast the budget of errors is used up: fast enough to wake somebody, or to look at it tomorrow. */
  burning: 'page' | 'ticket' | null
  inMaintenance: boolean
}

export type Journey = {
  id: string
  name: string
  title: string | null
  version: number
  createdAt: string
  updatedAt: string
  isPaused: boolean
  /** Null: it runs by call alone. */
  everySeconds: number | null
  nextAt: string | null
  targets: string[]
  /** Names of its stages, in their order. */
  stages: string[]
  secrets: string[]
  slo: { availability: number; days: number } | null
  standing: Standing
}

export type Outcome = 'passed' | 'passed_retry' | 'failed' | 'could_not_run' | 'maintenance'
export type Mistake = { code: string; message: string; step: string | null }

export type Run = {
  id: string
  /** Null: scenarios without a document. */
  journeyId: string | null
  name: string
  cause: 'call' | 'schedule'
  mode: 'real' | 'simulated'
  state: 'queued' | 'running' | 'ended'
  outcome: Outcome | null
  isDegraded: boolean
  scenarios: string[] | null
  slotAt: string | null
  /** Times of the schedule before this one that nobody ran. */
  missed: number
  repository: string | null
  commit: string | null
  branch: string | null
  prNumber: number | null
  ciRunId: string | null
  askedAt: string
  startedAt: string | null
  endedAt: string | null
  milliseconds: number | null
  attempts: number
  error: Mistake | null
  /** Stages behind the one that failed. */
  notRun: string[]
  /** What the clean-up could not take away, in words. */
  leftovers: string[]
  hasHar: boolean
}

export type Step = {
  attempt: number
  phase: 'main' | 'cleanup'
  name: string
  status: 'passed' | 'failed' | 'skipped'
  startedAt: string
  milliseconds: number
  isDegraded: boolean
  /** Why it was skipped. */
  reason: string | null
  error: Mistake | null
  statuses: number[]
  shown: Record<string, unknown>
}

export type Uptime = {
  seconds: number
  scheduled: number
  up: number
  down: number
  /** Missed, or could not be run. */
  unknown: number
  /** Of all that were scheduled; null: there were none. */
  uptime: number | null
  ofKnown: number | null
}

export const windows = ['24h', '7d', '30d'] as const
export type Window = (typeof windows)[number]

export type StepFigures = {
  name: string
  runs: number
  /** Milliseconds, of the last seven days, where it passed. */
  p50: number
  p95: number
  /** Slower than that, three runs in a row, is degraded. */
  slowAbove: number
  isDegraded: boolean
}

export type Budget = {
  availability: number
  days: number
  allowed: number
  spent: number
  /** Below 0: more than all of it is spent. */
  left: number
  burns: { urgency: 'page' | 'ticket'; above: number; seconds: number; burn: number | null }[]
  burning: 'page' | 'ticket' | null
}

export type Figures = {
  uptime: Record<Window, Uptime>
  /** Null: the document names no aim. */
  budget: Budget | null
  steps: StepFigures[]
}

export type RunWish = { journey?: string; scenarios?: string[]; mode?: Run['mode'] }
/** In source 004's form; of it the console wants the id alone. */
type Asked = { journey: { id: string } }

type Pair = { name: string; value: string }
export type Call = {
  pageref: string
  time: number
  comment?: string
  request: { method: string; url: string; headers: Pair[]; postData?: { text: string } }
  response: { status: number; statusText: string; headers: Pair[]; content: { text?: string; size: number } }
}
/** The calls of a run, redacted by the server. */
export type Har = { log: { pages: { id: string; title: string }[]; entries: Call[] } }

const all = '/internal/journey/journeys'
const at = (name: string, ...rest: string[]) => [all, ...[name, ...rest].map(encodeURIComponent)].join('/')
const runs = '/internal/journey/runs'
const secrets = '/internal/journey/secrets'
const yaml = 'application/yaml'

export const journeysApi = {
  list: (after?: string) =>
    call<{ journeys: Journey[]; nextAfter: string | null; scenarios: { name: string; isUsual: boolean }[] }>(
      'GET',
      all,
      { query: { limit: 25, after } },
    ),
  one: (name: string) => call<Journey & { document: string }>('GET', at(name)),
  figures: (name: string) => call<Figures>('GET', at(name, 'figures')),
  keep: (name: string, document: string) => call<Journey>('PUT', at(name), { body: document, type: yaml }),
  check: (document: string) =>
    call<{ ok: true; stages: string[] }>('POST', '/internal/journey/check', { body: document, type: yaml }),
  rest: (name: string, isPaused: boolean) => call<Journey>('PATCH', at(name), { body: { isPaused } }),
  remove: (name: string) => call<void>('DELETE', at(name)),
  /** Answers at once: the run goes on by itself. */
  run: (wish: RunWish) => call<Asked>('POST', '/internal/journey/run', { body: { ...wish, wait: 0 } }),
  runs: (query: { journey?: string; outcome?: string; cursor?: string; limit: number }) =>
    call<{ runs: Run[]; nextCursor: string | null }>('GET', runs, { query }),
  secrets: () => call<{ secrets: { name: string; createdAt: string }[] }>('GET', secrets),
  keepSecret: (name: string, value: string) =>
    call<unknown>('PUT', `${secrets}/${encodeURIComponent(name)}`, { body: { value } }),
  removeSecret: (name: string) => call<void>('DELETE', `${secrets}/${encodeURIComponent(name)}`),
  runOf: (id: string) => call<{ run: Run; steps: Step[] }>('GET', `${runs}/${encodeURIComponent(id)}`),
  har: (id: string) => call<Har>('GET', `${runs}/${encodeURIComponent(id)}/har`),
}
