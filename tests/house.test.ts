import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Route } from '../src/kit/route.ts'
import { faults as kitFaults } from '../src/kit/fault.ts'
import { parts } from '../src/parts.ts'
import { toResponse } from '../src/pipeline/answer.ts'
import { askedOf } from '../src/pipeline/asked.ts'
import { ownRoutes } from '../src/pipeline/own-routes.ts'
import { booksIn, mentionsOf, nounOf } from './house/declared.ts'
import { blindImportsOf } from './house/imports.ts'
import { sampleOf } from './house/sample.ts'
import { isTest, sourcesIn } from './house/sources.ts'
import { climbs, homelessParts, rings, steps, trespasses } from './house/stairs.ts'
import { type Exception, idleExceptions, namedProviders, reaches, strayCiphers } from './house/words.ts'

const house = sourcesIn('src')
const migrations = house.filter(({ path }) => path === 'src/migrations.ts')
const code = house.filter(({ path }) => path !== 'src/migrations.ts')

describe('imports go down the stairs, and you enter a neighbour by its front door', () => {
  test('no file imports upwards, by a side door, or from outside the house', () => {
    assert.deepEqual(climbs(code), [])
  })

  test('every part stands on a step', () => {
    assert.deepEqual(homelessParts(code), [])
  })

  test('the parts are assembled in the order of the stairs', () => {
    const order = steps.flat()
    const names = parts.map(({ name }) => name)

    assert.deepEqual(
      names,
      order.filter((name) => names.includes(name)),
    )
  })

  test('no file imports itself by way of others', () => {
    assert.deepEqual(rings(code), [])
  })

  test('every import names what it imports, so that these rules can follow it', () => {
    assert.deepEqual(code.filter(({ path }) => !isTest(path)).flatMap(blindImportsOf), [])
  })

  for (const neighbour of ['sandbox', 'console', 'client']) {
    test(`the ${neighbour} imports nothing of the house`, () => {
      assert.deepEqual(trespasses(sourcesIn(neighbour)), [])
    })
  }
})

/** Where a provider may be named beside its own file. */
const mayNameProviders: readonly Exception[] = [
  {
    path: 'src/parts/connections/providers/known.ts',
    reason: 'the one list of providers that come with Keyhold',
  },
  {
    path: 'src/parts/connections/providers/sandbox.ts',
    reason: "the stand-in speaks Strava's protocol, and takes its identity, errors and budget from there",
  },
  {
    path: 'src/parts/datasets/catalogue.ts',
    reason: 'the one list of data sets that come with Keyhold',
  },
  ...[
    'parts/connections/imports/source-002',
    'entry/cli/commands/import-source',
    'entry/cli/commands/import',
  ].map((name) => ({ path: `src/${name}.ts`, reason: 'what source 002 calls its tables and settings' })),
  {
    path: 'src/entry/cli/commands/webhooks.ts',
    reason: 'examples name the provider that posts events',
  },
  {
    path: 'src/parts/connections/source-000/names.ts',
    reason: 'the addresses and words of source 000, which is about that one provider',
  },
  {
    path: 'src/parts/releases/pull-requests/ingest/host-events.ts',
    reason: 'the headers, and the address for the events, of the one code host whose webhooks are taken',
  },
  ...['ci/github', 'ci/gitlab', 'ci/known'].map((name) => ({
    path: `src/entry/cli/releases/${name}.ts`,
    reason: 'the variables that each CI sets',
  })),
  {
    path: 'src/entry/cli/releases/pull-requests/facts.ts',
    says: ['.github/CODEOWNERS'],
    reason: 'one of the three places where CODEOWNERS may lie',
  },
  {
    path: 'src/entry/cli/releases/schema/report.ts',
    says: ["'github'"],
    reason: 'a form of the report: the words that its runner makes marks of',
  },
  {
    path: 'src/parts/datasets/routes-002.ts',
    reason: 'the addresses and words of source 002, which is about that one provider',
  },
]

describe('the world outside comes in by the front door', () => {
  test('clock, chance, network, environment and disk are touched in kit/world.ts, kit/duration.ts and entry/ alone', () => {
    assert.deepEqual(reaches(code), [])
  })

  test('only the vault calls a cipher', () => {
    assert.deepEqual(strayCiphers(code), [])
  })

  test("no code names a provider outside the provider's own file", () => {
    assert.deepEqual(namedProviders(code, mayNameProviders), [])
  })

  test('every exception to that is needed', () => {
    assert.deepEqual(idleExceptions(code, mayNameProviders), [])
  })
})

