import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { z } from 'zod'
import { operatorOf } from '../../../../../tests/support/operator.ts'
import { testWorld } from '../../../../../tests/support/world.ts'
import type { Body } from '../../../../kit/route.ts'
import { as } from '../../../../kit/world.ts'
import { actionsOf, enrolled, mailsTo } from '../../factors/factors.fixture.ts'
import { deployment } from '../../directory/store.ts'
import { aPerson } from '../../people/people.fixture.ts'
import { type Browser, browserWith, signedIn } from '../../sessions/sessions.fixture.ts'
import { aPersonalOperator } from './people.fixture.ts'

interface Listed {
  people: { id: string; email: string; username: string }[]
  nextCursor: string | null
}

test('E2: people are listed in pages, and found by the whole address or how a user name begins', async () => {
  const world = await testWorld()
  const operator = await operatorOf(world)
  const ada = await aPerson(world, { username: 'Ada', address: 'ada@example.org' })
  world.advance(1)
  const adam = await aPerson(world, { username: 'adam_k' })
  world.advance(1)
  const bob = await aPerson(world, { username: 'bob' })
  const ask = async (query: string) =>
    (await operator('GET', `/api/people?${query}`)).body as unknown as Listed
  const ids = ({ people }: Listed) => people.map(({ id }) => id)

  const first = await ask('limit=2')
  const second = await ask(`limit=2&cursor=${first.nextCursor}`)

  assert.deepEqual([...ids(first), ...ids(second)], [bob.personId, adam.personId, ada.personId])
  assert.equal(second.nextCursor, null)
  assert.deepEqual(ids(await ask('username=ADA')), [adam.personId, ada.personId])
  assert.deepEqual(ids(await ask('username=adam_')), [adam.personId])
  assert.deepEqual(ids(await ask('username=a%25')), [])
  const found = await ask('address=ADA@example.org')
  assert.deepEqual(
    found.people.map(({ id, email }) => [id, email]),
    [[ada.personId, 'ada@example.org']],
  )
  assert.deepEqual(ids(await ask('address=ada@example')), [])
})

test('E2: a person is shown with sessions, factors, memberships and counts, and nothing secret', async () => {
  const world = await testWorld()
  const operator = await operatorOf(world)
  const ada = await enrolled(world)
  await ada.browser.call('POST', '/api/keys', { name: 'mine', scopes: ['connections:read'] })

  const { status, body } = await operator('GET', `/api/people/${ada.personId}`)

  assert.equal(status, 200)
  assert.equal(body.email, ada.address)
  assert.equal((body.sessions as unknown[]).length, 1)
  assert.deepEqual(body.factors, { authenticator: true, passkeys: 0, recoveryCodes: 10 })
  const { users, keys, ...others } = body.counts as Record<string, number>
  assert.deepEqual([users, keys], [1, 1])
  assert.ok('connections' in others && Object.values(others).every((count) => count === 0))
  assert.doesNotMatch(JSON.stringify(body), /argon2|hash|secret/)
  const nobody = await operator('GET', '/api/people/0199a1fc-0000-7000-8000-000000000000')
  assert.deepEqual([nobody.status, nobody.body.code], [404, 'PERSON_NOT_FOUND'])
})

test('E2: an account that is switched off loses its sessions and keys at once, is not signed in to, and comes back whole', async () => {
  const world = await testWorld()
  const operator = await operatorOf(world)
  const ada = await aPerson(world)
  const browser = await signedIn(world, ada)
  const made = await browser.call('POST', '/api/keys', { name: 'mine', scopes: ['connections:read'] })
  const login = () =>
    browserWith(world, '', []).call('POST', '/auth/login', { email: ada.address, password: ada.password })
  const withKey = () =>
    browserWith(world, '', []).call('GET', '/api/connections', undefined, {
      'x-api-key': String(made.body.key),
    })
  const keyBefore = await withKey()

  const off = await operator('POST', `/api/people/${ada.personId}/disable`, { reason: 'left the team' })

  assert.deepEqual([off.status, off.body.ended, keyBefore.status], [200, 1, 200])
  assert.equal((await browser.call('GET', '/auth/me')).status, 401)
  assert.equal((await login()).body.code, 'ACCOUNT_DISABLED')
  assert.equal((await withKey()).status, 401)
  assert.deepEqual(await mailsTo(world, ada), ['account_disabled'])
  const shown = await operator('GET', `/api/people/${ada.personId}`)
  assert.equal(shown.body.disabledReason, 'left the team')
  const on = await operator('POST', `/api/people/${ada.personId}/enable`)
  assert.equal(on.status, 204)
  assert.equal((await login()).status, 200)
  assert.equal((await withKey()).status, 200)
  const actions = await actionsOf(world, ada)
  for (const action of ['person.disabled', 'person.enabled', 'session.ended'])
    assert.ok(actions.includes(action), action)
})

