import assert from 'node:assert/strict'
import { test } from 'node:test'
import { softwarePasskey } from '../../../tests/support/passkey.ts'
import { testWorld } from '../../../tests/support/world.ts'
import type { Actor } from '../../kit/event.ts'
import { as, type World } from '../../kit/world.ts'
import { deployment } from './directory/store.ts'
import { aPersonalOperator } from './operator/people/people.fixture.ts'
import { logNameOf } from './operator/people/store.ts'
import { recogniseOperator } from './operator/recognise.ts'
import { makeOperatorLink } from './operator/session.ts'
import { enrol } from './passkeys/passkeys.fixture.ts'
import { aPerson } from './people/people.fixture.ts'
import { findByAddress } from './people/person.ts'
import { eraseJob, graceDays } from './personal/erasure.ts'
import { nobody } from './registration/acts.ts'
import { form, houseWithMail } from './registration/registration.fixture.ts'
import { type Answered, askedWith, browserWith, signedIn } from './sessions/sessions.fixture.ts'

interface Entry {
  action: string
  outcome: string
  kind: string
  actor: string | null
  requestId: string | null
}

/** All books of the log, as our jobs read them; what stands in a person's and in that of the house is one. */
const entriesOf = (world: World) => as(world, { role: 'jobs' }).sql<Entry>`
  select distinct action, outcome, actor_kind as kind, actor, request_id as "requestId" from audit_entry
  order by action limit 1000`

/** What the log is to call it, who did it, and how that was answered. */
type Act = readonly [action: string, by: Actor, answer: Answered]

/** Each went well, and stands in the log: by whom, and by the request that the answer names. */
async function assertLogged(world: World, acts: readonly Act[]): Promise<void> {
  const refused = acts.filter(([, , { status }]) => status >= 300)
  assert.deepEqual(
    refused.map(([action, , { status, body }]) => [action, status, body.code]),
    [],
  )
  const entries = await entriesOf(world)
  const expected = acts.map(([action, { kind, id: actor }, { headers }]) => {
    const requestId = String(headers.get('x-request-id'))
    return { action, outcome: 'ok', kind, actor, requestId }
  })
  const logged = expected.flatMap(({ action, requestId }) =>
    entries.filter((entry) => entry.action === action && entry.requestId === requestId),
  )
  assert.deepEqual(logged, expected)
}

/** The log knows a person by a name of its own. */
async function asLogged(world: World, personId: string): Promise<Actor> {
  const id = await logNameOf(world, personId)
  assert.ok(id)
  return { kind: 'person', id }
}

test('E5: what a person does to the own account is in the log, by whom and by which request', async () => {
  const house = await houseWithMail()
  const { personId, password } = await aPerson(house.world)
  const ada = await asLogged(house.world, personId)
  const browser = await signedIn(house.world, { personId })
  const change = { currentPassword: password, newPassword: 'three green umbrellas' }
  const email = 'new-home@example.org'
  const proved = await browser.call('POST', '/auth/step-up', { password })
  const changed = await browser.call('POST', '/auth/change-password', change)
  const asked = await browser.call('POST', '/auth/change-email', { email })
  const token = await house.tokenFor(email)

  const acts: Act[] = [
    ['person.stepped_up', ada, proved],
    ['session.renewed', ada, proved],
    ['person.password_changed', ada, changed],
    ['person.address_asked', ada, asked],
    ['person.address_changed', ada, await house.post('/auth/change-email/confirm', { token })],
    ['profile.made', ada, await browser.call('POST', '/profiles', { vanityUrl: 'ada' })],
    ['profile.changed', ada, await browser.call('PUT', '/profiles', { headline: 'Counts' })],
    ['person.erasure_asked', ada, await browser.call('POST', '/auth/me/erase')],
    ['person.erasure_taken_back', ada, await browser.call('DELETE', '/auth/me/erase')],
  ]

  await assertLogged(house.world, acts)
})

test('E5: what a person does to its second factors is in the log, by whom and by which request', async () => {
  const world = await testWorld()
  const { personId, password } = await aPerson(world)
  const ada = await asLogged(world, personId)
  const browser = await signedIn(world, { personId })
  const added = await enrol(browser, softwarePasskey())
  const made = await browser.call('POST', '/auth/2fa/recovery-codes')
  const [code] = made.body.recoveryCodes as string[]
  const operator = await aPersonalOperator(world)
  await operator.call('POST', `/api/people/${personId}/factor-reset`)

  const acts: Act[] = [
    ['passkey.added', ada, added],
    ['recovery_codes.made', ada, made],
    ['factor_reset.taken_back', ada, await browser.call('DELETE', '/auth/factors/reset')],
    ['recovery_code.used', ada, await browser.call('POST', '/auth/step-up', { password, code })],
    ['passkey.removed', ada, await browser.call('DELETE', `/auth/passkeys/${String(added.body.id)}`)],
  ]

  await assertLogged(world, acts)
})

