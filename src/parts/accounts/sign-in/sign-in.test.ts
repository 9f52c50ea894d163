import assert from 'node:assert/strict'
import { test } from 'node:test'
import { uuidv7 } from '../../../kit/id.ts'
import { as, type World } from '../../../kit/world.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { hashQueue } from '../passwords/hash-queue.ts'
import { putPassword } from '../passwords/store.ts'
import { type APerson, aPerson } from '../people/people.fixture.ts'
import { houseWithMail } from '../registration/registration.fixture.ts'
import { browserWith } from '../sessions/sessions.fixture.ts'

const aBrowser = (world: TestWorld) => browserWith(world, '', [])

const logIn = (
  browser: ReturnType<typeof aBrowser>,
  { address, password }: Pick<APerson, 'address' | 'password'>,
  headers?: Record<string, string>,
) => browser.call('POST', '/auth/login', { email: address, password }, headers)

const account = (world: World, { personId }: APerson): World =>
  as(world, { role: 'app', accountId: personId })

async function mailsTo(world: World, accountId: string): Promise<string[]> {
  const { sql } = as(world, { role: 'jobs' })
  const rows = await sql<{ template: string }>`
    select template from outgoing_mail where account_id = ${accountId} order by created_at, id limit 100`
  return rows.map(({ template }) => template)
}

const entriesOf = (world: World, accountId: string) =>
  as(world, { role: 'app', accountId }).sql<{ action: string; outcome: string; detail: string | null }>`
    select action, outcome, detail from audit_entry where action like 'person.%' order by xid, id limit 100`

const sessionsOf = (world: World, person: APerson) => account(world, person).sql<{ endedAt: Date | null }>`
  select ended_at as "endedAt" from person_session order by created_at, id limit 100`

test('who knows the password is let in, in any spelling of the address', async () => {
  const world = await testWorld()
  const ada = await aPerson(world, { address: 'ada@example.org', username: 'ada' })
  const browser = aBrowser(world)

  const { status, body } = await logIn(browser, { ...ada, address: ' Ada@Example.ORG ' })

  assert.equal(status, 200)
  assert.equal(body.requiresTwoFactor, false)
  const user = body.user as Record<string, unknown>
  assert.deepEqual([user.id, user.email, user.username], [ada.personId, 'ada@example.org', 'ada'])
  assert.equal((await browser.call('GET', '/auth/me')).status, 200)
})

test('B6: an address that nobody has is answered as a wrong password is, after the same work', async () => {
  const world = await testWorld()
  const { address } = await aPerson(world)
  const answers = []
  for (const email of [address, 'nobody@example.org']) {
    const before = hashQueue(world).begun
    const { status, body, headers } = await logIn(aBrowser(world), { address: email, password: 'wrong' })
    const { requestId: _, ...told } = body
    const names = [...headers.keys()].filter((name) => !/ratelimit|request-id/.test(name))
    answers.push({ status, told, names, hashes: hashQueue(world).begun - before })
  }

  assert.equal(answers[0]!.status, 401)
  assert.equal(answers[0]!.told.error, 'Invalid email or password')
  assert.equal(answers[0]!.hashes, 1)
  assert.deepEqual(answers[0], answers[1])
})

test('B6: a person without a password costs a hash, too', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  await account(world, ada).sql`delete from person_password where account_id = ${ada.personId}`
  const before = hashQueue(world).begun

  assert.equal((await logIn(aBrowser(world), ada)).status, 401)
  assert.equal(hashQueue(world).begun - before, 1)
})

test('B7: an address that nobody has bears as many guesses as any other', async () => {
  const world = await testWorld()
  const outcomes: number[][] = []
  for (const address of [(await aPerson(world)).address, 'nobody@example.org']) {
    const statuses: number[] = []
    for (let n = 0; n < 11; n++)
      statuses.push((await logIn(aBrowser(world), { address, password: 'wrong' })).status)
    outcomes.push(statuses)
  }

  assert.deepEqual(outcomes[0]!.slice(0, 10), Array<number>(10).fill(401))
  assert.deepEqual(outcomes[0], outcomes[1])
})

/** As if so many passwords had been wrong in a row, at every account that was guessed at. */
const countAs = (world: World, wrong: number) =>
  as(world, { role: 'app' }).sql`update guesses set wrong = ${wrong} where kind = 'account'`