test('E2: the operator ends the sessions of one, or of everybody but the own', async () => {
  const world = await testWorld()
  const operator = await aPersonalOperator(world)
  const people = [await aPerson(world), await aPerson(world), await aPerson(world)]
  const browsers: Browser[] = []
  for (const each of people) browsers.push(await signedIn(world, each))
  const alive = async () => {
    const answers: number[] = []
    for (const browser of browsers) answers.push((await browser.call('GET', '/auth/me')).status)
    return answers
  }

  const one = await operator.call('POST', `/api/people/${people[0]!.personId}/sessions/end`)
  const afterOne = await alive()
  const all = await operator.call('POST', '/api/people/sessions/end')

  assert.deepEqual([one.body.ended, afterOne], [1, [401, 200, 200]])
  assert.deepEqual([all.body.ended, await alive()], [2, [401, 401, 401]])
  assert.equal((await operator.call('GET', '/api/people')).status, 200)
})

/** A hash that comes with people of another system is none. */
const namesPassword = ({ schema }: Body): boolean =>
  /"\w*password"/i.test(JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })))

test('E2: a reset is mailed, and no route lets an operator see or set a password', async () => {
  const world = await testWorld({ environment: { EMAIL_ENABLED: 'true' } })
  const operator = await operatorOf(world)
  const ada = await aPerson(world)

  const sent = await operator('POST', `/api/people/${ada.personId}/send-reset`)
  const again = await operator('POST', `/api/people/${ada.personId}/send-reset`)

  assert.deepEqual([sent.status, again.status, again.body.code], [204, 429, 'MAIL_LIMITED'])
  assert.deepEqual(await mailsTo(world, ada), ['reset_password'])
  const forOperators = world.app.routes.filter(({ who }) => who.kind === 'operator')
  assert.deepEqual(
    forOperators.filter(({ path, body }) => /password/.test(path) || (body && namesPassword(body))),
    [],
  )
})

test('E2: nobody is there from the start, neither a person nor an operator', async () => {
  const world = await testWorld()
  const home = as(world, { role: 'app', accountId: (await deployment(world)).homeAccountId })

  const found = [
    await as(world, { role: 'jobs' }).sql`select account_id from person limit 1`,
    await home.sql`select person_id from membership limit 1`,
    await home.sql`select id from operator_session limit 1`,
  ]

  assert.deepEqual(found, [[], [], []])
})

test('E2: the operator’s rooms are for operators alone', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const browser = await signedIn(world, ada)
  const rooms = world.app.routes.filter(
    ({ path }) => path.startsWith('/api/people') || /^\/api\/(teams|operator\/person)/.test(path),
  )

  const through: string[] = []
  for (const { method, path } of rooms) {
    const { status } = await browser.call(
      method,
      path.replaceAll(/:\w+/g, ada.personId),
      method === 'GET' ? undefined : {},
    )
    if (status !== 403) through.push(`${method} ${path}: ${status}`)
  }

  assert.ok(rooms.length >= 14)
  assert.deepEqual(through, [])
})

