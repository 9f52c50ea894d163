import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../../../../tests/support/world.ts'
import { SqlError } from '../../../kit/sql.ts'
import { as, transaction } from '../../../kit/world.ts'
import { aPerson } from '../people/people.fixture.ts'
import { beginSession } from './begin.ts'
import { endSessions } from './end.ts'
import { askedWith, browserWith, signedIn } from './sessions.fixture.ts'

test('a person who is signed in is shown itself and its session', async () => {
  const world = await testWorld()
  const person = await aPerson(world, { username: 'ada' })
  const browser = await signedIn(world, person)

  const me = await browser.call('GET', '/auth/me')
  const { body } = await browser.call('GET', '/auth/session')

  const user = me.body.user as Record<string, unknown>
  assert.deepEqual([user.id, user.username, user.email], [person.personId, 'ada', person.address])
  assert.deepEqual(body.user, user)
  assert.equal((body.session as { id: string }).id, browser.sessionId)
})

test('C1: a token is in no body, no header but Set-Cookie, no row that the app can read and no entry of the log', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const browser = await signedIn(world, person)
  const other = await signedIn(world, person)
  const tokens = new Set([...browser.cookies.values(), ...other.cookies.values()])
  const seen: string[] = []
  const call = async (method: string, path: string, body?: unknown) => {
    const answered = await browser.call(method, path, body)
    const headers = [...answered.headers].filter(([name]) => name !== 'set-cookie')
    seen.push(JSON.stringify([answered.body, headers]))
    for (const token of browser.cookies.values()) tokens.add(token)
  }

  await call('GET', '/auth/me')
  await call('GET', '/auth/session')
  await call('POST', '/auth/refresh')
  await call('GET', '/auth/sessions')
  await call('POST', '/auth/logout-session', { sessionId: other.sessionId })
  await call('POST', '/auth/logout-others')
  const account = as(world, { role: 'app', accountId: person.personId })
  seen.push(
    JSON.stringify([
      await account.sql`select id, agent, from_address, end_reason, methods from person_session limit 10`,
      await account.sql`select * from audit_entry limit 100`,
    ]),
  )
  await call('POST', '/auth/logout')

  assert.equal(tokens.size, 8)
  for (const token of [...tokens].filter((token) => token !== ''))
    for (const text of seen) assert.ok(!text.includes(token) && !text.includes(token.slice(30, 70)))
})

test('C2: a browser that signs in anew, as the same person or another, holds the session before no more', async () => {
  const world = await testWorld()
  for (const isSame of [true, false]) {
    const person = await aPerson(world)
    const next = isSame ? person : await aPerson(world)
    const browser = await signedIn(world, person)
    const elsewhere = await signedIn(world, person)

    const again = await transaction(as(world, { role: 'app', accountId: next.personId }), (world) =>
      beginSession(world, {
        accountId: next.personId,
        methods: ['pwd'],
        asked: askedWith({ cookie: browser.cookie() }),
        isOperator: false,
      }),
    )

    const now = browserWith(world, again.sessionId, again.cookies)
    const looks = await Promise.all([browser, now, elsewhere].map((jar) => jar.call('GET', '/auth/me')))
    assert.deepEqual(
      looks.map(({ status }) => status),
      [401, 200, 200],
    )
    assert.notEqual(now.csrf, browser.csrf)
  }
})

test('C3: cookies are bound to this host, Secure, HttpOnly, Lax and for the refresh token Strict', async () => {
  const world = await testWorld()
  const browser = await signedIn(world, await aPerson(world))

  const { headers } = await browser.call('POST', '/auth/refresh')

  const plain = headers.getSetCookie().map((line) => line.replace(/=[^;]+/, '='))
  assert.deepEqual(plain, [
    '__Host-kh_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=1800; Secure',
    '__Host-kh_refresh=; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800; Secure',
    'XSRF-TOKEN=; Path=/; SameSite=Lax; Max-Age=604800; Secure',
  ])
})

test('C3: over plain http on another host cookies are kept too, without what browsers refuse there', async () => {
  const world = await testWorld({ environment: { KEYHOLD_URL: 'http://keyhold.internal:3000' } })
  const browser = await signedIn(world, await aPerson(world))

  assert.deepEqual([...browser.cookies.keys()], ['kh_session', 'kh_refresh', 'XSRF-TOKEN'])
})