test('B7: after a hundred wrong passwords a stranger is turned away, and the browser that signed in before is not', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const before = aBrowser(world)
  await logIn(before, ada)
  const known = aBrowser(world)
  known.cookies.set('__Host-kh_device', before.cookies.get('__Host-kh_device')!)
  await logIn(aBrowser(world), { ...ada, password: 'wrong' })
  await countAs(world, 100)

  const stranger = await logIn(aBrowser(world), ada)
  const owner = await logIn(known, ada)

  assert.deepEqual([stranger.status, stranger.body.code], [429, 'TOO_MANY_GUESSES'])
  assert.equal(stranger.headers.get('retry-after'), '900')
  assert.equal(owner.status, 200)
})

test('B7: after a hundred wrong passwords a new one, set by a mailed link, lets any browser in', async () => {
  const house = await houseWithMail()
  const { world } = house
  const ada = await aPerson(world)
  await logIn(aBrowser(world), { ...ada, password: 'wrong' })
  await countAs(world, 100)
  const locked = await logIn(aBrowser(world), ada)
  await house.post('/auth/forgot-password', { email: ada.address })
  const password = 'a new one of my own'
  await house.post('/auth/reset-password', { token: await house.tokenFor(ada.address), password })

  const { status } = await logIn(aBrowser(world), { ...ada, password })

  assert.deepEqual([locked.status, status], [429, 200])
})

test('E1: the hundredth wrong password in a row is told by mail and in the log, once, and of an address that nobody has nowhere', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const guess = (address: string) => logIn(aBrowser(world), { address, password: 'wrong' })
  for (const address of [ada.address, 'nobody@example.org']) await guess(address)
  await countAs(world, 99)

  const answers = [await guess(ada.address), await guess('nobody@example.org')]

  assert.deepEqual(
    answers.map(({ status }) => status),
    [401, 401],
  )
  const { sql } = as(world, { role: 'jobs' })
  const mails = await sql`select account_id as "accountId", template from outgoing_mail limit 10`
  assert.deepEqual(mails, [{ accountId: ada.personId, template: 'sign_in_locked' }])
  const entries = await sql`
    select actor_kind as kind, outcome, request_id as "requestId" from audit_entry
    where action = 'person.sign_in_locked' limit 10`
  const requestId = answers[0]!.headers.get('x-request-id')
  assert.deepEqual(entries, [{ kind: 'anyone', outcome: 'refused', requestId }])
})

test('C14: a form, plain text or another origin signs nobody in', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)

  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
    assert.equal((await logIn(aBrowser(world), ada, { 'content-type': type })).status, 415)
  const cross = await logIn(aBrowser(world), ada, { 'sec-fetch-site': 'cross-site' })
  const foreign = { 'sec-fetch-site': '', origin: 'https://evil.example' }

  assert.equal(cross.status, 403)
  assert.equal((await logIn(aBrowser(world), ada, foreign)).status, 403)
  assert.deepEqual(await sessionsOf(world, ada), [])
})

test('C2: signing in makes a new session, and the one that the browser had is over', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const browser = aBrowser(world)
  await logIn(browser, ada)
  const before = new Map(browser.cookies)

  await logIn(browser, ada)

  const sessions = await sessionsOf(world, ada)
  assert.deepEqual(
    sessions.map(({ endedAt }) => endedAt !== null),
    [true, false],
  )
  assert.notEqual(browser.cookies.get('__Host-kh_session'), before.get('__Host-kh_session'))
  const old = browserWith(world, '', [])
  for (const [name, value] of before) old.cookies.set(name, value)
  assert.equal((await old.call('GET', '/auth/me')).status, 401)
})

test('C1: neither a token nor the name of the browser stands in the body', async () => {
  const world = await testWorld()
  const browser = aBrowser(world)

  const { body } = await logIn(browser, await aPerson(world))

  const text = JSON.stringify(body)
  for (const value of browser.cookies.values()) assert.ok(!text.includes(value))
  assert.equal(browser.cookies.size, 4)
})

async function enrol(world: World, person: APerson): Promise<void> {
  await account(world, person).sql`
    insert into factor (account_id, id, kind, name, created_at, enabled_at)
    values (${person.personId}, ${uuidv7(world)}, 'totp', 'app', ${world.now()}, ${world.now()})`
}

