import assert from 'node:assert/strict'
import type { RunningServer } from '../support/server.ts'

/** What a team's CI sends, through the API as it would. */

/** @throws AssertionError when the server refuses it */
export async function send<Answer = unknown>(
  server: RunningServer,
  method: string,
  path: string,
  body: unknown,
): Promise<Answer> {
  const response = await server.asOperator(method, path, body)
  const text = await response.text()
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as Answer
}

export const shop = 'acme/shop'
export const docs = 'acme/docs'

/** A commit's hash, another for each number. */
export const commitOf = (number: number): string => number.toString(16).padStart(8, '0').repeat(5)

export const judgedCommit = commitOf(112)
export const hostileTitle = 'Add <img src=x onerror=alert(1)> to the `cart`'

/** Twelve pull requests, so that one stands among enough others; the last is the largest. */
export async function sendPulls(server: RunningServer): Promise<void> {
  for (let number = 1; number <= 12; number++) {
    const files = Array.from({ length: number }, (_, place) => ({
      path: `${place % 2 === 0 ? 'src/auth' : 'docs'}/file-${place}.ts`,
      additions: 10 * number,
      deletions: number,
    }))
    await send(server, 'POST', '/internal/pr-intel/ingest', {
      repository: shop,
      prNumber: number,
      title: number === 12 ? hostileTitle : `Change ${number}`,
      headSha: commitOf(100 + number),
      baseBranch: 'main',
      state: number === 3 ? 'merged' : 'open',
      files,
    })
  }
}

const before = `datasource db {
  provider = "postgresql"
}

model User {
  id    Int    @id
  email String
  name  String
}

model Gone {
  id Int @id
}
`
const after = `datasource db {
  provider = "postgresql"
}

model User {
  id       Int    @id
  email    String @unique
  fullName String
}
`
export const schemas = { before, after }
/** Too long for one line of a phone. */
export const schemaPath = 'packages/database/prisma/schema.prisma'

/** A rename that Prisma takes for a drop, a unique index, and a table that is dropped. */
export const sendSchemas = (server: RunningServer) =>
  send(server, 'POST', '/internal/schema/diff', {
    repository: shop,
    commit: judgedCommit,
    prNumber: 12,
    baseSchema: before,
    targetSchema: after,
    schemaPath,
  })

const file = 'src/cart/total.test.ts'
const commits = 40
const hour = 3_600_000

type Sent = {
  suite: string
  testName: string
  status: 'passed' | 'failed' | 'skipped'
  durationMs: number
  file: string
  attempt?: number
  message?: string
}

const tests = ['adds up', 'rounds', 'is empty at first', 'keeps its order', 'refuses less than nothing']

/** Forty commits: one test fails every sixth time and passes on retry, one fails since the last five. */
export async function sendHistories(server: RunningServer): Promise<void> {
  for (let at = 0; at < commits; at++) {
    const sentAt = new Date(Date.now() - (commits - at) * 6 * hour).toISOString()
    // The last commit has one of them by another name.
    const names = at === commits - 1 ? [...tests.slice(0, 4), 'refuses less than zero'] : tests
    await send(server, 'POST', '/internal/tests/ingest', {
      repository: shop,
      commit: commitOf(1000 + at),
      branch: 'main',
      ciRunId: String(at),
      environment: 'linux',
      sentAt,
      tests: names.flatMap((name, place) => attemptsOf(name, place, at)),
    })
  }
}

function attemptsOf(testName: string, place: number, at: number): Sent[] {
  const one = { suite: 'cart', testName, durationMs: 40 + place * 10 + (at % 7), file }
  const message = 'AssertionError: expected 3 to be 4'
  if (place === 0 && at % 6 === 2)
    return [
      { ...one, status: 'failed', attempt: 1, message },
      { ...one, status: 'passed', attempt: 2 },
    ]
  if (place === 1 && at >= commits - 5)
    return [
      { ...one, status: 'failed', attempt: 1, message },
      { ...one, status: 'failed', attempt: 2, message },
    ]
  return [{ ...one, status: place === 2 && at % 9 === 0 ? 'skipped' : 'passed' }]
}

/** A repository whose CI never retries: nothing tells flaky from broken there. */
export async function sendWithoutRetries(server: RunningServer): Promise<void> {
  for (let at = 0; at < 8; at++)
    await send(server, 'POST', '/internal/tests/ingest', {
      repository: docs,
      commit: commitOf(2000 + at),
      branch: 'main',
      ciRunId: String(at),
      tests: [
        {
          suite: 'links',
          testName: 'lead somewhere',
          status: at === 4 ? 'failed' : 'passed',
          durationMs: 900,
        },
      ],
    })
}

/** One that passes and one whose second step is refused. */
export async function keepJourneys(server: RunningServer): Promise<void> {
  await send(server, 'PUT', '/internal/journey/journeys/alive', {
    title: 'Is it there?',
    targets: ['own'],
    schedule: { everySeconds: 3600 },
    slo: { availability: 0.99 },
    steps: [
      { name: 'alive', request: { url: '{{own}}/livez' }, expect: [{ status: 200 }] },
      { name: 'ready', request: { url: '{{own}}/readyz' }, expect: [{ status: 200 }] },
    ],
  })
  await send(server, 'PUT', '/internal/journey/journeys/checkout', {
    targets: ['own'],
    steps: [
      { name: 'open', request: { url: '{{own}}/livez' }, expect: [{ status: 200 }] },
      {
        name: 'buy',
        request: { method: 'POST', url: '{{own}}/nothing-here', json: { product: 12 } },
        expect: [{ status: 201 }],
      },
      { name: 'leave', request: { url: '{{own}}/livez' } },
    ],
    cleanup: [{ name: 'send back', request: { url: '{{own}}/livez' } }],
  })
}
