import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type TestWorld, testWorld } from '../../../../tests/support/world.ts'
import { as, transaction } from '../../../kit/world.ts'
import { countCsrf } from '../flags/csrf-counts.ts'
import { aPerson } from '../people/people.fixture.ts'
import { nobody, tell } from '../registration/acts.ts'
import { houseWithMail, postTo } from '../registration/registration.fixture.ts'
import { endSessions } from '../sessions/end.ts'
import { browserWith, signedIn } from '../sessions/sessions.fixture.ts'
import { accountMetrics } from './metrics.ts'

/** Figures by name and the values of their attributes: `keyhold.people verified`. */
async function figuresOf(world: TestWorld): Promise<Record<string, number>> {
  const metrics = await accountMetrics(world)
  return Object.fromEntries(
    metrics.flatMap(({ name, points }) =>
      points.map(({ value, attributes = {} }) => [[name, ...Object.values(attributes)].join(' '), value]),
    ),
  )
}

const disable = (world: TestWorld, personId: string) =>
  world.sql.as({ role: 'app', accountId: personId })`
    update person set disabled_at = ${world.now()} where account_id = ${personId}`

async function pick(world: TestWorld, ...names: string[]): Promise<(number | undefined)[]> {
  const figures = await figuresOf(world)
  return names.map((name) => figures[name])
}

