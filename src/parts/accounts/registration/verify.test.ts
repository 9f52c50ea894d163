import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secondsAfter } from '../../../kit/duration.ts'
import { sha256 } from '../../../kit/hash.ts'
import { transaction } from '../../../kit/world.ts'
import { aPerson } from '../people/people.fixture.ts'
import { findByAddress, personOf } from '../people/person.ts'
import { findPassword } from '../passwords/store.ts'
import { askedWith, signedIn } from '../sessions/sessions.fixture.ts'
import { ofPerson } from './acts.ts'
import { makeLink } from './links.ts'
import { form, type House, houseWithMail, scan } from './registration.fixture.ts'
import { proveAddress } from './verify.ts'

const asked = askedWith()
const verify = (house: House, token: string, more: object = {}) =>
  house.post('/auth/verify-email', { token, ...more })

async function personAt(house: House, address: string) {
  return (await personOf(ofPerson(house.world, (await findByAddress(house.world, address))!)))!
}

async function signUp(house: House, email: string, password?: string): Promise<void> {
  await house.post('/auth/register', form({ email, ...(password !== undefined && { password }) }))
}

const hasPassword = async ({ world }: House, accountId: string): Promise<boolean> =>
  (await findPassword(world, accountId)) !== undefined

test('a mailed link proves the address, and the password stays', async () => {
  const house = await houseWithMail()
  await signUp(house, 'ada@example.org')

  const answer = await verify(house, await house.tokenFor('ada@example.org'))

  const person = await personAt(house, 'ada@example.org')
  assert.deepEqual([answer.status, answer.body.verified, answer.body.passwordNeeded], [200, true, undefined])
  assert.ok(person.verifiedAt)
  assert.equal(await hasPassword(house, person.accountId), true)
})

test('A4: of fifty who redeem a token at once exactly one succeeds', async () => {
  const house = await houseWithMail()
  await signUp(house, 'ada@example.org')
  const token = await house.tokenFor('ada@example.org')

  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, () =>
      proveAddress(house.world, { token, password: undefined, caller: null }, asked),
    ),
  )

  assert.deepEqual(
    outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])),
    ['proved'],
  )
})

test('A4: a token has 256 bits, and only its hash is kept', async () => {
  const house = await houseWithMail()
  await signUp(house, 'ada@example.org')
  const token = await house.tokenFor('ada@example.org')

  const seen = await house.world.sql.as({ role: 'app' })<{ is_used: boolean }>`
    select is_used from mail_token_look('verify', ${sha256(token)}, ${house.world.now()})`

  assert.equal(Buffer.from(token, 'base64url').length, 32)
  assert.deepEqual(seen, [{ is_used: false }])
})

test('A4: a token that was mailed to another address proves nothing', async () => {
  const { world, post } = await houseWithMail()
  const { personId } = await aPerson(world, { isVerified: false })
  const link = await transaction(ofPerson(world, personId), (world) =>
    makeLink(world, personId, 'verify', 'earlier@example.org'),
  )

  const answer = await post('/auth/verify-email', { token: link!.split('#')[1] })

  assert.deepEqual([answer.status, answer.body.error], [400, 'Invalid verification token'])
  assert.equal((await personOf(ofPerson(world, personId)))?.verifiedAt, null)
})

test('A5: GET and HEAD on a link change nothing, and set no cookie', async () => {
  const house = await houseWithMail()
  await signUp(house, 'ada@example.org')
  const token = await house.tokenFor('ada@example.org')

  const cookies = await scan(house, token, '/verify-email', '/auth/verify-email')
  const before = (await personAt(house, 'ada@example.org')).verifiedAt
  const answer = await verify(house, token)

  assert.deepEqual([cookies, before, answer.status], [[], null, 200])
})

test('A5: a link to prove an address is good for 24 hours', async () => {
  const house = await houseWithMail()
  await signUp(house, 'ada@example.org')
  const token = await house.tokenFor('ada@example.org')
  house.world.advance(24 * 3600)

  const answer = await verify(house, token)

  assert.deepEqual([answer.status, answer.body.error], [400, 'Verification token has expired'])
})

test('A5: a link to prove an address is good to the last second of its 24 hours', async () => {
  const { world } = await houseWithMail()
  const { personId, address } = await aPerson(world, { isVerified: false })
  const made = world.now()
  const at = (seconds: number) => ({ ...world, now: () => secondsAfter(made, seconds) })
  const link = await transaction(ofPerson(at(0), personId), (world) =>
    makeLink(world, personId, 'verify', address),
  )
  const proof = { token: link!.split('#')[1]!, password: undefined, caller: null }

  const outcome = await proveAddress(at(24 * 3600 - 1), proof, asked)

  assert.equal(outcome, 'proved')
})

test('A5: a new link makes the one before worthless', async () => {
  const house = await houseWithMail()
  await signUp(house, 'ada@example.org')
  const first = await house.tokenFor('ada@example.org')
  house.world.advance(61)
  await house.post('/auth/resend-verification', { email: 'ada@example.org' })
  const second = await house.tokenFor('ada@example.org')

  const answers = [await verify(house, first), await verify(house, second)]

  assert.deepEqual(
    answers.map(({ status }) => status),
    [400, 200],
  )
})

