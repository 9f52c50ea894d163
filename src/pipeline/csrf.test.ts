import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice, call } from '../../tests/support/cast.ts'
import { operatorOf, signedInHeaders } from '../../tests/support/operator.ts'
import { testWorld, type TestWorld } from '../../tests/support/world.ts'
import { uuidv7 } from '../kit/id.ts'
import { type LogFields, silentLog } from '../kit/log.ts'
import type { Route } from '../kit/route.ts'
import { makeOperatorLink } from '../parts/accounts/index.ts'
import { csrfTokenFor } from '../parts/accounts/sessions/csrf.ts'
import {
  type Answered,
  aPersonsBrowser,
  asCurl,
  type PersonsBrowser,
} from '../../tests/support/persons-browser.ts'

const address = '/profiles'
const body = { vanityUrl: 'ada', headline: 'Test' }

/** A profile is there; each write of it is answered 200 when it gets through. */
async function withProfile(world: TestWorld): Promise<PersonsBrowser> {
  const browser = await aPersonsBrowser(world)
  const made = await browser.ask('POST', address, { body })
  assert.equal(made.status, 201)
  return browser
}

const write = (browser: PersonsBrowser, headers: Record<string, string | undefined>): Promise<Answered> =>
  browser.ask('PUT', address, { body, headers })

const codesOf = (answers: readonly Answered[]): unknown[] =>
  answers.map(({ status, body }) => (status < 400 ? status : body.code))

/** No route is hidden. */
const allOn = { EMAIL_ENABLED: 'true', TWO_FACTOR_ENABLED: 'true' }

const isWriteOfSomebody = ({ method, who, callerIfAny, fromElsewhere }: Route): boolean =>
  method !== 'GET' && fromElsewhere !== true && (who.kind !== 'anyone' || callerIfAny === true)
const isOfOthers = (dialect: Route['dialect']): boolean => dialect !== undefined && dialect !== '004'
const placeOf = ({ path }: Pick<Route, 'path'>): string =>
  path.replace(/:\w+/g, '0199a1fc-0000-7000-8000-000000000000').replace(/\*$/, 'x')

describe('a write with a person’s cookie', () => {
  test('C12: needs the token of its own session, at every route', async () => {
    const world = await testWorld({ environment: allOn })
    const browser = await aPersonsBrowser(world)
    const writes = browser.routes.filter((route) => isWriteOfSomebody(route) && !route.noCsrfToken)

    const others: string[] = []
    for (const { method, path, dialect } of writes) {
      const { status, body } = await browser.ask(method, placeOf({ path }), {
        headers: { 'x-csrf-token': undefined },
      })
      // Other source systems have no codes, or words of their own for it.
      const isRefused = status === 403 && (isOfOthers(dialect) || body.code === 'CSRF_MISSING')
      if (!isRefused) others.push(`${method} ${path}: ${status}`)
    }

    assert.ok(writes.length > 30)
    assert.deepEqual(others, [])
  })

  test('C12: takes no token of another session, none that is made up, and takes its own', async () => {
    const world = await testWorld()
    const browser = await withProfile(world)
    const tokens = [
      csrfTokenFor(world, uuidv7(world)),
      browser.token.replace(/\.(.)/, (_, first) => (first === 'A' ? '.B' : '.A')),
      'x',
      undefined,
      browser.token,
    ]

    const answers = await Promise.all(tokens.map((token) => write(browser, { 'x-csrf-token': token })))

    assert.deepEqual(codesOf(answers), ['CSRF_INVALID', 'CSRF_INVALID', 'CSRF_INVALID', 'CSRF_MISSING', 200])
    assert.deepEqual(
      [answers[0]?.status, answers[0]?.body.error, answers[3]?.body.message],
      [403, 'CSRF token validation failed', 'Invalid or missing CSRF token'],
    )
  })

  test('C13: comes from our own pages or from listed ones, with the token', async () => {
    const world = await testWorld({ environment: { FRONTEND_ORIGINS: 'https://app.example.org' } })
    const browser = await withProfile(world)
    const app = 'https://app.example.org'
    const cases: [Record<string, string | undefined>, unknown][] = [
      [{ 'sec-fetch-site': 'cross-site' }, 'CROSS_SITE'],
      [{ 'sec-fetch-site': 'cross-site', origin: app }, 'CROSS_SITE'],
      [{ 'sec-fetch-site': 'same-site' }, 'CROSS_SITE'],
      [{ 'sec-fetch-site': 'same-site', origin: 'https://other.example.org' }, 'CROSS_SITE'],
      [{ 'sec-fetch-site': 'same-site', origin: app }, 200],
      [{ ...asCurl, origin: app }, 200],
      [{ ...asCurl, origin: 'http://localhost:5173' }, 200],
      [{ ...asCurl, origin: 'http://localhost:3000' }, 200],
      [{ ...asCurl, origin: 'null' }, 'CROSS_SITE'],
      [{ ...asCurl, origin: `${app}.evil.example` }, 'CROSS_SITE'],
      [asCurl, 200],
      [{ ...asCurl, 'x-csrf-token': undefined }, 'CSRF_MISSING'],
    ]

    const answers = await Promise.all(cases.map(([headers]) => write(browser, headers)))

    assert.deepEqual(
      codesOf(answers),
      cases.map(([, expected]) => expected),
    )
  })

  test('is asked for its token, then for its sender, then for a proved address, then for what it says', async () => {
    const world = await testWorld()
    const unverified = await aPersonsBrowser(world, { isVerified: false })
    const verified = await aPersonsBrowser(world)
    const nobody = { cookie: undefined, 'x-csrf-token': undefined }
    const ask = (browser: PersonsBrowser, headers = {}) =>
      browser.ask('POST', address, { body: { vanityUrl: 'a b' }, headers })

    const answers = [
      await ask(unverified, { 'x-csrf-token': undefined }),
      await ask(unverified, nobody),
      await ask(unverified, { cookie: undefined }),
      await ask(unverified, { ...nobody, authorization: 'Bearer kh_nobody' }),
      await ask(unverified),
      await ask(verified),
    ]

    assert.deepEqual(
      answers.map(({ status }) => status),
      [403, 403, 401, 401, 403, 400],
    )
    assert.match(String(answers[4]?.body.error), /^Email verification required\. Please verify/)
    assert.match(String(answers[5]?.body.error), /^vanityUrl can only contain/)
  })
})

