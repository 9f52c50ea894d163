import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operatorOf } from '../../../../tests/support/operator.ts'
import { secondsAfter } from '../../../kit/duration.ts'
import { transaction } from '../../../kit/world.ts'
import { aPerson, usualPassword } from '../people/people.fixture.ts'
import { personOf } from '../people/person.ts'
import { verifyPassword } from '../passwords/hash.ts'
import { findPassword } from '../passwords/store.ts'
import { askedWith, signedIn } from '../sessions/sessions.fixture.ts'
import { ofPerson } from './acts.ts'
import { makeLink } from './links.ts'
import { type House, houseWithMail, scan } from './registration.fixture.ts'
import { resetPassword } from './reset.ts'

const password = 'a new one of my own'

async function linkFor(house: House, address: string): Promise<string> {
  await house.post('/auth/forgot-password', { email: address })
  return house.tokenFor(address)
}
const reset = (house: House, token: string, chosen = password) =>
  house.post('/auth/reset-password', { token, password: chosen })

async function isPassword({ world }: House, accountId: string, text: string): Promise<boolean> {
  const kept = await findPassword(world, accountId)
  return (await verifyPassword(world, text, kept?.hash ?? null)).isRight
}

test('A8: a reset sets the password, ends all sessions, signs nobody in and is told by mail', async () => {
  const house = await houseWithMail()
  const ada = await aPerson(house.world)
  const browser = await signedIn(house.world, ada)
  const token = await linkFor(house, ada.address)

  const answer = await reset(house, token)

  assert.deepEqual([answer.status, answer.headers.get('set-cookie')], [200, null])
  assert.equal((await browser.call('GET', '/auth/me')).status, 401)
  assert.equal(await isPassword(house, ada.personId, password), true)
  assert.deepEqual(
    (await house.delivered()).map(({ to }) => to),
    [ada.address],
  )
})

test('E2: with EMAIL_ENABLED off nobody asks for a link, and the one that the operator mailed works', async () => {
  const house = await houseWithMail({ EMAIL_ENABLED: 'false' })
  const ada = await aPerson(house.world)
  const operator = await operatorOf(house.world)

  const asked = await house.post('/auth/forgot-password', { email: ada.address })
  const sent = await operator('POST', `/api/people/${ada.personId}/send-reset`)
  const answer = await reset(house, await house.tokenFor(ada.address))

  assert.deepEqual([asked.status, sent.status, answer.status], [404, 204, 200])
  assert.equal(await isPassword(house, ada.personId, password), true)
})

test('A8: nothing of the account is touched before the token is used', async () => {
  const house = await houseWithMail()
  const ada = await aPerson(house.world)
  const browser = await signedIn(house.world, ada)
  await linkFor(house, ada.address)

  await reset(house, 'x'.repeat(43))

  assert.equal((await browser.call('GET', '/auth/me')).status, 200)
  assert.equal(await isPassword(house, ada.personId, usualPassword), true)
})

test('A8: second factors of a proved address stay', async () => {
  const house = await houseWithMail()
  const { personId, address } = await aPerson(house.world)
  const account = house.world.sql.as({ role: 'app', accountId: personId })
  await account`
    insert into factor (account_id, id, kind, name, created_at, enabled_at)
    values (${personId}, ${personId}, 'totp', 'app', ${house.world.now()}, ${house.world.now()})`

  await reset(house, await linkFor(house, address))

  assert.equal((await account`select id from factor limit 2`).length, 1)
})

test('A7: a reset that is the first proof of the address drops second factors, and proves it', async () => {
  const house = await houseWithMail()
  const { personId, address } = await aPerson(house.world, { isVerified: false })
  const account = house.world.sql.as({ role: 'app', accountId: personId })
  await account`
    insert into factor (account_id, id, kind, name, created_at, enabled_at)
    values (${personId}, ${personId}, 'totp', 'app', ${house.world.now()}, ${house.world.now()})`

  await reset(house, await linkFor(house, address))

  assert.equal((await account`select id from factor limit 2`).length, 0)
  assert.ok((await personOf(ofPerson(house.world, personId)))?.verifiedAt)
  assert.equal(await isPassword(house, personId, password), true)
})