test('C9: a GET sets no cookie, and says at most once a minute that the session was used', async () => {
  const world = await testWorld()
  const browser = await signedIn(world, await aPerson(world))
  const look = async () => {
    const { headers, body } = await browser.call('GET', '/auth/session')
    assert.deepEqual(headers.getSetCookie(), [])
    await world.settled()
    const { lastUsedAt, expiresAt } = body.session as Record<string, string>
    return { lastUsedAt, expiresAt }
  }

  const first = await look()
  world.advance(20)
  await look()
  const soon = await look()
  world.advance(45)
  await look()
  const later = await look()

  assert.deepEqual(soon, first)
  assert.notEqual(later.lastUsedAt, first.lastUsedAt)
  assert.notEqual(later.expiresAt, first.expiresAt)
})

test('C9: no GET that a signed-in person may ask for sets a session’s cookies', async () => {
  const world = await testWorld()
  const person = await aPerson(world, { isOperator: true })
  const browser = await signedIn(world, person, { isOperator: true })
  const headers = { cookie: browser.cookie(), 'keyhold-account': 'home' }
  // By that one a provider sends an operator back, who is signed in there.
  const reads = world.app.routes.filter(
    ({ method, path }) => method === 'GET' && path !== '/auth/oidc/callback',
  )
  // By now it is written down that the session is used.
  world.advance(61)

  const setting: string[] = []
  let served = 0
  for (const { path } of reads) {
    const place = path.replaceAll(/:\w+/g, person.personId).replace(/\*$/, 'x')
    const response = await world.app.fetch(new Request(`http://localhost:3000${place}`, { headers }))
    await response.arrayBuffer()
    if (response.ok) served += 1
    if (response.headers.getSetCookie().some((line) => /kh_(session|refresh)=/.test(line))) setting.push(path)
  }

  assert.ok(served > 20, `${served} of ${reads.length}`)
  assert.deepEqual(setting, [])
})

test('C10: what ends a session in one process ends it in every other with the next request', async () => {
  const world = await testWorld()
  const beside = await testWorld({ beside: world })
  const person = await aPerson(world)
  const [one, other, current] = [
    await signedIn(world, person),
    await signedIn(world, person),
    await signedIn(world, person),
  ]
  const elsewhere = (browser: typeof one) => browserWith(beside, '', setCookiesOf(browser))
  const looks = async () =>
    Promise.all(
      [one, other, current].map(async (browser) => (await elsewhere(browser).call('GET', '/auth/me')).status),
    )

  const before = await looks()
  await current.call('POST', '/auth/logout-session', { sessionId: one.sessionId })
  const afterOne = await looks()
  await current.call('POST', '/auth/logout-others')
  const afterOthers = await looks()
  await transaction(as(world, { role: 'app', accountId: person.personId }), (world) =>
    endSessions(world, person.personId, { reason: 'password_changed' }),
  )

  assert.deepEqual(
    [before, afterOne, afterOthers, await looks()],
    [
      [200, 200, 200],
      [401, 200, 200],
      [401, 401, 200],
      [401, 401, 401],
    ],
  )
})

const setCookiesOf = ({ cookies }: { cookies: Map<string, string> }): string[] =>
  [...cookies].map(([name, value]) => `${name}=${value}`)

test('C10: a person who is disabled has no live session from then on', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const browser = await signedIn(world, person)
  const account = as(world, { role: 'app', accountId: person.personId })
  await account.sql`update person set disabled_at = ${world.now()}`

  const answers = [await browser.call('GET', '/auth/me'), await browser.call('POST', '/auth/refresh')]

  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code]),
    [
      [401, 'UNAUTHENTICATED'],
      [401, 'REFRESH_ENDED'],
    ],
  )
})

