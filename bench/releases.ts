import { as, transaction } from '../src/kit/world.ts'
import { createKey } from '../src/parts/access/index.ts'
import { median, quantile } from './figures.ts'
import type { Finding } from './finding.ts'
import type { ServerChild } from './reads.ts'
import { type Seeded, seedTests } from './releases-seed.ts'
import type { Stage } from './stage.ts'

export interface ReleasesPlan {
  tests: number
  runs: number
  /** Uploads and questions that are measured. */
  uploads: number
  questions: number
}

const casesOfUpload = 10_000
const wantedIngestMilliseconds = 2000
const wantedCandidatesMilliseconds = 150

/** What a CI has of a server. */
export interface CiClient {
  url: string
  key: string
}

interface Client extends CiClient {
  /** Of the app that reads tokens meanwhile. */
  tokenKey: string
  tokenIds: readonly string[]
}

/**
 * What a CI and the console ask of the flaky-test check: the upload of 10,000 cases until its verdicts stand, what
 * token reads of the same server process wait for meanwhile, and the list of candidates; on a database that holds all
 * results of many runs.
 */
export async function measureReleases(
  stage: Stage,
  server: ServerChild,
  plan: ReleasesPlan,
  tell: (text: string) => void,
): Promise<Finding> {
  const client = { ...(await ciClientOf(stage, server)), tokenKey: stage.key, tokenIds: stage.warmIds }
  const seeded = await seedTests(stage.world, stage.owner.accountId, plan, tell)
  const uploads: Uploads = { known: [], new: [], tokens: [] }
  for (let round = -1; round < plan.uploads; round++) {
    const known = await timedUpload(client, reportOf(seeded, round, 'known'), round)
    const strange = await timedUpload(client, reportOf(seeded, round, 'new'), round + 500)
    // The first round warms up.
    if (round < 0) continue
    uploads.known.push(known.milliseconds)
    uploads.new.push(strange.milliseconds)
    uploads.tokens.push(...known.tokens, ...strange.tokens)
  }
  tell('uploads')
  return findingOf(plan, seeded, uploads, await timedQuestions(client, plan.questions))
}

/** Milliseconds of each. */
interface Uploads {
  known: number[]
  new: number[]
  /** Of the token reads beside them. */
  tokens: number[]
}

/** With a key of its own, for release checks. */
export async function ciClientOf({ world, owner }: Stage, server: ServerChild): Promise<CiClient> {
  const { accountId } = owner
  const { key } = await transaction(as(world, { role: 'app', accountId }), (world) =>
    createKey(world, accountId, {
      name: 'ci',
      scopes: ['releases:read', 'releases:write'],
      subjectId: null,
      expiresInDays: undefined,
    }),
  )
  return { url: `http://127.0.0.1:${server.ready.port}`, key }
}

/** A JUnit report of half the seeded tests, or of tests that nobody has seen. One of a hundred fails, a fifth of those passes on retry. */
function reportOf({ names }: Seeded, round: number, kind: 'known' | 'new'): string {
  const cases = Array.from({ length: casesOfUpload }, (_, index) => {
    const { file, suite, name } = names[(index * 2 + (round & 1)) % names.length]!
    const title = kind === 'known' ? `${suite} › ${name}` : `${suite} › ${name} of round ${round}`
    const failure = '<failure message="expected 1 to be 2">at Object.is</failure>'
    const rerun = '<flakyFailure message="timed out">at wait</flakyFailure>'
    const inside = (index + round) % 500 === 0 ? rerun : (index + round) % 125 === 0 ? failure : ''
    return `<testcase classname="${suite}" name="${title}" file="${file}" time="0.0${index % 10}">${inside}</testcase>`
  })
  return `<?xml version="1.0"?><testsuites><testsuite name="all" tests="${casesOfUpload}">${cases.join('\n')}</testsuite></testsuites>`
}