test('E5: signing up, proving an address and a reset are in the log, as nobody’s where no link was followed', async () => {
  const house = await houseWithMail()
  const email = 'ada@example.org'
  const password = 'a new one of my own'
  const registered = await house.post('/auth/register', form({ email }))
  await house.delivered()
  house.world.advance(61)
  const sent = await house.post('/auth/resend-verification', { email })
  const proved = await house.post('/auth/verify-email', { token: await house.tokenFor(email) })
  const asked = await house.post('/auth/forgot-password', { email })
  const token = await house.tokenFor(email)
  const ada = await asLogged(house.world, (await findByAddress(house.world, email))!)

  const acts: Act[] = [
    ['person.registered', nobody, registered],
    ['person.verification_sent', nobody, sent],
    ['person.address_proved', ada, proved],
    ['person.reset_asked', nobody, asked],
    ['person.password_reset', ada, await house.post('/auth/reset-password', { token, password })],
  ]

  await assertLogged(house.world, acts)
})

test('E5: what an operator does to people is in the log, by which operator and by which request', async () => {
  const world = await testWorld()
  const operator = await aPersonalOperator(world)
  const bob = await asLogged(world, operator.personId)
  const { personId } = await aPerson(world)
  const { homeAccountId } = await deployment(world)
  const person = `/api/people/${personId}`
  const member = `/api/teams/${homeAccountId}/members/${personId}`

  const acts: Act[] = [
    ['people.listed', bob, await operator.call('GET', '/api/people')],
    ['person.looked_at', bob, await operator.call('GET', person)],
    ['person.made_operator', bob, await operator.call('POST', `${person}/operator`, { isOperator: true })],
    ['person.unmade_operator', bob, await operator.call('POST', `${person}/operator`, { isOperator: false })],
    ['member.put', bob, await operator.call('PUT', member, { role: 'viewer' })],
    ['member.removed', bob, await operator.call('DELETE', member)],
    ['people.sessions_ended', bob, await operator.call('POST', '/api/people/sessions/end')],
  ]

  await assertLogged(world, acts)
})

test('E5: an operator who leaves the console is in the log, and so is the end of the session', async () => {
  const world = await testWorld()
  const operator = await aPersonalOperator(world)
  const bob = await asLogged(world, operator.personId)

  const left = await operator.call('DELETE', '/api/operator/session')

  await assertLogged(world, [
    ['operator.signed_out', bob, left],
    ['session.ended', bob, left],
  ])
})

test('E5: what is done by the session of a link is in the log, by that session', async () => {
  const world = await testWorld()
  const { secret } = await makeOperatorLink(world, { kind: 'job', id: 'test' })
  const browser = browserWith(world, '', [])
  const entered = await browser.call('POST', '/api/operator/session', { token: secret })
  const { actor: link } = (await recogniseOperator(world, askedWith({ cookie: browser.cookie() })))!
  const confirmed = await browser.call('POST', '/api/operator/key-backup', { confirmed: true })
  const another = await browser.call('POST', '/api/operator/links')

  const acts: Act[] = [
    ['operator.signed_in', link, entered],
    ['key_backup.confirmed', link, confirmed],
    ['operator.signed_out', link, await browser.call('DELETE', '/api/operator/session')],
  ]

  await assertLogged(world, acts)
  // The first one was made on a terminal, by no request.
  const entries = await entriesOf(world)
  const made = entries.find(({ action, actor }) => action === 'operator.link_made' && actor === link.id)
  assert.deepEqual(
    [another.status, made?.outcome, made?.kind, made?.requestId],
    [201, 'ok', 'operator', another.headers.get('x-request-id')],
  )
})

test('E5: what our job does once the grace is over is in the log as the job’s', async () => {
  const world = await testWorld()
  const browser = await signedIn(world, await aPerson(world))
  await browser.call('POST', '/auth/me/erase')
  world.advance(graceDays * 86_400 + 1)
  await eraseJob.run(world, 1000)
  world.advance(61)

  await eraseJob.run(world, 1000)

  const byJob = { outcome: 'ok', kind: 'job', actor: 'accounts.erase', requestId: null }
  assert.deepEqual(
    (await entriesOf(world)).filter(({ action }) => /^person\.eras(ed|ure_begun)$/.test(action)),
    [
      { action: 'person.erased', ...byJob },
      { action: 'person.erasure_begun', ...byJob },
    ],
  )
})
