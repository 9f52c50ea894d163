import type { TestWorld } from './world.ts'
import { createApp } from '../../src/app.ts'
import { uuidv7 } from '../../src/kit/id.ts'
import type { Caller, Route, SignedIn } from '../../src/kit/route.ts'
import { parts } from '../../src/parts.ts'
import { makePerson } from '../../src/parts/accounts/people/person.ts'
import { csrfTokenFor } from '../../src/parts/accounts/sessions/csrf.ts'

export interface Answered {
  status: number
  body: Record<string, unknown>
  headers: Headers
}

export interface PersonsBrowser {
  personId: string
  /** The CSRF token of its session. */
  token: string
  /** From one of our own pages, with the token, unless `headers` say otherwise; one that is undefined is left out. */
  ask(
    method: string,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string | undefined> },
  ): Promise<Answered>
  routes: readonly Route[]
}

export interface Signed extends Partial<SignedIn> {
  /** `*`: acts for the home account. Default: reads connections and tokens. */
  scopes?: readonly string[]
  /** Beside those of the house. */
  routes?: readonly Route[]
  byCookie?: boolean
}

/** The browser of a person, recognised by any cookie without asking the database: what comes after that is looked at. */
export async function aPersonsBrowser(
  world: TestWorld,
  {
    scopes = ['connections:read', 'connections:token'],
    routes = [],
    byCookie = true,
    ...signedIn
  }: Signed = {},
): Promise<PersonsBrowser> {
  const personId = (await makePerson(world, { address: `${uuidv7(world)}@example.org` }))!
  const sessionId = uuidv7(world)
  const caller: Caller = {
    accountId: personId,
    actor: { kind: 'person', id: personId },
    scopes,
    byCookie,
    person: {
      personId,
      sessionId,
      authAt: world.now(),
      methods: ['pwd'],
      isVerified: true,
      hasSecondFactor: false,
      isOperator: false,
      actingOperator: null,
      ...signedIn,
    },
  }
  const people = {
    name: 'people of the test',
    routes,
    recognise: (_world: unknown, { cookie }: { cookie(name: string): string | undefined }) =>
      cookie('person') === personId ? caller : undefined,
  }
  const app = await createApp(world, [people, ...parts])
  const token = csrfTokenFor(world, sessionId)
  return {
    personId,
    token,
    routes: app.routes,
    async ask(method, path, { body, headers = {} } = {}) {
      const given = { ...usual, cookie: `person=${personId}`, 'x-csrf-token': token, ...headers }
      const sent = Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== undefined)
      const response = await app.fetch(
        new Request(`http://localhost:3000${path}`, {
          method,
          headers: sent,
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      )
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text },
      }
    },
  }
}

const usual = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }

/** What a program that is no browser sends beside its cookies: nothing. */
export const asCurl = { 'sec-fetch-site': undefined }
