import assert from 'node:assert/strict'
import { test } from 'node:test'
import { as, type World } from '../../../kit/world.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { type APerson, aPerson } from '../people/people.fixture.ts'
import { houseWithMail } from '../registration/registration.fixture.ts'
import { browserWith, signedIn } from '../sessions/sessions.fixture.ts'

const newPassword = 'three green umbrellas'

const changeTo = (password: string, from: APerson) => ({
  currentPassword: from.password,
  newPassword: password,
})

const mailsTo = (world: World, accountId: string) => as(world, { role: 'jobs' }).sql<{ template: string }>`
  select template from outgoing_mail where account_id = ${accountId} order by created_at limit 100`

test('C10: a new password ends the other sessions, renews this one and is told by mail', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const [here, there] = [await signedIn(world, ada), await signedIn(world, ada)]
  const old = browserWith(world, here.sessionId, [])
  for (const [name, value] of here.cookies) old.cookies.set(name, value)

  const { status } = await here.call('POST', '/auth/change-password', changeTo(newPassword, ada))

  assert.equal(status, 200)
  assert.equal((await here.call('GET', '/auth/me')).status, 200)
  assert.equal((await there.call('GET', '/auth/me')).status, 401)
  assert.equal((await old.call('GET', '/auth/me')).status, 401, 'C2: the token before is dead')
  const mails = await mailsTo(world, ada.personId)
  assert.deepEqual(
    mails.map(({ template }) => template),
    ['password_changed'],
  )
  const logIn = (password: string) =>
    browserWith(world, '', []).call('POST', '/auth/login', { email: ada.address, password })
  assert.equal((await logIn(newPassword)).status, 200)
  assert.equal((await logIn(ada.password)).status, 401)
})

test('without the password of until now nothing changes', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const [here, there] = [await signedIn(world, ada), await signedIn(world, ada)]

  const wrong = await here.call('POST', '/auth/change-password', {
    currentPassword: 'wrong',
    newPassword,
  })

  assert.equal(wrong.status, 401)
  assert.equal(wrong.body.code, 'WRONG_CREDENTIALS')
  assert.equal((await there.call('GET', '/auth/me')).status, 200)
})

/** No wait ends by itself, however busy the machine is. */
const holdWaits = (world: World) => as(world, { role: 'app' }).sql`
  update guesses set not_before = not_before + interval '1 hour' where kind = 'account'`

test('B7: a stolen session cannot try passwords without end', async () => {
  const world = await testWorld()

  for (const [path, status, wrong] of [
    ['/auth/change-password', 401, { currentPassword: 'wrong', newPassword }],
    ['/auth/step-up', 400, { password: 'wrong' }],
  ] as const) {
    const here = await signedIn(world, await aPerson(world))
    const statuses: number[] = []
    for (let n = 0; n < 10; n++) statuses.push((await here.call('POST', path, wrong)).status)
    await holdWaits(world)

    const refused = await here.call('POST', path, wrong)

    assert.deepEqual(statuses, Array<number>(10).fill(status))
    assert.deepEqual([refused.status, refused.body.code], [429, 'TOO_MANY_GUESSES'])
    assert.ok(Number(refused.headers.get('retry-after')) > 0)
  }
})

test('B7: the hundredth wrong password of a session is told by mail and in the log, wherever it was typed', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const here = await signedIn(world, ada)
  await here.call('POST', '/auth/step-up', { password: 'wrong' })
  await as(world, { role: 'app' }).sql`update guesses set wrong = 98 where kind = 'account'`

  await here.call('POST', '/auth/step-up', { password: 'wrong' })
  const untold = await mailsTo(world, ada.personId)
  await as(world, { role: 'app' }).sql`update guesses set not_before = ${world.now()} where kind = 'account'`
  const last = await here.call('POST', '/auth/change-password', { currentPassword: 'wrong', newPassword })
  const right = await here.call('POST', '/auth/step-up', { password: ada.password })

  assert.deepEqual([untold, last.status, right.status], [[], 401, 429])
  assert.deepEqual(await mailsTo(world, ada.personId), [{ template: 'proof_locked' }])
  const entries = await as(world, { role: 'jobs' }).sql`
    select actor_kind as kind, outcome, request_id as "requestId" from audit_entry
    where action = 'person.proof_locked' limit 10`
  const requestId = last.headers.get('x-request-id')
  assert.deepEqual(entries, [{ kind: 'person', outcome: 'refused', requestId }])
})

test('B2: what may not be a password may not become one', async () => {
  const world = await testWorld()
  const ada = await aPerson(world, { address: 'ada.lovelace@example.org' })
  const here = await signedIn(world, ada)

  for (const [password, code] of [
    ['short', 'PASSWORD_TOO_SHORT'],
    ['Password1234', 'PASSWORD_COMMON'],
    ['Ada.Lovelace', 'PASSWORD_IS_NAME'],
  ] as const) {
    const { status, body } = await here.call('POST', '/auth/change-password', changeTo(password, ada))
    assert.deepEqual([status, body.code], [400, code])
  }
})

test('of two changes at once one is made', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const [here, there] = [await signedIn(world, ada), await signedIn(world, ada)]

  const answers = await Promise.all([
    here.call('POST', '/auth/change-password', changeTo(newPassword, ada)),
    there.call('POST', '/auth/change-password', changeTo(`${newPassword}!`, ada)),
  ])

  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 401])
})

test('A11: links that were mailed before the change are worth nothing after it', async () => {
  const house = await houseWithMail()
  const ada = await aPerson(house.world)
  const [here, thiefs] = [await signedIn(house.world, ada), await signedIn(house.world, ada)]
  await thiefs.call('POST', '/auth/change-email', { email: 'thief@example.org' })
  const change = await house.tokenFor('thief@example.org')
  await house.post('/auth/forgot-password', { email: ada.address })
  const reset = await house.tokenFor(ada.address)

  await here.call('POST', '/auth/change-password', changeTo(newPassword, ada))

  const answers = [
    await house.post('/auth/change-email/confirm', { token: change }),
    await house.post('/auth/reset-password', { token: reset, password: 'a password of the thief' }),
  ]
  assert.deepEqual(
    answers.map(({ status }) => status),
    [400, 400],
  )
})

test('B7: a stranger who knows the id of an account does not use up its guesses', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const here = await signedIn(world, ada)
  const stranger = browserWith(world, '', [])
  await stranger.call('POST', '/auth/login', { email: ada.personId, password: 'wrong' })
  await world.sql.as({ role: 'app' })`update guesses set wrong = 100 where kind = 'account'`

  const { status } = await here.call('POST', '/auth/change-password', changeTo(newPassword, ada))

  assert.equal(status, 200)
})

test('A11: a new password makes no room for more mails', async () => {
  const house = await houseWithMail()
  const ada = await aPerson(house.world)
  const here = await signedIn(house.world, ada)
  await here.call('POST', '/auth/change-email', { email: 'first@example.org' })
  await here.call('POST', '/auth/change-password', changeTo(newPassword, ada))

  const { status } = await here.call('POST', '/auth/change-email', { email: 'second@example.org' })

  assert.equal(status, 429)
})
