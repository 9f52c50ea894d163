import { ask, type Got, type Sent } from '../../ask.ts'

/** Tests as Keyhold tells them: shares 0 to 1, lengths milliseconds. */

/** How a test stands in one environment. */
export type Standing = Got<'/internal/tests'>['tests'][number]
export type Verdict = Standing['verdict']
export type Reason = Standing['reasons'][number]
export type Quarantine = NonNullable<Standing['quarantine']>
export type QuarantineState = Quarantine['state']

/** Gravest first. */
export const verdicts = [
  'broken',
  'flaky',
  'suspect',
  'fixed',
  'unknown',
  'healthy',
] as const satisfies Verdict[]
export const quarantineStates = [
  'active',
  'quarantined',
  'disabled',
  'fixed',
] as const satisfies QuarantineState[]

/** What a test did on one commit. */
export type Mark = Got<'/internal/tests/strips'>['strips'][number]['strip'][number]

export type TestCase = Got<'/internal/tests/{id}'>
export type Group = TestCase['strip'][number]
export type Said = TestCase['verdicts'][number]
export type Attempt = TestCase['failures'][number]['attempts'][number]

export type Overview = Got<'/internal/tests/overview'>
export type TestRun = Got<'/internal/tests/runs'>['runs'][number]
export type WholeRun = Got<'/internal/tests/runs/{id}'>
export type Rename = Got<'/internal/tests/renames'>['renames'][number]

export type Settings = Got<'/internal/tests/settings'>
export type Own = Omit<Sent<'put', '/internal/tests/settings'>, 'repository'>
export type Thresholds = NonNullable<Own['thresholds']>
export type Preview = Awaited<ReturnType<typeof testsApi.preview>>

export type QuarantineWish = Sent<'put', '/internal/tests/{id}/quarantine'>

export type TestFilter = {
  repository: string
  verdict?: Verdict
  search?: string
  quarantined?: 'true' | 'false'
  cursor?: string
}

export const testsApi = {
  overview: (repository: string) => ask.get('/internal/tests/overview', { query: { repository } }),
  list: (filter: TestFilter, limit: number) => ask.get('/internal/tests', { query: { ...filter, limit } }),
  /** Worst first. */
  candidates: (repository: string, limit: number) =>
    ask.get('/internal/tests/flaky-candidates', { query: { repository, limit, minRuns: 0 } }),
  strips: (ids: readonly string[], environment: string) =>
    ask.get('/internal/tests/strips', { query: { ids: ids.join(','), environment } }),
  one: (id: string, environment?: string) =>
    ask.get('/internal/tests/{id}', { path: { id }, query: { environment } }),
  quarantine: (id: string, body: QuarantineWish) =>
    ask.put('/internal/tests/{id}/quarantine', { path: { id }, body }),
  release: (id: string) => ask.delete('/internal/tests/{id}/quarantine', { path: { id } }),
  runs: (repository: string, limit: number, cursor?: string) =>
    ask.get('/internal/tests/runs', { query: { repository, limit, cursor } }),
  run: (id: string) => ask.get('/internal/tests/runs/{id}', { path: { id } }),
  renames: (repository: string) => ask.get('/internal/tests/renames', { query: { repository } }),
  merge: (id: string, into: string) =>
    ask.post('/internal/tests/{id}/merge', { path: { id }, body: { into } }),
  settings: (repository: string) => ask.get('/internal/tests/settings', { query: { repository } }),
  setSettings: (repository: string, own: Own) =>
    ask.put('/internal/tests/settings', { body: { repository, ...own } }),
  preview: (repository: string, thresholds: Thresholds, signal: AbortSignal) =>
    ask.post('/internal/tests/preview', { body: { repository, thresholds }, signal }),
}
