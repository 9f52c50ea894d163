import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { as } from '../../../kit/world.ts'
import { fromBase32 } from '../factors/base32.ts'
import { actionsOf, mailsTo, verify } from '../factors/factors.fixture.ts'
import { codeAt, stepOf } from '../factors/totp.ts'
import { findPassword } from '../passwords/store.ts'
import { aPerson } from '../people/people.fixture.ts'
import { browserWith, signedIn } from '../sessions/sessions.fixture.ts'
import type { PeopleImportReport } from './import-people.ts'
import type { PersonRow } from './source.ts'

const operatorKey = 'kho_operator-key-of-the-test-suite'
const password = 'TestPass123!'
const bcrypt = '$2b$04$XajjQvNhvvRt5GSeFk1xFehmqcTMvgjj7/Z51UyhV3iUA6NugCIi6'
const secret = 'JBSWY3DPEHPK3PXP'

const importWorld = (): Promise<TestWorld> =>
  testWorld({ environment: { KEYHOLD_OPERATOR_KEY: operatorKey, CSRF_ENABLED: 'true' } })

const aRow = (changes: Partial<PersonRow> = {}): PersonRow => ({
  id: '1',
  address: 'Ada@Example.org',
  username: 'ada',
  displayName: 'Ada',
  isVerified: 't',
  passwordHash: bcrypt,
  hasFactor: 'f',
  factorSecret: null,
  ...changes,
})