const routes: readonly Route[] = [
  ...ownRoutes(
    parts,
    () => [],
    () => false,
  ),
  ...parts.flatMap((part) => part.routes ?? []),
]
const nameOf = ({ method, path }: Route): string => `${method} ${path}`
const named = (some: readonly Route[]): string[] => some.map(nameOf).sort()

/** Writes that need no caller, and what guards each instead. */
const openWrites: Record<string, string> = {
  'POST /api/operator/session': 'the secret of a single-use link',
  'POST /auth/2fa/verify': "the second step of a sign-in: a challenge's cookie, and a code",
  'POST /auth/2fa/passkey': "the same: a challenge's cookie, and a passkey",
  'POST /auth/2fa/passkey/options': 'the same: asks a question of who has that cookie',
  'POST /auth/passkeys/sign-in': 'a passkey that looked at its owner',
  'POST /auth/passkeys/sign-in/options': 'asks a question that only a passkey can answer',
  'POST /connect/:secret': 'the secret of a single-use link; it only sends the browser on to the provider',
  'POST /auth/login': 'address and password, which bear few guesses; JSON alone, from our own pages',
  'POST /auth/logout': 'a token of the session that it ends; with a live one, its CSRF token too',
  'POST /auth/refresh': "a session's refresh token, in a Strict cookie",
  'POST /auth/register':
    'nothing: it makes an account that may write once its address is proved; JSON alone, few for a network',
  'POST /auth/forgot-password': 'nothing: a mail to whom the address belongs, few for a person and a network',
  'POST /auth/resend-verification':
    'a session, or nothing: a mail to whom the address belongs, few for a person and a network',
  'POST /auth/verify-email': 'the token of a mailed link, once',
  'POST /auth/reset-password': 'the token of a mailed link, once',
  'POST /auth/change-email/confirm': 'the token of a mailed link, once',
  'POST /connect/confirm/:secret': "a single-use secret and the browser's cookie",
  'POST /webhooks/:provider/:secret':
    'nothing: a hint to look, of a subscription that we made; no word of it is believed',
  'POST /:provider/callback': 'the state, good for one use, and the cookie of the browser that began',
}

/** Writes of who has not proved the address: to prove it or name another, to end things, and what these ask for first. */
const unprovedWrites = [
  'DELETE /auth/factors/reset',
  'DELETE /auth/me/erase',
  'POST /auth/change-email',
  'POST /auth/logout',
  'POST /auth/logout-all',
  'POST /auth/logout-others',
  'POST /auth/logout-session',
  'POST /auth/me/erase',
  'POST /auth/resend-verification',
  'POST /auth/step-up',
  'POST /auth/step-up/options',
  'POST /auth/verify-email',
]

/** Answers that no schema filters: documents of our own making, without a row of data. */
const documents = ['GET /metrics', 'GET /openapi.json', 'GET /page.css']