test('who proves an address that was proved otherwise meanwhile is told so', async () => {
  const house = await houseWithMail()
  await signUp(house, 'ada@example.org')
  const token = await house.tokenFor('ada@example.org')
  await house.post('/auth/forgot-password', { email: 'ada@example.org' })
  const reset = await house.tokenFor('ada@example.org')
  await house.post('/auth/reset-password', { token: reset, password: 'a new one of my own' })

  const answer = await verify(house, token)

  assert.deepEqual([answer.status, answer.body.alreadyVerified], [200, true])
})

test('A7: where two signed up with one address, its first proof drops password, sessions, factors and identities', async () => {
  const house = await houseWithMail()
  const attacker = await aPerson(house.world, { address: 'victim@example.org', isVerified: false })
  await signedIn(house.world, attacker)
  const account = house.world.sql.as({ role: 'app', accountId: attacker.personId })
  await account`
    insert into factor (account_id, id, kind, name, created_at, enabled_at)
    values (${attacker.personId}, ${attacker.personId}, 'totp', 'app', ${house.world.now()}, ${house.world.now()})`
  await account`select person_name_claim('identity', array[${Buffer.alloc(32, 9)}::bytea], ${attacker.personId})`
  await signUp(house, 'victim@example.org', 'the password of the victim')

  const answer = await verify(house, await house.tokenFor('victim@example.org'))

  const [left] = await account<{ factors: number; sessions: number; identity: string | null }>`
    select (select count(*) from factor) as factors, (select count(*) from person_session where ended_at is null) as sessions,
      person_name_find('identity', array[${Buffer.alloc(32, 9)}::bytea]) as identity`
  assert.deepEqual([answer.body.verified, answer.body.passwordNeeded], [true, true])
  assert.deepEqual(left, { factors: 0, sessions: 0, identity: null })
  assert.equal(await hasPassword(house, attacker.personId), false)
})

test('A7: who shows the password that the account has keeps it, though somebody else tried too', async () => {
  const house = await houseWithMail()
  await signUp(house, 'ada@example.org', 'the password of the owner')
  house.world.advance(61)
  await signUp(house, 'ada@example.org', 'the password of a stranger')

  const token = await house.tokenFor('ada@example.org')
  const answer = await verify(house, token, { password: 'the password of the owner' })

  const { accountId } = await personAt(house, 'ada@example.org')
  assert.deepEqual([answer.body.verified, answer.body.passwordNeeded], [true, undefined])
  assert.equal(await hasPassword(house, accountId), true)
})

test('A7: a signed-in person who proves the address keeps password and session', async () => {
  const house = await houseWithMail()
  const ada = await aPerson(house.world, { isVerified: false })
  const browser = await signedIn(house.world, ada)
  await signUp(house, ada.address, 'the password of a stranger')

  const answer = await browser.call('POST', '/auth/verify-email', {
    token: await house.tokenFor(ada.address),
  })

  assert.deepEqual([answer.body.verified, answer.body.passwordNeeded], [true, undefined])
  assert.equal((await browser.call('GET', '/auth/me')).status, 200)
})

test('who fills in the form twice with one password only gets another mail', async () => {
  const house = await houseWithMail()
  await signUp(house, 'ada@example.org')
  house.world.advance(61)
  await signUp(house, 'ada@example.org')

  const answer = await verify(house, await house.tokenFor('ada@example.org'))

  assert.deepEqual([answer.body.verified, answer.body.passwordNeeded], [true, undefined])
})

test('who sends one form twice at once keeps the password', async () => {
  const house = await houseWithMail()
  await Promise.all([signUp(house, 'ada@example.org'), signUp(house, 'ada@example.org')])

  const answer = await verify(house, await house.tokenFor('ada@example.org'))

  assert.deepEqual([answer.body.verified, answer.body.passwordNeeded], [true, undefined])
})

test('A7: of two who sign up at once with different passwords neither keeps a way in', async () => {
  const house = await houseWithMail()
  await Promise.all([
    signUp(house, 'ada@example.org', 'the password of the owner'),
    signUp(house, 'ada@example.org', 'the password of a stranger'),
  ])

  const answer = await verify(house, await house.tokenFor('ada@example.org'))

  assert.deepEqual([answer.body.verified, answer.body.passwordNeeded], [true, true])
})

test('A7: an address that somebody asked for before the first proof is not taken after it', async () => {
  const house = await houseWithMail()
  const attacker = await aPerson(house.world, { address: 'victim@example.org', isVerified: false })
  const browser = await signedIn(house.world, attacker)
  await browser.call('POST', '/auth/change-email', { email: 'attacker@example.org' })
  const change = await house.tokenFor('attacker@example.org')
  await signUp(house, 'victim@example.org', 'the password of the victim')
  await verify(house, await house.tokenFor('victim@example.org'))

  const answer = await house.post('/auth/change-email/confirm', { token: change })

  assert.equal(answer.status, 400)
  assert.equal((await personAt(house, 'victim@example.org')).accountId, attacker.personId)
})
