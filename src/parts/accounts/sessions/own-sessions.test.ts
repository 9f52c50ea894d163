import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untilWaiting } from '../../../../tests/support/waits.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { as, transaction } from '../../../kit/world.ts'
import { aPerson } from '../people/people.fixture.ts'
import { beginSession } from './begin.ts'
import { askedWith, signedIn } from './sessions.fixture.ts'

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

test('C11: the list names when, from which kind of browser and address, and which is this one', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  await signedIn(world, person, { userAgent: 'curl/8.5.0', address: '2001:db8::7' })
  world.advance(60)
  const browser = await signedIn(world, person, { userAgent: firefox, address: '203.0.113.9' })

  const { body } = await browser.call('GET', '/auth/sessions')

  assert.equal(body.total, 2)
  assert.deepEqual(
    (body.sessions as Record<string, unknown>[]).map(({ agent, address, isCurrent }) => ({
      agent,
      address,
      isCurrent,
    })),
    [
      { agent: 'Firefox on Linux', address: '203.0.113.9', isCurrent: true },
      { agent: 'curl', address: '2001:db8::7', isCurrent: false },
    ],
  )
})

test('C11: the list says when a session began, and when it was last used', async () => {
  const world = await testWorld()
  const began = world.now()
  const browser = await signedIn({ ...world, now: () => began }, await aPerson(world))
  world.advance(600)
  const usedFrom = world.now().toISOString()
  await browser.call('GET', '/auth/me')
  await world.settled()
  const usedUntil = world.now().toISOString()

  const { body } = await browser.call('GET', '/auth/sessions')

  const { createdAt, lastUsedAt } = (body.sessions as Record<'createdAt' | 'lastUsedAt', string>[])[0]!
  assert.equal(createdAt, began.toISOString())
  assert.ok(lastUsedAt >= usedFrom && lastUsedAt <= usedUntil, `${lastUsedAt} is not about ${usedFrom}`)
})

test('C11: of an address only its network is kept, or nothing, where the setting says so', async () => {
  for (const [SESSION_ADDRESSES, kept] of [
    ['network', '203.0.113.0/24'],
    ['none', null],
  ] as const) {
    const world = await testWorld({ environment: { SESSION_ADDRESSES } })
    const browser = await signedIn(world, await aPerson(world), { address: '203.0.113.9' })

    const { body } = await browser.call('GET', '/auth/sessions')

    assert.equal((body.sessions as { address: string | null }[])[0]?.address, kept)
  }
})

test('C11: who did not prove itself lately ends no session but its own', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const [browser, other] = [await signedIn(world, person), await signedIn(world, person)]
  world.advance(11 * 60)

  const answers = [
    await browser.call('POST', '/auth/logout-session', { sessionId: other.sessionId }),
    await browser.call('POST', '/auth/logout-others'),
    await browser.call('POST', '/auth/logout-all'),
    await browser.call('POST', '/auth/logout'),
  ]

  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code]),
    [
      [403, 'STEP_UP_REQUIRED'],
      [403, 'STEP_UP_REQUIRED'],
      [403, 'STEP_UP_REQUIRED'],
      [200, undefined],
    ],
  )
})

test('C11: beyond 20 sessions the oldest end', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const first = await signedIn(world, person)
  world.advance(1)
  const second = await signedIn(world, person)
  world.advance(1)

  await Promise.all(Array.from({ length: 19 }, () => signedIn(world, person)))

  assert.equal((await first.call('GET', '/auth/me')).status, 401)
  assert.equal((await second.call('GET', '/auth/sessions')).body.total, 20)
})

test('C11: of two sign-ins at once each counts the other', async () => {
  const world = await testWorld({ environment: { SESSIONS_PER_PERSON: '1' } })
  const { personId: accountId } = await aPerson(world)
  const account = as(world, { role: 'app', accountId })
  const beginning = { accountId, methods: ['pwd'], asked: askedWith(), isOperator: false }
  let second: Promise<unknown> = Promise.resolve()

  await transaction(account, async (world) => {
    await beginSession(world, beginning)
    second = transaction(account, (world) => beginSession(world, beginning))
    await Promise.race([second, untilWaiting(account)])
  })
  await second

  const live = await account.sql`select id from person_session where ended_at is null limit 10`
  assert.equal(live.length, 1)
})

test('a session of somebody else is no session', async () => {
  const world = await testWorld()
  const browser = await signedIn(world, await aPerson(world))
  const other = await signedIn(world, await aPerson(world))

  const foreign = await browser.call('POST', '/auth/logout-session', { sessionId: other.sessionId })
  const absent = await browser.call('POST', '/auth/logout-session', { sessionId: 'nonsense' })
  const missing = await browser.call('POST', '/auth/logout-session', {})

  assert.deepEqual(
    [foreign, absent, missing].map(({ status }) => status),
    [404, 404, 400],
  )
  assert.deepEqual([foreign.body.error, absent.body.error], ['Session not found', 'Session not found'])
  assert.equal((await other.call('GET', '/auth/me')).status, 200)
})

test('a session that was ended before is told so', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const [browser, other] = [await signedIn(world, person), await signedIn(world, person)]
  const end = () => browser.call('POST', '/auth/logout-session', { sessionId: other.sessionId })

  const answers = [await end(), await end()]

  assert.deepEqual(
    answers.map(({ body }) => body.message),
    ['Session invalidated successfully', 'Session already invalidated'],
  )
})

test('J7: whoever ends the sessions ends what outside issuers issued until then', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const browser = await signedIn(world, person)
  const account = as(world, { role: 'app', accountId: person.personId })
  const notBefore = async () => {
    const [row] = await account.sql<{ at: Date | null }>`select not_before as at from person limit 1`
    return row?.at ?? null
  }

  const before = await notBefore()
  await browser.call('POST', '/auth/logout-all')

  assert.equal(before, null)
  assert.ok(((await notBefore())?.getTime() ?? 0) > Date.parse('2025-12-31T23:59:59Z'))
  assert.equal((await browser.call('GET', '/auth/me')).status, 401)
})
