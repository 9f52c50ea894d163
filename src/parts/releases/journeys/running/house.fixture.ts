import type { TestContext } from 'node:test'
import { getRequestListener } from '@hono/node-server'
import { call, charlie } from '../../../../../tests/support/cast.ts'
import { internalApiKey, type TestWorld, testWorld } from '../../../../../tests/support/world.ts'
import { httpServer } from '../../../../kit/http-server.fixture.ts'
import type { Environment } from '../../../../kit/settings.ts'
import { as, transaction } from '../../../../kit/world.ts'
import { createKey } from '../../../access/index.ts'
import { deployment } from '../../../accounts/index.ts'

type Answered = Awaited<ReturnType<typeof call>>

export interface LoopbackHouse {
  world: TestWorld
  /** Its own address, at which it answers. */
  own: string
  homeAccountId: string
  /** As a CI with INTERNAL_API_KEY asks. */
  ask(method: string, path: string, body?: unknown): Promise<Answered>
  /** The same with a document as it stands in a file. */
  put(name: string, document: string): Promise<Answered>
  /** Another process on the same database, which answers at the same address. */
  beside(): Promise<TestWorld>
  /** People there are, made up or not. */
  people(): Promise<number>
}

/** A house that answers on loopback, so that journeys speak to it as they do to a real one. */
export async function houseOnLoopback(
  t: TestContext,
  environment: Environment = {},
  further: { realOrigins?: readonly string[] } = {},
): Promise<LoopbackHouse> {
  let answer: (request: Request) => Promise<Response> = () =>
    Promise.resolve(new Response(null, { status: 503 }))
  const own = await httpServer(
    t,
    getRequestListener((request) => answer(request)),
  )
  const options = {
    environment: { KEYHOLD_URL: own, FRONTEND_URL: own, EMAIL_ENABLED: 'true', ...environment },
    realOrigins: [own, ...(further.realOrigins ?? [])],
  }
  const world = await testWorld(options)
  answer = (request) => world.app.fetch(request, { remoteAddress: '127.0.0.1' })
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  const asked = async (method: string, path: string, init: RequestInit): Promise<Answered> => {
    const headers = { 'x-api-key': internalApiKey, ...(init.headers as Record<string, string>) }
    const response = await world.app.fetch(new Request(own + path, { method, ...init, headers }))
    const text = await response.text()
    const body = (text.startsWith('{') ? JSON.parse(text) : { text }) as Record<string, unknown>
    return { status: response.status, headers: response.headers, body }
  }
  return {
    world,
    own,
    homeAccountId,
    ask: (method, path, body) =>
      asked(method, path, {
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      }),
    put: (name, document) =>
      asked('PUT', `/internal/journey/journeys/${name}`, {
        headers: { 'content-type': 'application/yaml' },
        body: document,
      }),
    beside: () => testWorld({ ...options, beside: world }),
    async people() {
      const [row] = await as(world, { role: 'jobs' }).sql<{ n: number }>`
        select count(*)::int as n from person limit 1`
      return row!.n
    },
  }
}

/** A key of a stranger's account with these scopes. */
export const aStrangersKey = async (world: TestWorld, scopes: readonly string[]): Promise<string> =>
  (await aStranger(world, scopes)).key

/** The same, and whose account it is. */
export async function aStranger(
  world: TestWorld,
  scopes: readonly string[],
): Promise<{ accountId: string; key: string }> {
  const { accountId } = await charlie(world)
  const made = await transaction(as(world, { role: 'app', accountId }), (world) =>
    createKey(world, accountId, {
      name: 'ci',
      scopes: scopes as never,
      subjectId: null,
      expiresInDays: undefined,
    }),
  )
  return { accountId, key: made.key }
}

/** A run that somebody called for, of no repository. */
export const aCall = {
  journeyId: null,
  name: 'shop',
  document: null,
  scenarios: null,
  cause: 'call',
  mode: 'real',
  slot: null,
  repositoryId: null,
  commit: null,
  branch: null,
  prNumber: null,
  ciRunId: null,
} as const