test('C12: a write with the operator’s cookie needs its token at every route, and no other session’s is one', async () => {
  const world = await testWorld({ environment: allOn })
  const { secret } = await makeOperatorLink(world, { kind: 'job', id: 'test' })
  const signedIn = await world.app.fetch(
    new Request('http://localhost:3000/api/operator/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ token: secret }),
    }),
  )
  const { cookie, 'x-csrf-token': token } = signedInHeaders(signedIn)
  const send = (route: Pick<Route, 'method' | 'path'>, headers: Record<string, string>) =>
    world.app.fetch(
      new Request(`http://localhost:3000${placeOf(route)}`, {
        method: route.method,
        headers: { cookie, 'sec-fetch-site': 'same-origin', ...headers },
      }),
    )
  const writes = world.app.routes.filter((route) => isWriteOfSomebody(route) && !route.noCsrfToken)

  const statuses: number[] = []
  for (const route of writes) statuses.push((await send(route, {})).status)
  const foreign = await send(
    { method: 'DELETE', path: '/api/operator/session' },
    { 'x-csrf-token': csrfTokenFor(world, uuidv7(world)) },
  )
  const own = await send({ method: 'DELETE', path: '/api/operator/session' }, { 'x-csrf-token': token })

  assert.deepEqual([...new Set(statuses)], [403])
  assert.deepEqual([foreign.status, own.status], [403, 204])
})

test('C13: the app’s pages write with no operator’s cookie, though they are listed', async () => {
  const world = await testWorld()
  const browser = await aPersonsBrowser(world, { isOperator: true, scopes: ['*'] })

  const answer = await browser.ask('PUT', '/api/flags', {
    body: { name: 'TWO_FACTOR_ENABLED', on: false },
    headers: { 'sec-fetch-site': 'same-site', origin: 'http://localhost:5173' },
  })

  assert.deepEqual([answer.status, answer.body.code], [403, 'CROSS_SITE'])
})

test('an operator whose browser holds no token, or one of before, is given one as the session is looked at', async () => {
  const world = await testWorld()
  const { secret } = await makeOperatorLink(world, { kind: 'job', id: 'test' })
  const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }
  const at = 'http://localhost:3000/api/operator/session'
  const signedIn = await world.app.fetch(
    new Request(at, { method: 'POST', headers, body: JSON.stringify({ token: secret }) }),
  )
  const session = signedIn.headers.getSetCookie()[0]!.split(';')[0]!
  const look = (cookie: string) => world.app.fetch(new Request(at, { headers: { cookie } }))

  const given = await look(`${session}; XSRF-TOKEN=old`)
  const { cookie, 'x-csrf-token': token } = signedInHeaders(given)
  const again = await look(`${session}; ${cookie}`)
  const out = await world.app.fetch(
    new Request(at, { method: 'DELETE', headers: { ...headers, cookie: session, 'x-csrf-token': token } }),
  )

  assert.deepEqual(given.headers.getSetCookie().length, 1)
  assert.deepEqual(again.headers.getSetCookie(), [])
  assert.equal(out.status, 204)
})