test('A4: of fifty who reset by one link at once exactly one succeeds', async () => {
  const house = await houseWithMail()
  const ada = await aPerson(house.world)
  const token = await linkFor(house, ada.address)

  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, () => resetPassword(house.world, { token, password }, askedWith())),
  )

  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('A5: a link for a new password is good for 30 minutes', async () => {
  const house = await houseWithMail()
  const ada = await aPerson(house.world)
  const token = await linkFor(house, ada.address)
  house.world.advance(30 * 60)

  const answer = await reset(house, token)

  assert.deepEqual([answer.status, answer.body.code], [400, 'MAIL_LINK_EXPIRED'])
})

test('A5: a link for a new password is good to the last second of its 30 minutes', async () => {
  const house = await houseWithMail()
  const { personId, address } = await aPerson(house.world)
  const made = house.world.now()
  const at = (seconds: number) => ({ ...house.world, now: () => secondsAfter(made, seconds) })
  const link = await transaction(ofPerson(at(0), personId), (world) =>
    makeLink(world, personId, 'reset', address),
  )

  await resetPassword(at(30 * 60 - 1), { token: link!.split('#')[1]!, password }, askedWith())

  assert.equal(await isPassword(house, personId, password), true)
})

test('A5: GET and HEAD on a link for a new password change nothing, and set no cookie', async () => {
  const house = await houseWithMail()
  const ada = await aPerson(house.world)
  const browser = await signedIn(house.world, ada)
  const token = await linkFor(house, ada.address)

  const cookies = await scan(house, token, '/reset-password', '/auth/reset-password')
  const before = await browser.call('GET', '/auth/me')
  const answer = await reset(house, token)

  assert.deepEqual([cookies, before.status, answer.status], [[], 200, 200])
})

test('A5: a new link for a new password makes the one before worthless', async () => {
  const house = await houseWithMail()
  const ada = await aPerson(house.world)
  const first = await linkFor(house, ada.address)
  house.world.advance(61)
  const second = await linkFor(house, ada.address)

  const answers = [await reset(house, first), await reset(house, second)]

  assert.deepEqual(
    answers.map(({ status }) => status),
    [400, 200],
  )
})

test('a password that is refused uses no link up', async () => {
  const house = await houseWithMail()
  const ada = await aPerson(house.world)
  const token = await linkFor(house, ada.address)

  const answers = [await reset(house, token, 'short'), await reset(house, token)]

  assert.deepEqual(
    answers.map(({ status }) => status),
    [400, 200],
  )
})

test('a link that proves an address sets no password, nor the other way round', async () => {
  const house = await houseWithMail()
  const ada = await aPerson(house.world, { isVerified: false })
  await house.post('/auth/resend-verification', { email: ada.address })
  const verify = await house.tokenFor(ada.address)
  const forgotten = await linkFor(house, ada.address)

  const answers = [await reset(house, verify), await house.post('/auth/verify-email', { token: forgotten })]

  assert.deepEqual(
    answers.map(({ status }) => status),
    [400, 400],
  )
})

test('A6: whoever forgot a password gets the same answer for every address, and one mail a minute', async () => {
  const house = await houseWithMail()
  const ada = await aPerson(house.world)

  const answers = []
  for (const email of [ada.address, ada.address, 'unknown@example.org'])
    answers.push(await house.post('/auth/forgot-password', { email }))

  assert.equal(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size, 1)
  assert.equal((await house.delivered()).length, 1)
})

test('B7: a reset forgets the wrong guesses of who was signed in', async () => {
  const house = await houseWithMail()
  const ada = await aPerson(house.world)
  const thief = await signedIn(house.world, ada)
  await thief.call('POST', '/auth/step-up', { password: 'wrong' })
  await house.world.sql.as({ role: 'app' })`update guesses set wrong = 100 where kind = 'account'`
  await reset(house, await linkFor(house, ada.address))
  const browser = await signedIn(house.world, ada)

  const { status } = await browser.call('POST', '/auth/step-up', { password })

  assert.equal(status, 200)
})
