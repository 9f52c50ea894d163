import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { as, transaction } from '../../../kit/world.ts'
import { aPerson } from '../people/people.fixture.ts'
import { renewSession } from './begin.ts'
import { askedWith, type Browser, browserWith, signedIn } from './sessions.fixture.ts'

const refreshOf = ({ cookies }: Browser): string => cookies.get('__Host-kh_refresh')!
const sessionCookieLines = ({ headers }: { headers: Headers }): string[] =>
  headers.getSetCookie().filter((line) => line.startsWith('__Host-'))

/** The same cookies in another jar, as of now. */
const copyOf = (world: Pick<TestWorld, 'app'>, { cookies, sessionId }: Browser): Browser =>
  browserWith(
    world,
    sessionId,
    [...cookies].map(([name, value]) => `${name}=${value}`),
  )

/** Its person proves more of who it is. @returns the cookies of the answer */
const proveMore = (world: TestWorld, accountId: string, browser: Browser): Promise<string[]> =>
  transaction(as(world, { role: 'app', accountId }), (world) =>
    renewSession(world, browser.sessionId, {
      accountId,
      methods: ['otp'],
      asked: askedWith({ cookie: browser.cookie() }),
      isOperator: false,
    }),
  )

async function actionsOf(world: TestWorld, accountId: string): Promise<string[]> {
  const rows = await as(world, { role: 'app', accountId }).sql<{ action: string }>`
    select action from audit_entry order by id limit 100`
  return rows.map(({ action }) => action)
}

test('C5: tabs of several processes that refresh at once get the same cookies byte for byte, and one row advances once', async () => {
  const world = await testWorld()
  const beside = await testWorld({ beside: world })
  const person = await aPerson(world)
  const browser = await signedIn(world, person)
  const tabs = [world, beside, world, beside].map((process) => copyOf(process, browser))

  const answers = await Promise.all(tabs.map((tab) => tab.call('POST', '/auth/refresh')))

  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
  assert.equal(new Set(answers.map((answer) => JSON.stringify(sessionCookieLines(answer)))).size, 1)
  const refreshes = (await actionsOf(world, person.personId)).filter(
    (action) => action === 'session.refreshed',
  )
  assert.equal(refreshes.length, 1)
  for (const tab of tabs) assert.equal((await tab.call('GET', '/auth/me')).status, 200)
})

test('C5: who lost the answer gets it again within the grace', async () => {
  const world = await testWorld()
  const browser = await signedIn(world, await aPerson(world))
  const tab = copyOf(world, browser)
  await browser.call('POST', '/auth/refresh')
  world.advance(10)

  const late = await tab.call('POST', '/auth/refresh')

  assert.equal(late.status, 200)
  assert.equal(refreshOf(tab), refreshOf(browser))
})

test('C5: what a tab sent before another one refreshed is answered until its own token ends; the token before that is over', async () => {
  const world = await testWorld()
  const browser = await signedIn(world, await aPerson(world))
  const oldest = copyOf(world, browser)
  await browser.call('POST', '/auth/refresh')
  const late = copyOf(world, browser)
  world.advance(600)
  await browser.call('POST', '/auth/refresh')

  const session = await late.call('GET', '/auth/session')
  const answers = [session, await oldest.call('GET', '/auth/me')]
  world.advance(1201)
  answers.push(await late.call('GET', '/auth/me'), await browser.call('GET', '/auth/me'))

  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 401, 401, 200],
  )
  const { createdAt, refreshBefore } = session.body.session as Record<string, string>
  assert.ok(Date.parse(refreshBefore!) - Date.parse(createdAt!) <= 1800_000, 'told the end of another token')
})

test('C2: proving more ends the access token of before a refresh with the rest', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const browser = await signedIn(world, person)
  const late = copyOf(world, browser)
  await browser.call('POST', '/auth/refresh')
  const before = await late.call('GET', '/auth/me')

  await proveMore(world, person.personId, browser)

  assert.deepEqual([before.status, (await late.call('GET', '/auth/me')).status], [200, 401])
})