test('C14: signing in and signing up take JSON alone, and nothing from a page elsewhere', async () => {
  const world = await testWorld({ environment: allOn })
  const send = async (path: string, headers: Record<string, string>) => {
    const request = new Request(`http://localhost:3000${path}`, { method: 'POST', headers, body: '{}' })
    return (await world.app.fetch(request)).status
  }
  const json = { 'content-type': 'application/json' }

  for (const path of ['/auth/login', '/auth/register']) {
    assert.deepEqual(
      [
        await send(path, { 'content-type': 'text/plain' }),
        await send(path, { 'content-type': 'application/x-www-form-urlencoded' }),
        await send(path, { 'content-type': 'multipart/form-data; boundary=x' }),
        await send(path, { ...json, origin: 'https://evil.example' }),
        await send(path, { ...json, origin: 'null' }),
        await send(path, { ...json, 'sec-fetch-site': 'cross-site' }),
        await send(path, { ...json, origin: 'http://localhost:5173', 'sec-fetch-site': 'same-site' }),
      ],
      [415, 415, 415, 403, 403, 403, 400],
      path,
    )
  }
})

test('what a page elsewhere sends for nobody is refused in words that are true of who is not signed in', async () => {
  const world = await testWorld()

  const answer = await world.app.fetch(
    new Request('http://localhost:3000/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
      body: '{}',
    }),
  )
  const body = (await answer.json()) as Record<string, unknown>

  assert.deepEqual(
    [body.code, body.error],
    ['CROSS_SITE', 'A browser sent this write from a page of another origin.'],
  )
  assert.doesNotMatch(`${String(body.error)} ${String(body.hint)}`, /signed.in|API key/i)
})

test('only what is for anyone goes without the token', async () => {
  const { app } = await testWorld()

  const tokenless = app.routes.filter(({ noCsrfToken, who }) => noCsrfToken && who.kind !== 'anyone')

  assert.deepEqual(
    tokenless.map(({ path }) => path),
    [],
  )
})

test('C15: a key needs no token, and beside one a cookie counts for nothing', async () => {
  const world = await testWorld()
  const { key } = await alice(world)
  const { secret } = await makeOperatorLink(world, { kind: 'job', id: 'test' })
  const signedIn = await world.app.fetch(
    new Request('http://localhost:3000/api/operator/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ token: secret }),
    }),
  )
  const both = { ...signedInHeaders(signedIn), authorization: `Bearer ${key}` }

  const byKey = await call(world, key, 'POST', '/api/connections/sessions', {
    userId: 'a',
    provider: 'strava',
  })
  const withBoth = await world.app.fetch(
    new Request('http://localhost:3000/api/operator/session', { method: 'DELETE', headers: both }),
  )

  assert.deepEqual([byKey.status, withBoth.status], [201, 403])
})

test('C16: while CSRF_ENABLED is off what it would refuse is let through and counted, but for what another site sends', async () => {
  const world = await testWorld({ environment: { CSRF_ENABLED: 'false' } })
  const browser = await withProfile(world)

  const answers = [
    await write(browser, { 'x-csrf-token': undefined }),
    await write(browser, { ...asCurl, 'x-csrf-token': undefined }),
    await write(browser, { 'x-csrf-token': 'x' }),
    await write(browser, { 'sec-fetch-site': 'cross-site' }),
  ]

  const { body } = await (await operatorOf(world))('GET', '/api/flags')
  assert.deepEqual(codesOf(answers), [200, 200, 200, 'CROSS_SITE'])
  assert.deepEqual(body.csrf, {
    refused: { missing: 0, invalid: 0, crossSite: 1 },
    reported: { missing: 2, invalid: 1, crossSite: 0 },
  })
})

test('C16: while CSRF_ENABLED is off what it would refuse is logged, by request, route and code', async () => {
  const said: LogFields[] = []
  const log = { ...silentLog, warn: (_words: string, fields: LogFields = {}) => void said.push(fields) }
  const world = { ...(await testWorld({ environment: { CSRF_ENABLED: 'false' } })), log }
  const browser = await withProfile(world)

  const answers = [
    await write(browser, { 'x-csrf-token': undefined }),
    await write(browser, { 'x-csrf-token': 'x' }),
    await write(browser, {}),
  ]

  const [missing, invalid] = answers.map(({ headers }) => headers.get('x-request-id'))
  assert.deepEqual(
    said.filter(({ route }) => route === address),
    [
      { requestId: missing, route: address, code: 'CSRF_MISSING' },
      { requestId: invalid, route: address, code: 'CSRF_INVALID' },
    ],
  )
})