test('E2: the session of a link makes the first operator, who then works under the own name', async () => {
  const world = await testWorld()
  const byLink = await operatorOf(world)
  const ada = await aPerson(world)
  const { homeAccountId } = await deployment(world)
  const before = await signedIn(world, ada)

  const made = await byLink('POST', '/api/operator/person', { personId: ada.personId })

  assert.equal(made.status, 204)
  assert.equal(
    (await before.call('GET', '/auth/me')).status,
    401,
    'sessions from before live longer than an operator’s',
  )
  const browser = await signedIn(world, ada, { isOperator: true })
  const forHome = { 'keyhold-account': homeAccountId }
  assert.equal((await browser.call('GET', '/api/people', undefined, forHome)).status, 200)
  assert.equal((await browser.call('GET', '/api/people')).status, 403)
  const { body: team } = await browser.call('GET', `/api/teams/${homeAccountId}/members`, undefined, forHome)
  assert.deepEqual(
    (team.members as { personId: string; role: string }[]).map(({ personId, role }) => [personId, role]),
    [[ada.personId, 'owner']],
  )
  const own = await browser.call(
    'POST',
    `/api/people/${ada.personId}/operator`,
    { isOperator: false },
    forHome,
  )
  assert.equal(own.body.code, 'PERSON_IS_YOU')
  await byLink('POST', `/api/people/${ada.personId}/operator`, { isOperator: false })
  const after = await signedIn(world, ada)
  assert.equal((await after.call('GET', '/api/people', undefined, forHome)).status, 403)
})

test('E2: who has not proved the address, or is switched off, is made no operator', async () => {
  const world = await testWorld({ environment: { EMAIL_ENABLED: 'true' } })
  const byLink = await operatorOf(world)
  const unproved = await aPerson(world, { isVerified: false })
  const off = await aPerson(world)
  await byLink('POST', `/api/people/${off.personId}/disable`, { reason: 'test' })

  const answers = [
    await byLink('POST', '/api/operator/person', { personId: unproved.personId }),
    await byLink('POST', '/api/operator/person', { personId: off.personId }),
  ]

  assert.deepEqual(
    answers.map(({ body }) => body.code),
    ['PERSON_UNFIT', 'PERSON_UNFIT'],
  )
})

test('members of a team are put, listed and removed', async () => {
  const world = await testWorld()
  const operator = await operatorOf(world)
  const { homeAccountId } = await deployment(world)
  const ada = await aPerson(world)
  const place = `/api/teams/${homeAccountId}/members`
  const roles = async () =>
    ((await operator('GET', place)).body.members as { role: string }[]).map(({ role }) => role)

  await operator('PUT', `${place}/${ada.personId}`, { role: 'viewer' })
  const put = await roles()
  await operator('PUT', `${place}/${ada.personId}`, { role: 'member' })
  const changed = await roles()
  const removed = await operator('DELETE', `${place}/${ada.personId}`)

  assert.deepEqual([put, changed, removed.status, await roles()], [['viewer'], ['member'], 204, []])
  const noTeam = await operator('GET', `/api/teams/${ada.personId}/members`)
  assert.deepEqual([noTeam.status, noTeam.body.code], [404, 'TEAM_NOT_FOUND'])
})

test('E2: a right that the log cannot tell of is not given', async () => {
  const world = await testWorld()
  const operator = await aPersonalOperator(world)
  const { personId } = await aPerson(world)
  const client = new pg.Client({ connectionString: world.ownerUrl })
  await client.connect()
  await client.query(`create function unwritable() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$;
    create trigger unwritable before insert on audit_entry for each row when (new.action = 'person.made_operator') execute function unwritable()`)

  const { status } = await operator.call('POST', `/api/people/${personId}/operator`, { isOperator: true })

  const { rows } = await client.query('select from membership where person_id = $1', [personId])
  await client.end()
  assert.deepEqual([status, rows.length], [503, 0])
})

test('E3: a reason that the mail could not tell whole is refused', async () => {
  const world = await testWorld({ environment: { IMPERSONATION: 'true' } })
  const operator = await aPersonalOperator(world)
  const { personId } = await aPerson(world)

  for (const reason of ['Fixing billing.Call me', 'two\nlines', 'x'.repeat(101)]) {
    const { status } = await operator.call('POST', `/api/people/${personId}/impersonate`, { reason })
    assert.equal(status, 400, reason)
  }
})