test('C6: a token that comes after the grace ends the session for both; the log says so, and a mail', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const owner = await signedIn(world, person)
  const thief = copyOf(world, owner)
  await owner.call('POST', '/auth/refresh')
  world.advance(31)

  const answers = [await thief.call('POST', '/auth/refresh'), await owner.call('POST', '/auth/refresh')]

  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code, body.error]),
    Array.from({ length: 2 }, () => [401, 'REFRESH_REUSE', 'Refresh token has been invalidated']),
  )
  assert.equal((await owner.call('GET', '/auth/me')).status, 401)
  const mails = await as(world, { role: 'app', accountId: person.personId }).sql`
    select template from outgoing_mail limit 10`
  assert.deepEqual(mails, [{ template: 'session_reuse' }])
  assert.deepEqual(
    (await actionsOf(world, person.personId)).filter((action) => action.startsWith('session.')),
    ['session.started', 'session.refreshed', 'session.reused'],
  )
})

test('C6: a token whose successor was used ends the session at once, and no other one', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const [owner, elsewhere] = [await signedIn(world, person), await signedIn(world, person)]
  const thief = copyOf(world, owner)
  await owner.call('POST', '/auth/refresh')
  await owner.call('POST', '/auth/refresh')

  const { status, body } = await thief.call('POST', '/auth/refresh')

  assert.deepEqual([status, body.code], [401, 'REFRESH_REUSE'])
  assert.equal((await owner.call('GET', '/auth/me')).status, 401)
  assert.equal((await elsewhere.call('GET', '/auth/me')).status, 200)
})

test('C8: no refusal of a refresh takes cookies away, as another answer may have set better ones', async () => {
  const world = await testWorld()
  const browser = await signedIn(world, await aPerson(world))
  const [thief, invalid, bare] = [copyOf(world, browser), copyOf(world, browser), copyOf(world, browser)]
  invalid.cookies.set('__Host-kh_refresh', 'nonsense')
  bare.cookies.clear()
  await browser.call('POST', '/auth/refresh')
  await browser.call('POST', '/auth/refresh')

  const answers = [
    await bare.call('POST', '/auth/refresh'),
    await invalid.call('POST', '/auth/refresh'),
    await thief.call('POST', '/auth/refresh'),
  ]

  assert.deepEqual(
    answers.map(({ status, body, headers }) => [status, body.error, headers.getSetCookie()]),
    [
      [401, 'Refresh token required', []],
      [401, 'Invalid refresh token', []],
      [401, 'Refresh token has been invalidated', []],
    ],
  )
})

test('C8: a session that was signed out elsewhere, or renewed, keeps its cookies in a tab that comes late', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const [ended, renewed] = [await signedIn(world, person), await signedIn(world, person)]
  await copyOf(world, ended).call('POST', '/auth/logout')
  await proveMore(world, person.personId, renewed)

  const answers = [await ended.call('POST', '/auth/refresh'), await renewed.call('POST', '/auth/refresh')]

  assert.deepEqual(
    answers.map(({ status, body, headers }) => [status, body.code, headers.getSetCookie()]),
    [
      [401, 'REFRESH_ENDED', []],
      [401, 'REFRESH_INVALID', []],
    ],
  )
})

test('C16: a refresh token that was tagged under the key before this one is taken still, and again within the grace', async () => {
  const world = await testWorld()
  const browser = await signedIn(world, await aPerson(world))
  await world.sql.as({ role: 'jobs' })`
    update encryption_keys set state = 'open' where purpose = 'session'`
  // A process that starts makes the primary key that is missing.
  const next = await testWorld({ beside: world })
  const [tab, late] = [copyOf(next, browser), copyOf(next, browser)]

  const answers = [await tab.call('POST', '/auth/refresh'), await late.call('POST', '/auth/refresh')]

  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  )
  assert.equal(refreshOf(late), refreshOf(tab))
  assert.equal((await late.call('GET', '/auth/me')).status, 200)
})

