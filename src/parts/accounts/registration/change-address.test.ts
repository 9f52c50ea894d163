import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aPerson } from '../people/people.fixture.ts'
import { findByAddress, personOf } from '../people/person.ts'
import { askedWith, signedIn } from '../sessions/sessions.fixture.ts'
import { ofPerson } from './acts.ts'
import { askForAddress, takeAddress } from './change-address.ts'
import { form, houseWithMail, scan } from './registration.fixture.ts'

const path = '/auth/change-email'
const address = 'new-home@example.org'

test('A11: a new address is taken when it was proved, and the old one is told', async () => {
  const house = await houseWithMail()
  const ada = await aPerson(house.world)
  const browser = await signedIn(house.world, ada)
  const asked = await browser.call('POST', path, { email: address })
  const token = await house.tokenFor(address)
  const before = await personOf(ofPerson(house.world, ada.personId))

  const confirmed = await house.post(`${path}/confirm`, { token })

  const person = await personOf(ofPerson(house.world, ada.personId))
  assert.deepEqual([asked.status, before?.address, confirmed.status], [200, ada.address, 200])
  assert.equal(person?.address, address)
  assert.ok(person?.verifiedAt)
  assert.deepEqual(
    (await house.delivered()).map(({ to }) => to),
    [ada.address],
  )
  assert.deepEqual(
    [await findByAddress(house.world, address), await findByAddress(house.world, ada.address)],
    [ada.personId, undefined],
  )
})

test('A5: GET and HEAD on a link to a new address change nothing, and set no cookie', async () => {
  const house = await houseWithMail()
  const ada = await aPerson(house.world)
  const browser = await signedIn(house.world, ada)
  await browser.call('POST', path, { email: address })
  const token = await house.tokenFor(address)

  const cookies = await scan(house, token, '/confirm-email', `${path}/confirm`)
  const before = await personOf(ofPerson(house.world, ada.personId))
  const { status } = await house.post(`${path}/confirm`, { token })

  assert.deepEqual([cookies, before?.address, status], [[], ada.address, 200])
})

test('A11: it asks for a fresh proof of who somebody is', async () => {
  const house = await houseWithMail()
  const browser = await signedIn(house.world, await aPerson(house.world))
  house.world.advance(15 * 60)

  const answer = await browser.call('POST', path, { email: address })

  assert.deepEqual([answer.status, answer.body.code], [403, 'STEP_UP_REQUIRED'])
})

test('A11: of an address that is somebody else’s the answer is the same, and its owner is told', async () => {
  const house = await houseWithMail()
  const [ada, bob] = [await aPerson(house.world), await aPerson(house.world)]
  const browser = await signedIn(house.world, ada)

  const answer = await browser.call('POST', path, { email: bob.address })
  const again = await browser.call('POST', path, { email: address })

  assert.deepEqual([answer.status, answer.body.email, again.status], [200, bob.address, 429])
  const letters = await house.delivered()
  assert.deepEqual(
    letters.map(({ to }) => to),
    [bob.address],
  )
  assert.doesNotMatch(letters[0]!.text, /#[\w-]{43}/)
})

test('A11: who signed up with the address meanwhile keeps it', async () => {
  const house = await houseWithMail()
  const ada = await aPerson(house.world)
  const browser = await signedIn(house.world, ada)
  await browser.call('POST', path, { email: address })
  const token = await house.tokenFor(address)
  await house.post('/auth/register', form({ email: address }))

  const answer = await house.post(`${path}/confirm`, { token })

  assert.equal(answer.status, 400)
  assert.equal((await personOf(ofPerson(house.world, ada.personId)))?.address, ada.address)
})

test('A4: of twenty who confirm at once exactly one succeeds', async () => {
  const house = await houseWithMail()
  const browser = await signedIn(house.world, await aPerson(house.world))
  await browser.call('POST', path, { email: address })
  const token = await house.tokenFor(address)

  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () => takeAddress(house.world, token, askedWith())),
  )

  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('A11: the answer comes on the beat, whoever has the address', async () => {
  const { world } = await houseWithMail()
  const [ada, bob] = [await aPerson(world), await aPerson(world)]
  let waits = 0
  const watched = { ...world, wait: async () => void (waits += 1) }

  await askForAddress(watched, ada.personId, bob.address, askedWith())
  await askForAddress(watched, bob.personId, address, askedWith())

  assert.equal(waits, 2)
})

test('A11: an old address that was never proved is told nothing, as it may be of somebody else', async () => {
  const house = await houseWithMail()
  const browser = await signedIn(house.world, await aPerson(house.world, { isVerified: false }))
  await browser.call('POST', path, { email: address })
  const token = await house.tokenFor(address)

  const { status } = await house.post(`${path}/confirm`, { token })

  assert.equal(status, 200)
  assert.deepEqual(await house.delivered(), [])
})

test('A6: strangers cause twelve mails a day to one address, by however many accounts and from wherever', async () => {
  const house = await houseWithMail()

  for (let index = 0; index < 14; index++) {
    const browser = await signedIn(house.world, await aPerson(house.world))
    await browser.call('POST', path, { email: address })
  }

  assert.equal((await house.delivered()).length, 12)
})
