import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorld, testWorld } from '../../../../tests/support/world.ts'
import { aPerson } from '../people/people.fixture.ts'
import { findByAddress, personOf } from '../people/person.ts'
import { askedWith, signedIn } from '../sessions/sessions.fixture.ts'
import { ofPerson } from './acts.ts'
import { register } from './register.ts'
import { sendAnotherTo } from './resend.ts'
import { forgetPassword } from './reset.ts'
import { form, hashesOf, houseWithMail, logOfPerson } from './registration.fixture.ts'

test('A1: a free, a taken and an unproved address get the same answer, of one hash each', async () => {
  const { world, post } = await houseWithMail()
  const taken = await aPerson(world)
  const unproved = await aPerson(world, { isVerified: false })
  const answers: Awaited<ReturnType<typeof post>>[] = []
  const hashes: number[] = []

  for (const email of ['free@example.org', taken.address, unproved.address])
    hashes.push(
      await hashesOf(world, async () => {
        answers.push(await post('/auth/register', form({ email, password: 'another one altogether' })))
      }),
    )

  const [free] = answers
  assert.deepEqual(hashes, [1, 1, 1])
  assert.deepEqual(
    answers.map(({ status, text, headers }) => [status, text, [...headers.keys()]]),
    answers.map(() => [201, free!.text, [...free!.headers.keys()]]),
  )
  assert.deepEqual(Object.keys(free!.body), ['message'])
  assert.equal(free!.headers.get('set-cookie'), null)
})

test('A1: the owner of a taken address is told by mail, and once an hour at most', async () => {
  const { world, post, delivered } = await houseWithMail()
  const { address, personId } = await aPerson(world)

  for (let n = 0; n < 3; n++) await post('/auth/register', form({ email: address.toUpperCase() }))

  const letters = await delivered()
  assert.deepEqual(
    letters.map(({ to }) => to),
    [address],
  )
  assert.doesNotMatch(letters[0]!.text, /#[\w-]{43}/)
  const tried = (await logOfPerson(world, personId)).filter(({ action }) => action === 'person.address_tried')
  assert.deepEqual([tried.length, tried[0]?.outcome], [3, 'refused'])
})

test('A1: of ten who sign up at once with one address one gets it, and all get the same answer', async () => {
  const { world, post } = await houseWithMail()
  const email = 'wanted@example.org'

  const answers = await Promise.all(Array.from({ length: 10 }, () => post('/auth/register', form({ email }))))

  assert.equal(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size, 1)
  assert.ok(await findByAddress(world, email))
})

test('A1: every answer that must not tell whether an address is known comes on the beat', async () => {
  const { world } = await houseWithMail()
  const { address } = await aPerson(world)
  const waits: number[] = []
  const watched = { ...world, wait: async (milliseconds: number) => void waits.push(milliseconds) }

  for (const known of [address, 'unknown@example.org']) {
    await register(
      watched,
      { address: known, username: 'ada', displayName: null, password: 'x' },
      askedWith(),
    )
    await forgetPassword(watched, known, askedWith())
    await sendAnotherTo(watched, known, askedWith())
  }

  assert.equal(waits.length, 6)
  assert.ok(waits.every((milliseconds) => milliseconds > 0 && milliseconds <= 125))
})

test('an address is one in all its spellings', async () => {
  const { world, post } = await houseWithMail()
  await post('/auth/register', form({ email: ' Ada@Example.ORG ' }))

  const person = await personOf(ofPerson(world, (await findByAddress(world, 'ada@example.org'))!))

  assert.equal(person?.address, 'ada@example.org')
})

test('A2: a taken user name is told nowhere, and gets four characters behind it', async () => {
  const { world, post } = await houseWithMail()
  await aPerson(world, { username: 'Ada' })

  const answer = await post('/auth/register', form({ email: 'second@example.org', username: 'ada' }))

  const person = await personOf(ofPerson(world, (await findByAddress(world, 'second@example.org'))!))
  assert.equal(answer.status, 201)
  assert.match(person!.username!, /^ada-[a-z0-9]{4}$/)
})

test('the sample of source 004 signs up, without a display name', async () => {
  const { post } = await houseWithMail()

  const answer = await post('/auth/register', {
    email: 'test@example.com',
    username: 'testuser',
    password: 'TestPass123!',
  })

  assert.equal(answer.status, 201)
})

test('what is wrong with a registration is told in the words of source 004', async () => {
  const { post } = await houseWithMail()

  const answers = [
    await post('/auth/register', form({ email: 'nobody' })),
    await post('/auth/register', form({ email: 'ada@example.org, bob@example.org' })),
    await post('/auth/register', form({ username: ' ' })),
    await post('/auth/register', form({ password: 'short' })),
    await post('/auth/register', { email: 'ada@example.org' }),
  ]

  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code]),
    [
      [400, 'ADDRESS_INVALID'],
      [400, 'ADDRESS_INVALID'],
      [400, 'USERNAME_INVALID'],
      [400, 'PASSWORD_TOO_SHORT'],
      [400, 'BAD_REQUEST'],
    ],
  )
  assert.equal(answers[0]!.body.error, 'Invalid email format')
})

test('C14: a form of another site signs nobody up', async () => {
  const { post } = await houseWithMail()

  const answers = [
    await post('/auth/register', form(), { 'content-type': 'text/plain' }),
    await post('/auth/register', form(), { origin: 'https://evil.example' }),
    await post('/auth/register', form(), { 'sec-fetch-site': 'cross-site' }),
  ]

  assert.deepEqual(
    answers.map(({ status }) => status),
    [415, 403, 403],
  )
})

test('A10: with EMAIL_ENABLED off nobody is mailed, and who signed up counts as unproved', async () => {
  const { world, post, delivered } = await houseWithMail({ EMAIL_ENABLED: 'false' })

  const answer = await post('/auth/register', form({ email: 'ada@example.org' }))
  const off = await post('/auth/verify-email', { token: 'x'.repeat(43) })

  const person = await personOf(ofPerson(world, (await findByAddress(world, 'ada@example.org'))!))
  assert.deepEqual([answer.status, (await delivered()).length, person?.verifiedAt], [201, 0, null])
  assert.equal(off.status, 404)
})

test('A10: once EMAIL_ENABLED is on, who signed up before proves the address or writes nothing', async () => {
  const off = await houseWithMail({ EMAIL_ENABLED: 'false' })
  const on = await testWorld({ beside: off.world, environment: { EMAIL_ENABLED: 'true' } })
  await off.post('/auth/register', form({ email: 'ada@example.org' }))
  const personId = (await findByAddress(off.world, 'ada@example.org'))!
  const write = async (world: TestWorld) => {
    const browser = await signedIn(world, { personId })
    return (await browser.call('POST', '/profiles', { vanityUrl: 'ada' })).body
  }

  const [blocked, admitted] = [await write(on), await write(off.world)]

  assert.equal(blocked.code, 'EMAIL_NOT_VERIFIED')
  assert.equal(admitted.code, undefined)
})

test('an address is sealed, and its name in the database is a keyed hash', async () => {
  const { world, post } = await houseWithMail()
  await post('/auth/register', form({ email: 'marker@example.org' }))

  const accountId = (await findByAddress(world, 'marker@example.org'))!
  const [row] = await world.sql.as({ role: 'app', accountId })<{ address: Buffer }>`
    select address from person limit 1`

  assert.equal(row!.address.includes('marker'), false)
})