async function send(world: TestWorld, rows: readonly Partial<PersonRow>[], body: object = {}) {
  const response = await world.app.fetch(
    new Request('http://localhost:3000/api/imports/people', {
      method: 'POST',
      headers: { authorization: `Bearer ${operatorKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ rows, ...body }),
    }),
    { remoteAddress: '127.0.0.1' },
  )
  const text = await response.text()
  return { status: response.status, body: JSON.parse(text) as PeopleImportReport, text }
}

const reasonsOf = ({ body: { failures } }: { body: PeopleImportReport }) =>
  failures.map(({ id, field, reason }) => [id, field, reason])

async function logIn(world: TestWorld, email = 'ada@example.org') {
  const browser = browserWith(world, '', [])
  return { browser, ...(await browser.call('POST', '/auth/login', { email, password })) }
}

test('B4: who is imported signs in with the password of there, which is hashed anew by that', async () => {
  const world = await importWorld()

  const { body } = await send(world, [aRow()])

  const person = body.people[0]!
  const first = await logIn(world)
  const kept = await findPassword(as(world, { role: 'app' }), person.personId!)
  const { id, username, displayName, emailVerified } = first.body.user as Record<string, unknown>
  assert.deepEqual([body.imported, person.outcome, person.username], [1, 'imported', 'ada'])
  assert.deepEqual([id, username, displayName, emailVerified], [person.personId, 'ada', 'Ada', true])
  assert.match(kept!.hash, /^\$argon2id\$/)
  assert.equal((await logIn(world)).status, 200)
})

test('D1: who had an authenticator app there is asked for its code here, and never comes without it', async () => {
  const world = await importWorld()
  const rows = [
    aRow({ hasFactor: 'true', factorSecret: secret.toLowerCase() }),
    aRow({ id: '2', address: 'bob@example.org', hasFactor: 't' }),
    aRow({ id: '3', address: 'eve@example.org', hasFactor: 't', factorSecret: 'JBSWY3D1' }),
    aRow({ id: '4', address: 'joe@example.org', hasFactor: 't', factorSecret: 'JBSWY3DP' }),
    // Set up there, and never enabled.
    aRow({ id: '5', address: 'kim@example.org', hasFactor: 'f', factorSecret: secret }),
    aRow({ id: '6', address: 'lea@example.org', hasFactor: null, factorSecret: secret }),
  ]

  const report = await send(world, rows)

  const ada = await logIn(world)
  const wrong = await verify(ada.browser, '000000')
  const right = await verify(ada.browser, codeAt(fromBase32(secret)!, stepOf(world.now())))
  assert.deepEqual(reasonsOf(report), [
    ['2', 'factorSecret', 'invalid'],
    ['3', 'factorSecret', 'invalid'],
    ['4', 'factorSecret', 'invalid'],
  ])
  assert.deepEqual([ada.body.requiresTwoFactor, wrong.status, right.status], [true, 401, 200])
  assert.equal((await logIn(world, 'kim@example.org')).body.requiresTwoFactor, false)
  assert.equal((await logIn(world, 'lea@example.org')).body.requiresTwoFactor, true)
  assert.equal((await logIn(world, 'bob@example.org')).status, 401)
})

test('nobody counts as proved who was not, or is without a password let in', async () => {
  const world = await importWorld()
  const rows = [
    aRow({ id: '1', isVerified: null }),
    aRow({ id: '2', address: 'b@example.org', isVerified: 'f' }),
    aRow({ id: '3', address: 'c@example.org', isVerified: '2024-05-06 07:08:09.123' }),
    aRow({ id: '4', address: 'd@example.org', passwordHash: null }),
  ]

  const { body } = await send(world, rows)

  const users = []
  for (const email of ['ada@example.org', 'b@example.org', 'c@example.org'])
    users.push(((await logIn(world, email)).body.user as Record<string, unknown>).emailVerified)
  assert.equal(body.imported, 4)
  assert.deepEqual(users, [false, false, true])
  assert.equal((await logIn(world, 'd@example.org')).status, 401)
})

test('an address that somebody has here, in any spelling, changes nothing of that account', async () => {
  const world = await importWorld()
  const ada = await aPerson(world, { address: 'ada@example.org', username: 'countess' })

  const twice = [
    await send(world, [aRow()]),
    await send(world, [aRow({ address: ' ADA@example.org' })], { dryRun: true }),
  ]

  assert.deepEqual(
    twice.map(({ body }) => body.people),
    Array.from({ length: 2 }, () => [
      { id: '1', outcome: 'unchanged', personId: ada.personId, username: 'countess' },
    ]),
  )
  assert.equal((await logIn(world)).status, 401)
  assert.deepEqual(await actionsOf(world, ada), ['person.sign_in_refused'])
})

test('of two rows with one address, and of rows that come twice at once, one person is made', async () => {
  const world = await importWorld()

  const reports = await Promise.all(
    Array.from({ length: 4 }, () => send(world, [aRow(), aRow({ id: '2', address: 'ADA@EXAMPLE.ORG' })])),
  )

  const people = reports.flatMap(({ body }) => body.people)
  assert.equal(people.filter(({ outcome }) => outcome === 'imported').length, 1)
  assert.equal(new Set(people.map(({ personId }) => personId)).size, 1)
})

test('a user name that somebody has here gets some characters behind it, and the report says so', async () => {
  const world = await importWorld()
  await aPerson(world, { username: 'Ada' })

  const { body } = await send(world, [aRow()])

  assert.match(String(body.people[0]!.username), /^ada-[a-z2-9]{4}$/)
})

test('a dry run stores nothing and counts the same', async () => {
  const world = await importWorld()
  const rows = [aRow(), aRow({ id: '2', address: 'nonsense' })]

  const dry = await send(world, rows, { dryRun: true })
  const refused = await logIn(world)
  const done = await send(world, rows)

  assert.equal(refused.status, 401)
  assert.deepEqual(
    [dry, done].map(({ body }) => [body.imported, body.failures.length, body.people[0]!.personId === null]),
    [
      [1, 1, true],
      [1, 1, false],
    ],
  )
})

test('a row that cannot be read is told by field, without a word of it, and the others are taken', async () => {
  const world = await importWorld()
  const report = await send(world, [
    aRow({ id: '1', address: null }),
    aRow({ id: '2', address: 'ada at example' }),
    aRow({ id: '3', username: 'a\nb' }),
    aRow({ id: '4', isVerified: 'perhaps' }),
    aRow({ id: '5', passwordHash: 'plain-Password-12' }),
    aRow({ id: '6', passwordHash: '$2b$16$XajjQvNhvvRt5GSeFk1xFehmqcTMvgjj7/Z51UyhV3iUA6NugCIi6' }),
    aRow({ id: '7', hasFactor: 'maybe' }),
    { id: '8', address: 'bare@example.org' },
  ])

  assert.deepEqual(reasonsOf(report), [
    ['1', 'address', 'missing'],
    ['2', 'address', 'invalid'],
    ['3', 'username', 'invalid'],
    ['4', 'isVerified', 'invalid'],
    ['5', 'passwordHash', 'unknown_hash'],
    ['6', 'passwordHash', 'unknown_hash'],
    ['7', 'hasFactor', 'invalid'],
  ])
  assert.equal(report.body.imported, 1)
  assert.doesNotMatch(report.text, /plain-Password|ada at example|XajjQ/)
})

test('the log says who was taken over and by whom, without names, hashes or secrets; nobody is told by mail', async () => {
  const world = await importWorld()

  const { body } = await send(world, [aRow({ hasFactor: 't', factorSecret: secret })])

  const personId = body.people[0]!.personId!
  const { sql } = as(world, { role: 'app', accountId: personId })
  const entries = await sql<Record<string, unknown>>`
    select action, actor_kind as "actorKind", detail from audit_entry order by id limit 10`
  assert.deepEqual(entries, [
    { action: 'person.imported', actorKind: 'operator', detail: '{"password":true,"factor":true}' },
  ])
  assert.deepEqual(await mailsTo(world, { personId, address: '', password }), [])
})

test('people import nobody, and no API key does', async () => {
  const world = await importWorld()
  const browser = await signedIn(world, await aPerson(world))

  const { status } = await browser.call('POST', '/api/imports/people', { rows: [aRow()] })

  assert.equal(status, 403)
  assert.equal((await logIn(world)).status, 401)
})
