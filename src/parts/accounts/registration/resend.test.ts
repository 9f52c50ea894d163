import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aPerson } from '../people/people.fixture.ts'
import { askedWith, signedIn } from '../sessions/sessions.fixture.ts'
import { houseWithMail, logOfPerson } from './registration.fixture.ts'
import { sendAnother } from './resend.ts'

const asked = askedWith()
const path = '/auth/resend-verification'

test('A6: a signed-in person gets another mail, and is told when that is too early', async () => {
  const { world, delivered } = await houseWithMail()
  const ada = await aPerson(world, { isVerified: false })
  const browser = await signedIn(world, ada)

  const first = await browser.call('POST', path)
  const second = await browser.call('POST', path)

  assert.deepEqual([first.status, first.body.email], [200, ada.address])
  assert.equal(second.status, 429)
  assert.ok(Number(second.body.retryAfter) <= 60 && Number(second.headers.get('retry-after')) > 0)
  assert.deepEqual(
    (await delivered()).map(({ to }) => to),
    [ada.address],
  )
})

test('A6: of twenty at once one is sent', async () => {
  const { world, delivered } = await houseWithMail()
  const { personId } = await aPerson(world, { isVerified: false })

  const sent = await Promise.allSettled(Array.from({ length: 20 }, () => sendAnother(world, personId, asked)))

  assert.equal(sent.filter(({ status }) => status === 'fulfilled').length, 1)
  assert.equal((await delivered()).length, 1)
})

test('A6: a person gets at most five in any 24 hours', async () => {
  const { world } = await houseWithMail()
  const { personId } = await aPerson(world, { isVerified: false })
  const outcomes: boolean[] = []
  const send = async (afterSeconds: number) => {
    world.advance(afterSeconds)
    const isSent = await sendAnother(world, personId, asked).then(
      () => true,
      () => false,
    )
    outcomes.push(isSent)
  }

  for (let n = 0; n < 6; n++) await send(120)
  // The first of them is a day old then, the second not yet.
  await send(24 * 3600 - 4 * 120 - 90)
  await send(61)

  assert.deepEqual(outcomes, [true, true, true, true, true, false, true, false])
})

test('A6: a stranger gets the same answer for every address, however often', async () => {
  const { world, post } = await houseWithMail()
  const unproved = await aPerson(world, { isVerified: false })
  const proved = await aPerson(world)

  const answers = []
  for (const email of [unproved.address, unproved.address, proved.address, 'unknown@example.org'])
    answers.push(await post(path, { email }))

  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.message]),
    answers.map(() => [200, 'Verification email sent']),
  )
  assert.equal(new Set(answers.map(({ headers }) => [...headers.keys()].join())).size, 1)
})

test('A6: one network causes so many mails and no more, and is not told so', async () => {
  const { world, post, delivered } = await houseWithMail({
    KEYHOLD_LIMITS: JSON.stringify({ policies: { 'mail-by-address': { limit: 2 } } }),
  })
  const people = await Promise.all(Array.from({ length: 4 }, () => aPerson(world, { isVerified: false })))

  const answers = []
  for (const { address } of people) answers.push(await post(path, { email: address }))

  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200],
  )
  assert.equal((await delivered()).length, 2)
})

test('A6: the deployment sends so many mails and no more', async () => {
  const { world, delivered } = await houseWithMail({
    KEYHOLD_LIMITS: JSON.stringify({ policies: { mail: { limit: 3 } } }),
  })
  const people = await Promise.all(Array.from({ length: 5 }, () => aPerson(world, { isVerified: false })))

  for (const [n, { personId }] of people.entries())
    await sendAnother(world, personId, askedWith({}, { address: `192.0.2.${n}` })).catch(() => undefined)

  assert.equal((await delivered()).length, 3)
})

test('A6: what was refused is in the log', async () => {
  const { world } = await houseWithMail()
  const { personId } = await aPerson(world, { isVerified: false })
  await sendAnother(world, personId, asked)
  await sendAnother(world, personId, asked).catch(() => undefined)

  const [last] = (await logOfPerson(world, personId)).slice(-1)

  assert.deepEqual([last?.action, last?.outcome], ['person.mail_refused', 'refused'])
})

test('who has proved the address is told so, and who is nobody must name an address', async () => {
  const { world, post } = await houseWithMail()
  const browser = await signedIn(world, await aPerson(world))

  const [proved, nobody] = [await browser.call('POST', path), await post(path, {})]

  assert.deepEqual([proved.status, proved.body.error], [400, 'Email address is already verified'])
  assert.equal(nobody.status, 401)
})

test('A6: what a stranger has left to send does not tell whether an address is proved', async () => {
  const { world, post } = await houseWithMail({
    KEYHOLD_LIMITS: JSON.stringify({ policies: { 'mail-by-address': { limit: 2 } } }),
  })
  const [proved, own] = [await aPerson(world), await aPerson(world, { isVerified: false })]
  const browser = await signedIn(world, own)
  for (let n = 0; n < 2; n++) await post(path, { email: proved.address })

  const { status } = await browser.call('POST', path)

  assert.equal(status, 429, 'as it would be for two addresses that nobody has')
})
