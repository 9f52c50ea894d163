import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operatorOf } from '../../../../../tests/support/operator.ts'
import { testWorld, type TestWorld } from '../../../../../tests/support/world.ts'
import { as } from '../../../../kit/world.ts'
import { mailsTo } from '../../factors/factors.fixture.ts'
import { aPerson } from '../../people/people.fixture.ts'
import { recognisePerson } from '../../sessions/recognise.ts'
import { askedWith, type Browser, browserWith, signedIn } from '../../sessions/sessions.fixture.ts'
import { aPersonalOperator, type PersonalOperator } from './people.fixture.ts'
import { logNameOf } from './store.ts'

const allowed = { IMPERSONATION: 'true' }

/** The operator's browser, once it looks through that person's eyes. */
async function looking(world: TestWorld, operator: PersonalOperator, personId: string): Promise<Browser> {
  const { status, body, headers } = await operator.call('POST', `/api/people/${personId}/impersonate`, {
    reason: 'asked for help',
  })
  assert.equal(status, 200, JSON.stringify(body))
  return browserWith(world, String(body.sessionId), headers.getSetCookie())
}

test('E3: nobody looks through a person’s eyes unless the setting says so, and then only under the own name', async () => {
  const off = await testWorld()
  const ada = await aPerson(off)
  const operator = await aPersonalOperator(off)
  const on = await testWorld({ environment: allowed })
  const bob = await aPerson(on)
  const byLink = await operatorOf(on)

  const whileOff = await operator.call('POST', `/api/people/${ada.personId}/impersonate`, {
    reason: 'curious',
  })
  const unnamed = await byLink('POST', `/api/people/${bob.personId}/impersonate`, { reason: 'curious' })

  assert.deepEqual([whileOff.status, whileOff.body.code], [404, 'IMPERSONATION_OFF'])
  assert.deepEqual([unnamed.status, unnamed.body.code], [403, 'OPERATOR_UNNAMED'])
})

test('E3: a reason is asked for, and other operators are not looked through', async () => {
  const world = await testWorld({ environment: allowed })
  const operator = await aPersonalOperator(world)
  const other = await aPersonalOperator(world)
  const ada = await aPerson(world)

  const answers = [
    await operator.call('POST', `/api/people/${ada.personId}/impersonate`, {}),
    await operator.call('POST', `/api/people/${other.personId}/impersonate`, { reason: 'why not' }),
    await operator.call('POST', `/api/people/${operator.personId}/impersonate`, { reason: 'why not' }),
  ]

  assert.deepEqual(
    answers.map(({ body }) => body.code),
    ['BAD_REQUEST', 'PERSON_UNFIT', 'PERSON_IS_YOU'],
  )
})

test('E3: who looks through a person’s eyes reads, writes nothing, and sees no secret', async () => {
  const features = { EMAIL_ENABLED: 'true', TWO_FACTOR_ENABLED: 'true' }
  const world = await testWorld({ environment: { ...allowed, ...features } })
  const operator = await aPersonalOperator(world)
  const ada = await aPerson(world)
  const browser = await looking(world, operator, ada.personId)
  const place = (path: string) =>
    path.replaceAll(/:\w+/g, '0199a1fc-0000-7000-8000-000000000000').replace(/\*$/, 'x')

  const through: string[] = []
  for (const { method, path, who, stepUp, whileActing, callerIfAny } of world.app.routes) {
    if (whileActing || (who.kind === 'anyone' && !callerIfAny)) continue
    if (method === 'GET' && !stepUp && (who.kind !== 'scope' || who.scope.endsWith(':read'))) continue
    const { status } = await browser.call(method, place(path), method === 'GET' ? undefined : {})
    if (![401, 403].includes(status)) through.push(`${method} ${path}: ${status}`)
  }

  assert.deepEqual(through, [])
  const me = await browser.call('GET', '/auth/me')
  assert.equal((me.body.user as { id: string }).id, ada.personId)
  assert.equal((await browser.call('GET', '/api/connections')).status, 200)
})

test('E3: it ends after half an hour at the latest, however it is refreshed, and with a sign-out', async () => {
  const world = await testWorld({ environment: allowed })
  const operator = await aPersonalOperator(world)
  const ada = await aPerson(world)
  const first = await looking(world, operator, ada.personId)
  await first.call('POST', '/auth/logout')
  const browser = await looking(world, await aPersonalOperator(world), ada.personId)
  world.advance(20 * 60)
  await browser.call('POST', '/auth/refresh')
  const before = await browser.call('GET', '/auth/me')
  world.advance(10 * 60 + 1)

  const after = [await browser.call('GET', '/auth/me'), await browser.call('POST', '/auth/refresh')]

  assert.equal((await first.call('GET', '/auth/me')).status, 401)
  assert.equal(before.status, 200)
  assert.deepEqual(
    after.map(({ status }) => status),
    [401, 401],
  )
})

test('E3: at an address that nobody proved, nobody is told why', async () => {
  const world = await testWorld({ environment: allowed })
  const ada = await aPerson(world, { isVerified: false })

  await looking(world, await aPersonalOperator(world), ada.personId)

  assert.deepEqual(await mailsTo(world, ada), [])
})

test('E3: the person is told why, sees the session, and the log names the operator in every entry', async () => {
  const world = await testWorld({ environment: allowed })
  const operator = await aPersonalOperator(world)
  const ada = await aPerson(world)
  const eyes = await looking(world, operator, ada.personId)

  const caller = await recognisePerson(world, askedWith({ cookie: eyes.cookie() }))
  const sessions = await (await signedIn(world, ada)).call('GET', '/auth/sessions')

  assert.deepEqual(caller?.actor, { kind: 'person', id: operator.personId })
  assert.deepEqual(await mailsTo(world, ada), ['impersonated'])
  assert.deepEqual(
    (sessions.body.sessions as { actingOperator: string | null }[])
      .map(({ actingOperator }) => actingOperator)
      .sort(),
    [null, operator.personId].sort(),
  )
  const own = as(world, { role: 'app', accountId: ada.personId })
  const entries = await own.sql<{ action: string; actor: string }>`
    select action, actor from audit_entry where action in ('session.started', 'person.impersonated') order by xid, id limit 10`
  const [operatorName, adasName] = [
    await logNameOf(own, operator.personId),
    await logNameOf(own, ada.personId),
  ]
  assert.deepEqual(
    entries.slice(0, 2).map(({ actor }) => actor),
    [operatorName, operatorName],
  )
  assert.deepEqual(entries.slice(2), [{ action: 'session.started', actor: adasName }])
})