for (const flag of ['true', 'false'])
  test(`with TWO_FACTOR_ENABLED=${flag} somebody who enrolled is asked for the second step, and has no session`, async () => {
    const world = await testWorld({ environment: { TWO_FACTOR_ENABLED: flag } })
    const ada = await aPerson(world)
    await enrol(world, ada)
    const browser = aBrowser(world)

    const { status, body } = await logIn(browser, ada)

    assert.deepEqual([status, body], [200, { requiresTwoFactor: true }])
    assert.deepEqual([...browser.cookies.keys()], ['__Host-kh_challenge'])
    assert.deepEqual(await sessionsOf(world, ada), [])
  })

test('the second step is asked for only once the password was right', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  await enrol(world, ada)

  const { status, headers } = await logIn(aBrowser(world), { ...ada, password: 'wrong' })

  assert.equal(status, 401)
  assert.deepEqual(headers.getSetCookie(), [])
})

test('that an account is disabled is told to who knows the password, and nobody is let in', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  await account(world, ada).sql`update person set disabled_at = ${world.now()}`

  assert.equal((await logIn(aBrowser(world), { ...ada, password: 'wrong' })).status, 401)
  assert.equal((await logIn(aBrowser(world), ada)).status, 403)
  assert.deepEqual(await sessionsOf(world, ada), [])
})

test('a password that is changed while it is looked at lets nobody in', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  world.atPoint('sign_in.proved', async () => {
    world.advance(1)
    await putPassword(account(world, ada), ada.personId, 'another')
  })

  assert.equal((await logIn(aBrowser(world), ada)).status, 401)
  assert.deepEqual(await sessionsOf(world, ada), [])
})

test('B4: a password that was kept as bcrypt is kept as argon2id after the first sign-in', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const bcrypt = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'
  await putPassword(account(world, ada), ada.personId, bcrypt)

  assert.equal((await logIn(aBrowser(world), { ...ada, password: 'U*U' })).status, 200)

  const [kept] = await as(world, { role: 'app' }).sql<{ hash: string }>`
    select hash from person_password_find(${ada.personId})`
  assert.match(kept!.hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.equal((await logIn(aBrowser(world), { ...ada, password: 'U*U' })).status, 200)
})

test('E1: a browser that is new is told by mail, the first one and a known one are not', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const first = aBrowser(world)
  await logIn(first, ada)
  await logIn(first, ada)
  assert.deepEqual(await mailsTo(world, ada.personId), [])

  const second = aBrowser(world)
  await logIn(second, ada)
  await logIn(second, ada)

  assert.deepEqual(await mailsTo(world, ada.personId), ['new_device'])
  await logIn(aBrowser(world), ada)
  assert.deepEqual(await mailsTo(world, ada.personId), ['new_device'], 'once an hour')
})

test('E1: a name that somebody else planted makes no browser known', async () => {
  const world = await testWorld()
  const [ada, mallory] = [await aPerson(world), await aPerson(world)]
  await logIn(aBrowser(world), ada)
  const planted = aBrowser(world)
  await logIn(planted, mallory)
  const malloryKeeps = planted.cookies.get('__Host-kh_device')!

  await logIn(planted, ada)

  assert.deepEqual(await mailsTo(world, ada.personId), ['new_device'])
  const copy = aBrowser(world)
  copy.cookies.set('__Host-kh_device', malloryKeeps)
  await logIn(copy, ada)
  const entries = await entriesOf(world, ada.personId)
  assert.deepEqual(JSON.parse(entries.at(-1)!.detail!), { methods: 'pwd', newDevice: true })
})

test('E5: who was let in and who was not stands in the log, of an address that nobody has in the home account’s', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  await logIn(aBrowser(world), { ...ada, password: 'wrong' })
  await logIn(aBrowser(world), ada)

  const entries = await entriesOf(world, ada.personId)

  assert.deepEqual(
    entries.map(({ action, outcome }) => [action, outcome]),
    [
      ['person.sign_in_refused', 'refused'],
      ['person.signed_in', 'ok'],
    ],
  )
  assert.deepEqual(JSON.parse(entries[0]!.detail!), { reason: 'password', factor: 'pwd' })
})

test('who signs in within the grace is not erased', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  await account(world, ada).sql`update person set erase_at = ${world.now()}`

  await logIn(aBrowser(world), ada)

  const [row] = await account(world, ada).sql<{ erase_at: Date | null }>`select erase_at from person limit 1`
  assert.equal(row!.erase_at, null)
})
