import assert from 'node:assert/strict'
import { test } from 'node:test'
import { json, testSandbox } from './testing.ts'

test('deauthorizing ends every token of the athlete and the app, and of nobody else', async (t) => {
  const sandbox = await testSandbox(t)
  sandbox.settings.grantPer = 'consent'
  const [first, second, other] = [sandbox.give(), sandbox.give(), sandbox.give({ athleteId: 90_210_002 })]

  const answer = await sandbox.post(
    '/oauth/deauthorize',
    {},
    { authorization: `Bearer ${first.accessToken}` },
  )

  assert.equal(answer.status, 200)
  assert.deepEqual(await json(answer), { access_token: first.accessToken })
  assert.equal((await sandbox.refresh(second.refreshToken)).status, 400)
  assert.equal((await sandbox.refresh(other.refreshToken)).status, 200)
  assert.deepEqual(
    sandbox.grants.live().map((grant) => grant.athleteId),
    [90_210_002],
  )
})

test('a dead token can deauthorize nothing', async (t) => {
  const sandbox = await testSandbox(t)
  const given = sandbox.give()
  sandbox.expire()

  const answer = await sandbox.post('/oauth/deauthorize', { access_token: given.accessToken })

  assert.equal(answer.status, 401)
  assert.deepEqual(await json(answer), {
    message: 'Authorization Error',
    errors: [{ resource: 'Athlete', field: 'access_token', code: 'invalid' }],
  })
  assert.equal(sandbox.grants.live().length, 1)
})

test('deauthorizing counts against the total but not the read limit', async (t) => {
  const sandbox = await testSandbox(t)
  const given = sandbox.give()

  const answer = await sandbox.post('/oauth/deauthorize', { access_token: given.accessToken })

  assert.equal(answer.headers.get('x-ratelimit-usage'), '1,1')
  assert.equal(answer.headers.get('x-readratelimit-usage'), '0,0')
})

test('a person can take the consent back at the provider', async (t) => {
  const sandbox = await testSandbox(t)
  const given = sandbox.give()

  assert.equal(sandbox.takeBack({ athleteId: given.athleteId }), 1)

  assert.equal((await sandbox.refresh(given.refreshToken)).status, 400)
  assert.equal(sandbox.grants.all()[0]?.endedBecause, 'taken_back')
})