test('C8: signing out takes the cookies away and what the browser kept, also when only the refresh token is left', async () => {
  const world = await testWorld()
  const browser = await signedIn(world, await aPerson(world))
  const copy = browserWith(world, '', setCookiesOf(browser))
  browser.cookies.delete('__Host-kh_session')

  const { status, headers } = await browser.call('POST', '/auth/logout')

  assert.equal(status, 200)
  assert.equal(headers.get('clear-site-data'), '"cache", "storage"')
  assert.equal(browser.cookies.size, 0)
  assert.equal((await copy.call('GET', '/auth/me')).status, 401)
})

test('C15: next to an API key or a bearer token the cookies count for nothing', async () => {
  const world = await testWorld()
  const browser = await signedIn(world, await aPerson(world))
  const withKey = { authorization: 'Bearer kh_test_nonsense' }

  const answers = [
    await browser.call('GET', '/auth/me', undefined, withKey),
    await browser.call('POST', '/auth/refresh', undefined, { 'x-api-key': 'nonsense' }),
    await browser.call('POST', '/auth/logout', undefined, withKey),
  ]

  assert.deepEqual(
    answers.map(({ status }) => status),
    [401, 401, 200],
  )
  // The last one set cookies aside in this jar; the session lives on.
  assert.equal((await signedInAgain(world, browser.sessionId)).length, 1)
})

const signedInAgain = (world: Awaited<ReturnType<typeof testWorld>>, sessionId: string) =>
  world.sql.as({
    role: 'jobs',
  })`select id from person_session where id = ${sessionId} and ended_at is null limit 1`

const isForbidden = (error: unknown): boolean => error instanceof SqlError && error.code === '42501'

test('K3: no role of the app reads the hash of a token', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  await signedIn(world, person)
  const account = as(world, { role: 'app', accountId: person.personId })

  for (const column of [
    () => account.sql`select access_hash from person_session limit 1`,
    () => account.sql`select refresh_hash from person_session limit 1`,
    () => account.sql`select previous_access_hash from person_session limit 1`,
    () => account.sql`select previous_hash, nonce from person_session limit 1`,
    () => world.sql.as({ role: 'jobs' })`select access_hash from person_session limit 1`,
  ])
    await assert.rejects(column, isForbidden)
})

test('K3: no role of the app reads the hash of a password, or of a mailed link', async () => {
  const world = await testWorld()
  const { personId } = await aPerson(world)

  for (const { sql } of [as(world, { role: 'app', accountId: personId }), as(world, { role: 'jobs' })]) {
    await assert.rejects(sql`select hash from person_password limit 1`, isForbidden)
    await assert.rejects(sql`select hash from mail_token limit 1`, isForbidden)
  }
})

test('what is left of a session goes a week after its time', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  await signedIn(world, person)
  const left = async () => {
    const rows = await as(world, { role: 'app', accountId: person.personId })
      .sql`select id from person_session limit 10`
    return rows.length
  }

  world.advance(13 * 86_400)
  await world.app.runDue({ budgetMilliseconds: 1000 })
  const before = await left()
  world.advance(2 * 86_400)
  await world.app.runDue({ budgetMilliseconds: 1000 })

  assert.deepEqual([before, await left()], [1, 0])
})

test('E3: an operator who looks through a person’s eyes does so for half an hour, and is named in the list', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const operatorId = (await aPerson(world, { isOperator: true })).personId
  const own = await signedIn(world, person)
  const begun = await transaction(as(world, { role: 'app', accountId: person.personId }), (world) =>
    beginSession(world, {
      accountId: person.personId,
      methods: ['pwd'],
      asked: askedWith(),
      isOperator: false,
      acting: { operatorId, reason: 'a ticket' },
    }),
  )
  const acting = browserWith(world, begun.sessionId, begun.cookies)

  const { body } = await own.call('GET', '/auth/sessions')
  const write = await acting.call('POST', '/auth/logout-others')
  const before = await acting.call('GET', '/auth/me')
  await acting.call('POST', '/auth/refresh')
  world.advance(1801)
  const after = await acting.call('POST', '/auth/refresh')

  const shown = (body.sessions as { id: string; actingOperator: string | null }[]).find(
    ({ id }) => id === begun.sessionId,
  )
  assert.equal(shown?.actingOperator, operatorId)
  assert.deepEqual([write.status, before.status, after.status], [403, 200, 401])
})