describe('E5: metrics of people', () => {
  test('tell how many there are by state, and the share whose address is proved', async () => {
    const world = await testWorld()
    const before = await pick(world, 'keyhold.people verified', 'keyhold.people.verified')
    for (const isVerified of [true, true, true, false]) await aPerson(world, { isVerified })
    await disable(world, (await aPerson(world)).personId)

    const after = await pick(
      world,
      'keyhold.people unverified',
      'keyhold.people verified',
      'keyhold.people disabled',
      'keyhold.people.verified',
    )

    assert.deepEqual(before, [0, undefined])
    assert.deepEqual(after, [1, 3, 1, 0.75])
  })

  test('tell how many have a second factor that is proved', async () => {
    const world = await testWorld()
    const [{ personId: ada }, { personId: bob }] = [await aPerson(world), await aPerson(world)]
    const put = (accountId: string, id: string, isEnabled: boolean) =>
      world.sql.as({ role: 'app', accountId })`
        insert into factor (account_id, id, kind, name, created_at, enabled_at)
        values (${accountId}, ${id}, 'passkey', 'key', ${world.now()}, ${isEnabled ? world.now() : null})`
    await put(ada, '00000000-0000-7000-8000-000000000001', true)
    await put(ada, '00000000-0000-7000-8000-000000000002', true)
    await put(bob, '00000000-0000-7000-8000-000000000003', false)

    assert.deepEqual(await pick(world, 'keyhold.people.second_factor'), [1])
  })

  test('tell live sessions, and of how many people; ended and expired ones are none', async () => {
    const world = await testWorld()
    const [ada, bob] = [await aPerson(world), await aPerson(world)]
    for (const person of [ada, ada, bob]) await signedIn(world, person)
    const names = ['keyhold.sessions.active', 'keyhold.sessions.people']

    const live = await pick(world, ...names)
    await transaction(as(world, { role: 'app', accountId: bob.personId }), (world) =>
      endSessions(world, bob.personId, { reason: 'signed_out' }),
    )
    const ended = await pick(world, ...names)
    world.advance(8 * 24 * 3600)
    const expired = await pick(world, ...names)

    assert.deepEqual(
      [live, ended, expired],
      [
        [3, 2],
        [2, 1],
        [0, 0],
      ],
    )
  })

  test('tell sessions that live on although their person is disabled', async () => {
    const world = await testWorld()
    const ada = await aPerson(world)
    await signedIn(world, ada)
    await disable(world, ada.personId)

    assert.deepEqual(await pick(world, 'keyhold.sessions.active', 'keyhold.sessions.outlived'), [0, 1])
  })

  test('tell mails to prove an address with, proofs, and what was asked for too early, of one day', async () => {
    const { world, post, tokenFor } = await houseWithMail()
    const address = 'ada@example.org'
    await post('/auth/register', { email: address, username: 'ada', password: 'correct horse battery' })
    await post('/auth/resend-verification', { email: address })
    await world.settled()
    await post('/auth/verify-email', { token: await tokenFor(address) })
    const names = [
      'keyhold.registrations.last_day',
      'keyhold.verification.mails.last_day',
      'keyhold.verification.proofs.last_day',
      'keyhold.mail.refused.last_day verify person',
      'keyhold.mail.refused.last_day verify budget',
    ]

    const today = await pick(world, ...names)
    world.advance(25 * 3600)
    const tomorrow = await pick(world, ...names)

    assert.deepEqual(
      [today, tomorrow],
      [
        [1, 1, 1, 1, 0],
        [0, 0, 0, 0, 0],
      ],
    )
  })

  test('count a first proof by a reset of the password, and no other reset', async () => {
    const world = await testWorld()
    const { personId } = await aPerson(world)
    for (const firstProof of [true, false, false])
      await transaction(as(world, { role: 'app', accountId: personId }), (world) =>
        tell(world, personId, 'person.password_reset', {
          actor: nobody,
          requestId: null,
          detail: { firstProof },
        }),
      )

    assert.deepEqual(await pick(world, 'keyhold.verification.proofs.last_day'), [1])
  })

  test('tell wrong passwords by whether anybody has the name, and who has to wait', async () => {
    const world = await testWorld()
    const { address } = await aPerson(world)
    const guess = (email: string) => postTo(world, '/auth/login', { email, password: 'wrong horse battery' })
    for (const email of [address, address, 'nobody@example.org']) await guess(email)
    await world.settled()
    await world.sql.as({ role: 'app' })`
      insert into guesses (kind, mac, wrong, last_at, not_before) values
        ('account', ${Buffer.alloc(32, 1)}, 100, ${world.now()}, ${new Date(world.now().getTime() + 3_600_000)}),
        ('network', ${Buffer.alloc(32, 2)}, 99999, ${world.now()}, ${new Date(world.now().getTime() + 3_600_000)})`

    const figures = await pick(
      world,
      'keyhold.sign_ins.refused.last_day password',
      'keyhold.sign_ins.refused.last_day nobody',
      'keyhold.guesses.waiting account',
      'keyhold.guesses.waiting network',
      'keyhold.guesses.locked account',
    )

    assert.deepEqual(figures, [2, 1, 1, 1, 1])
  })

  test('C6: tell refresh tokens that came a second time', async () => {
    const world = await testWorld()
    const owner = await signedIn(world, await aPerson(world))
    const copied = [...owner.cookies].map(([name, value]) => `${name}=${value}`)
    const thief = browserWith(world, owner.sessionId, copied)
    await owner.call('POST', '/auth/refresh')
    world.advance(31)

    await thief.call('POST', '/auth/refresh')

    assert.deepEqual(await pick(world, 'keyhold.sessions.reused.last_day'), [1])
  })

  test('tell CSRF failures apart by what was wrong, and those that were only reported', async () => {
    const world = await testWorld()
    countCsrf(world, 'refused', 'missing')
    countCsrf(world, 'refused', 'crossSite')
    countCsrf(world, 'reported', 'invalid')

    const figures = await figuresOf(world)

    assert.deepEqual(
      Object.entries(figures).filter(([name, n]) => name.startsWith('keyhold.csrf') && n > 0),
      [
        ['keyhold.csrf.failures refused missing', 1],
        ['keyhold.csrf.failures refused cross_site', 1],
        ['keyhold.csrf.failures reported invalid', 1],
      ],
    )
  })

  test('tell each time that sessions were to end and could not', async () => {
    const world = await testWorld()
    const { personId } = await aPerson(world)
    const before = await pick(world, 'keyhold.sessions.end.failures')
    const closed = { ...world, sql: Object.assign(() => Promise.reject(new Error('away')), world.sql) }

    await assert.rejects(endSessions(closed as never, personId, { reason: 'disabled' }))

    assert.deepEqual([before, await pick(world, 'keyhold.sessions.end.failures')], [[0], [1]])
  })

  test('name nobody: attributes hold words of ours alone', async () => {
    const world = await testWorld()
    const { address } = await aPerson(world, { username: 'ada_lovelace' })
    await postTo(world, '/auth/login', { email: address, password: 'wrong horse battery' })

    const values = (await accountMetrics(world)).flatMap(({ points }) =>
      points.flatMap(({ attributes = {} }) => Object.values(attributes)),
    )

    assert.deepEqual(
      values.filter((value) => !/^[a-z_]*$/.test(value) || value.includes('ada')),
      [],
    )
  })
})