test('C4: a session ends after a week without use, after 30 days in any case, and rotation puts off the first alone', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const [idle, busy] = [await signedIn(world, person), await signedIn(world, person)]
  const statuses: number[] = []
  for (let day = 6; day < 30; day += 6) {
    world.advance(6 * 86_400)
    statuses.push((await busy.call('POST', '/auth/refresh')).status)
  }

  const idleAnswer = await idle.call('POST', '/auth/refresh')
  world.advance(6 * 86_400 + 1)
  const busyAnswer = await busy.call('POST', '/auth/refresh')

  assert.deepEqual(statuses, [200, 200, 200, 200])
  assert.deepEqual(
    [idleAnswer, busyAnswer].map(({ status, body }) => [status, body.error]),
    [
      [401, 'Refresh token has expired'],
      [401, 'Refresh token has expired'],
    ],
  )
})

test('C4: an access token is good for half an hour less 5 % at most, not to the second the same for two', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const ends = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const { body } = await (await signedIn(world, person)).call('GET', '/auth/session')
      const { createdAt, refreshBefore } = body.session as Record<string, string>
      return (Date.parse(refreshBefore!) - Date.parse(createdAt!)) / 1000
    }),
  )
  const browser = await signedIn(world, person)

  world.advance(1600)
  const before = await browser.call('GET', '/auth/me')
  world.advance(201)
  const after = await browser.call('GET', '/auth/me')

  assert.ok(ends.every((seconds) => seconds > 1650 && seconds <= 1800))
  assert.equal(new Set(ends).size, 4)
  assert.deepEqual([before.status, after.status], [200, 401])
})

test('C4: an operator’s session ends after an hour without use, and after a day', async () => {
  const world = await testWorld()
  const person = await aPerson(world, { isOperator: true })
  const [idle, busy] = [
    await signedIn(world, person, { isOperator: true }),
    await signedIn(world, person, { isOperator: true }),
  ]
  const statuses: number[] = []
  for (let minutes = 50; minutes < 24 * 60; minutes += 50) {
    world.advance(50 * 60)
    statuses.push((await busy.call('POST', '/auth/refresh')).status)
    if (minutes === 100) statuses.push((await idle.call('POST', '/auth/refresh')).status)
  }
  world.advance(50 * 60)

  assert.deepEqual([...new Set(statuses)], [200, 401])
  assert.equal(statuses.filter((status) => status === 401).length, 1)
  assert.equal((await busy.call('POST', '/auth/refresh')).status, 401)
})

test('C2: proving more brings new tokens; those before are dead at once, though a late tab ends nothing by its own', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const browser = await signedIn(world, person)
  const late = copyOf(world, browser)

  const lines = await proveMore(world, person.personId, browser)

  const renewed = browserWith(world, browser.sessionId, lines)
  const refused = [await late.call('GET', '/auth/me'), await late.call('POST', '/auth/refresh')]
  const { status, body } = await renewed.call('GET', '/auth/session')
  assert.deepEqual(
    refused.map(({ status, body }) => [status, body.code]),
    [
      [401, 'UNAUTHENTICATED'],
      [401, 'REFRESH_INVALID'],
    ],
  )
  assert.equal(status, 200)
  assert.deepEqual((body.session as { methods: string[] }).methods, ['otp', 'pwd'])
  assert.equal(renewed.csrf, browser.csrf)
  assert.equal((await renewed.call('POST', '/auth/refresh')).status, 200)
})

test('C12: the CSRF token stays the same through refreshes, and is another after the next sign-in', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const browser = await signedIn(world, person)
  const before = browser.csrf

  await browser.call('POST', '/auth/refresh')

  assert.equal(browser.csrf, before)
  assert.notEqual((await signedIn(world, person)).csrf, before)
})

test('C13: a refresh needs no CSRF token, but comes from a page that may', async () => {
  const world = await testWorld()
  const browser = await signedIn(world, await aPerson(world))
  const bare = { 'x-csrf-token': '', 'sec-fetch-site': '' }

  const answers = [
    await browser.call('POST', '/auth/refresh', undefined, { ...bare, 'sec-fetch-site': 'cross-site' }),
    await browser.call('POST', '/auth/refresh', undefined, { ...bare, origin: 'https://evil.example' }),
    await browser.call('POST', '/auth/refresh', undefined, bare),
    await browser.call('POST', '/auth/refresh', undefined, { ...bare, 'sec-fetch-site': 'same-origin' }),
  ]

  assert.deepEqual(
    answers.map(({ status }) => status),
    [403, 403, 200, 200],
  )
})
