import type { z } from 'zod'
import { alice, call, charlie } from '../../../../tests/support/cast.ts'
import type { TestWorld } from '../../../../tests/support/world.ts'
import { as, transaction } from '../../../kit/world.ts'
import { createKey } from '../../access/index.ts'
import type { candidate } from './candidates/routes.ts'
import type { shownStanding } from './candidates/shapes.ts'
import type { shownTest } from './detail/routes.ts'
import type { shownRun, takenAnswer } from './history/routes.ts'

/** Who sends reports, and asks about them. */
export interface Ci {
  world: TestWorld
  accountId: string
  key: string
}

/** A CI of the home account, or of a stranger's. */
export async function aCi(
  world: TestWorld,
  { whose = 'alice', scopes = ['releases:read', 'releases:write'] as const }: CiOptions = {},
): Promise<Ci> {
  const { accountId } = await (whose === 'alice' ? alice(world) : charlie(world))
  const { key } = await transaction(as(world, { role: 'app', accountId }), (world) =>
    createKey(world, accountId, { name: 'ci', scopes, subjectId: null, expiresInDays: undefined }),
  )
  return { world, accountId, key }
}

interface CiOptions {
  whose?: 'alice' | 'charlie'
  scopes?: readonly ('releases:read' | 'releases:write' | 'journey:run')[]
}

/** An answer, and what a refusal says in its place. */
export interface Answered<Body> {
  status: number
  body: Body & Refusal
}

interface Refusal {
  code?: string
  error?: string
  needs?: string
  violations?: { at: string; wants: string }[]
  line?: number
  position?: number
  test?: string
  file?: string
  formats?: string[]
}

export type Taken = z.output<typeof takenAnswer>
export type Candidate = z.output<typeof candidate>
export type Standing = z.output<typeof shownStanding>

export const get = <Body>({ world, key }: Ci, path: string): Promise<Answered<Body>> =>
  call(world, key, 'GET', path) as unknown as Promise<Answered<Body>>

export const send = <Body>(
  { world, key }: Ci,
  method: string,
  path: string,
  body?: object,
): Promise<Answered<Body>> => call(world, key, method, path, body) as unknown as Promise<Answered<Body>>

/** Above so many runs, default none. */
export async function candidatesOf(ci: Ci, query = 'minRuns=0'): Promise<Candidate[]> {
  const { body } = await get<{ flakyCandidates: Candidate[] }>(
    ci,
    `/internal/tests/flaky-candidates?${query}`,
  )
  return body.flakyCandidates
}

export async function testsOf(ci: Ci, query = ''): Promise<Standing[]> {
  return (await get<{ tests: Standing[] }>(ci, `/internal/tests?${query}`)).body.tests
}

export async function runsOf(ci: Ci, query = ''): Promise<z.output<typeof shownRun>[]> {
  return (await get<{ runs: z.output<typeof shownRun>[] }>(ci, `/internal/tests/runs?${query}`)).body.runs
}

export const testOf = async (ci: Ci, id: string, query = ''): Promise<z.output<typeof shownTest>> =>
  (await get<z.output<typeof shownTest>>(ci, `/internal/tests/${id}?${query}`)).body

/** The id of the test of that name. */
export async function idOf(ci: Ci, name: string): Promise<string> {
  const found = (await testsOf(ci, `search=${encodeURIComponent(name)}`)).find((test) => test.name === name)
  if (!found) throw new Error(`no test ${name}`)
  return found.id
}

export interface SourceTest {
  suite: string
  testName: string
  status: string
  durationMs: number
  [more: string]: unknown
}

export const aTest = (status: string, testName = 'signs in', more: object = {}): SourceTest => ({
  suite: 'Login',
  testName,
  status,
  durationMs: 12,
  ...more,
})

/** Source 004's JSON, with an envelope beside. */
export const ingestTests = (
  ci: Ci,
  tests: readonly SourceTest[],
  envelope: object = {},
): Promise<Answered<Taken>> => send(ci, 'POST', '/internal/tests/ingest', { tests, ...envelope })

/** A body as it is, with the envelope in the query. */
export async function postRaw<Body = Taken>(
  { world, key }: Ci,
  path: string,
  body: BodyInit,
  {
    query = {},
    headers = {},
  }: { query?: Record<string, string | number>; headers?: Record<string, string> } = {},
): Promise<Answered<Body>> {
  const url = new URL(path, 'http://localhost:3000')
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value))
  const request = new Request(url, { method: 'POST', headers: { 'x-api-key': key, ...headers }, body })
  const response = await world.app.fetch(request)
  return { status: response.status, body: (await response.json()) as Body & Refusal }
}

export const ingestRaw = (
  ci: Ci,
  body: BodyInit,
  query: Record<string, string | number> = {},
  headers = {},
) => postRaw(ci, '/internal/tests/ingest', body, { query, headers })

/** What a test did: each letter an attempt, `p` passed, `f` failed; `s` skipped. */
export type Outcomes = Readonly<Record<string, string>>

/** A CTRF report, which shows retries. */
export function ctrf(outcomes: Outcomes, file = 'src/login.test.ts'): string {
  const words = { p: 'passed', f: 'failed', s: 'skipped' } as const
  const tests = Object.entries(outcomes).map(([name, attempts]) => {
    const tries = [...attempts].map((letter) => words[letter as 'p'])
    const status = tries.at(-1)!
    return {
      name,
      status,
      duration: 10,
      suite: ['Login'],
      filePath: file,
      retries: tries.length - 1,
      flaky: status === 'passed' && tries.length > 1,
      retryAttempts: tries
        .slice(0, -1)
        .map((status, index) => ({ attempt: index + 1, status, duration: 10 })),
    }
  })
  const summary = {
    tests: tests.length,
    passed: 0,
    failed: 0,
    pending: 0,
    skipped: 0,
    other: 0,
    start: 0,
    stop: 1,
  }
  return JSON.stringify({
    reportFormat: 'CTRF',
    specVersion: '1.0.0',
    results: { tool: { name: 'fixture' }, summary, tests },
  })
}

let lastCommit = 0
/** A commit that no other test run has. */
export const aCommit = (): string => (++lastCommit).toString(16).padStart(40, 'c')

/** A run of the default branch, on a commit of its own unless another is named. */
export const run = (
  ci: Ci,
  outcomes: Outcomes,
  { file, ...query }: Record<string, string | number> = {},
): Promise<Answered<Taken>> =>
  ingestRaw(ci, ctrf(outcomes, file === undefined ? undefined : String(file)), {
    commit: aCommit(),
    ciRunId: aCommit().slice(-8),
    branch: 'main',
    ...query,
  })