async function timedUpload(
  client: Client,
  report: string,
  round: number,
): Promise<{ milliseconds: number; tokens: number[] }> {
  const commit = (0xabcdef0 + round).toString(16).padStart(40, '0')
  const query = new URLSearchParams({
    repository: 'acme/bench',
    branch: 'main',
    commit,
    ciRunId: `bench ${round}`,
  })
  const reading = readTokens(client)
  const startedAt = performance.now()
  const response = await fetch(`${client.url}/internal/tests/ingest?${query}`, {
    method: 'POST',
    headers: { 'x-api-key': client.key, 'content-type': 'application/xml' },
    body: report,
  })
  const answer = (await response.json()) as { count?: number; isJudged?: boolean }
  const milliseconds = performance.now() - startedAt
  const tokens = await reading.stop()
  if (response.status !== 201 || answer.count !== casesOfUpload || !answer.isJudged)
    throw new Error(`the upload was answered ${response.status}: ${JSON.stringify(answer).slice(0, 500)}`)
  return { milliseconds, tokens }
}

/** One after another, until it is stopped. */
function readTokens({ url, tokenKey, tokenIds }: Client): { stop(): Promise<number[]> } {
  const milliseconds: number[] = []
  const end = new AbortController()
  const reading = (async () => {
    for (let read = 0; !end.signal.aborted; read++) {
      const startedAt = performance.now()
      const response = await fetch(`${url}/api/connections/${tokenIds[read % tokenIds.length]}/token`, {
        headers: { 'x-api-key': tokenKey },
      })
      await response.arrayBuffer()
      if (response.status !== 200) throw new Error(`a token read was answered ${response.status}`)
      milliseconds.push(performance.now() - startedAt)
    }
  })()
  return {
    async stop() {
      end.abort()
      await reading
      return milliseconds
    },
  }
}

async function timedQuestions({ url, key }: Client, questions: number): Promise<number[]> {
  const milliseconds: number[] = []
  const addresses = [
    'minRuns=10',
    'minRuns=10&repository=acme/bench',
    'minRuns=1&repository=acme/bench&limit=500',
  ]
  for (let question = -10; question < questions; question++) {
    const address = addresses[Math.abs(question) % addresses.length]!
    const startedAt = performance.now()
    const response = await fetch(`${url}/internal/tests/flaky-candidates?${address}`, {
      headers: { 'x-api-key': key },
    })
    const { totalCandidates } = (await response.json()) as { totalCandidates?: number }
    if (question >= 0) milliseconds.push(performance.now() - startedAt)
    if (response.status !== 200 || !totalCandidates) throw new Error(`no candidates: ${response.status}`)
  }
  return milliseconds.sort((a, b) => a - b)
}

function findingOf(plan: ReleasesPlan, seeded: Seeded, uploads: Uploads, candidates: number[]): Finding {
  const [known, strange] = [median(uploads.known), median(uploads.new)]
  const p95 = quantile(candidates, 0.95)
  const tokens = uploads.tokens.toSorted((a, b) => a - b)
  const whole = (milliseconds: number) => milliseconds.toFixed(0)
  return {
    title: `releases: ${plan.tests} tests x ${plan.runs} runs stored (${seeded.results} results, seeded in ${whole(seeded.milliseconds / 1000)} s)`,
    figures: { plan, results: seeded.results, uploads, candidates },
    lines: [
      `ingest of ${casesOfUpload} known cases with their verdicts: median ${whole(known)} ms, worst ${whole(Math.max(...uploads.known))} ms`,
      `ingest of ${casesOfUpload} cases of new tests: median ${whole(strange)} ms, worst ${whole(Math.max(...uploads.new))} ms`,
      `token reads of the same process meanwhile (${tokens.length}): p50 ${quantile(tokens, 0.5).toFixed(1)} ms, p99 ${whole(quantile(tokens, 0.99))} ms, worst ${whole(tokens.at(-1) ?? 0)} ms`,
      `candidates: p50 ${whole(quantile(candidates, 0.5))} ms, p95 ${whole(p95)} ms`,
    ],
    wanted: [
      {
        text: `releases: ${casesOfUpload} cases ingested in ${whole(Math.max(known, strange))} ms (wanted: below ${wantedIngestMilliseconds})`,
        isReached: Math.max(known, strange) < wantedIngestMilliseconds,
      },
      {
        text: `releases: candidates p95 ${whole(p95)} ms (wanted: below ${wantedCandidatesMilliseconds})`,
        isReached: p95 < wantedCandidatesMilliseconds,
      },
    ],
  }
}