describe('every route says who may call it, how it is proved, and what may leave', () => {
  test('each has who, audit, output and a summary', () => {
    const lacking = routes.filter(
      ({ who, audit, output, summary }) =>
        !who?.kind || !audit?.kind || !output?.kind || !summary?.endsWith('.'),
    )

    assert.deepEqual(named(lacking), [])
  })

  test('no address is declared twice', () => {
    const names = named(routes)

    assert.deepEqual(names, [...new Set(names)])
  })

  test('a write for anyone is on the short list', () => {
    const open = routes.filter(({ method, who }) => method !== 'GET' && who.kind === 'anyone')

    assert.deepEqual(named(open), Object.keys(openWrites).sort())
  })

  test('A3: a write for who has not proved the address is on the short list', () => {
    assert.deepEqual(named(routes.filter(({ whileUnverified }) => whileUnverified)), unprovedWrites)
  })

  test('a read changes nothing that the pipeline would have to record', () => {
    assert.deepEqual(
      named(routes.filter(({ method, audit }) => method === 'GET' && audit.kind === 'recorded')),
      [],
    )
  })

  test('what the pipeline records has a known caller', () => {
    assert.deepEqual(
      named(routes.filter(({ who, audit }) => audit.kind === 'recorded' && who.kind === 'anyone')),
      [],
    )
  })

  test('only writes whose cookie is looked at elsewhere may come from another site', () => {
    assert.deepEqual(named(routes.filter(({ fromElsewhere }) => fromElsewhere)), [
      'POST /:provider/callback',
      'POST /webhooks/:provider/:secret',
    ])
  })

  test('only rules that look at the caller again take one from memory, and reads of what is no secret, for a second', () => {
    const isFine = ({ callerMaxAgeSeconds: seconds = 0, audit, method }: Route) =>
      seconds === 0 || (audit.kind === 'byRule' && seconds <= 5) || (method === 'GET' && seconds <= 1)
    assert.deepEqual(named(routes.filter((route) => !isFine(route))), [])
  })

  test('a document that no schema filters is on the short list', () => {
    assert.deepEqual(named(routes.filter(({ output }) => output.kind === 'document')), documents)
  })

  const asked = askedOf({ request: new Request('http://localhost') }, 'test')
  for (const route of routes) {
    if (route.output.kind !== 'schema') continue
    const { schema } = route.output
    test(`${nameOf(route)} lets no member out that its schema does not name`, async () => {
      for (const choice of [0, 1, 2, 3, 4, 5]) {
        const response = toResponse(route, sampleOf(schema, choice), asked)

        const text = await response.text()
        assert.ok(!text.includes('stowaway'), text)
        assert.ok(text.length > 1)
      }
    })
  }
})

const eventBooks = parts.flatMap((part) => part.events ?? [])
const declaredEvents = eventBooks.flatMap(({ specs }) => Object.keys(specs))
const faultBooks = [kitFaults.book, ...parts.flatMap((part) => part.faults ?? [])]
const declaredFaults = faultBooks.flatMap(({ specs }) => Object.entries(specs))

describe('what can happen and what can go wrong is declared', () => {
  const mentions = mentionsOf(new Set(declaredEvents.map(nounOf)), [
    ...house.filter(({ path }) => /^src\/(parts|pipeline)\//.test(path)),
    ...migrations,
  ])

  test('every event that is recorded stands in a book', () => {
    const unknown = mentions.filter(({ action }) => !declaredEvents.includes(action))

    assert.deepEqual(
      unknown.map(({ at, action }) => `${at} ${action}`),
      [],
    )
  })

  test('every route that is audited names an event of a book', () => {
    const unknown = routes.filter(
      ({ audit }) => audit.kind !== 'none' && !declaredEvents.includes(audit.action),
    )

    assert.deepEqual(named(unknown), [])
  })

  test('every declared event is recorded somewhere', () => {
    const recorded = new Set(mentions.map(({ action }) => action))

    assert.deepEqual(
      declaredEvents.filter((name) => !recorded.has(name)),
      [],
    )
  })

  test('an event is declared once, and says what it means', () => {
    const texts = eventBooks.flatMap(({ specs }) => Object.values(specs).map(({ text }) => text))

    assert.deepEqual(declaredEvents.toSorted(), [...new Set(declaredEvents)].sort())
    assert.deepEqual(
      texts.filter((text) => !/^[A-Z].*\.$/.test(text)),
      [],
    )
  })

  test('every fault has a code of its own, an HTTP status, a title and a cure', () => {
    const codes = declaredFaults.map(([code]) => code)
    const poor = declaredFaults.filter(
      ([, { status, title, hint }]) => !(status >= 400 && status <= 599) || !title || !hint?.endsWith('.'),
    )

    assert.deepEqual(
      poor.map(([code]) => code),
      [],
    )
    assert.deepEqual(
      codes.filter((code) => !/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code)),
      [],
    )
    assert.deepEqual(codes.toSorted(), [...new Set(codes)].sort())
  })

  test('every book of faults, events and settings is handed over by its part', () => {
    const settings = parts.flatMap((part) => part.settings ?? [])

    assert.deepEqual(booksIn(code, 'defineFaults').sort(), faultBooks.map(({ part }) => part).sort())
    assert.deepEqual(booksIn(code, 'defineEvents').sort(), eventBooks.map(({ part }) => part).sort())
    assert.deepEqual(booksIn(code, 'defineSettings').sort(), settings.map(({ part }) => part).sort())
  })
})
