import assert from 'node:assert/strict'
import { test } from 'node:test'
import { json, testSandbox } from './testing.ts'

const everyTime = { refreshAheadSeconds: null }
const badRefreshToken = {
  message: 'Bad Request',
  errors: [{ resource: 'RefreshToken', field: 'refresh_token', code: 'invalid' }],
}

test('the same access token comes back while it lives longer than an hour', async (t) => {
  const sandbox = await testSandbox(t)
  const given = sandbox.give()
  sandbox.clock.advance(7318)

  const answer = await json(await sandbox.refresh(given.refreshToken))

  assert.equal(answer['access_token'], given.accessToken)
  assert.equal(answer['refresh_token'], given.refreshToken)
  assert.equal(answer['expires_in'], 14_282)
  assert.equal(answer['expires_at'], given.expiresAt)
  assert.equal('athlete' in answer, false)
  assert.equal(sandbox.calls.to('token')[0]?.outcome, 'handed_back')
})

test('with an hour or less to live a new pair is made and the old refresh token is dead at once', async (t) => {
  const sandbox = await testSandbox(t)
  const given = sandbox.give()
  sandbox.clock.advance(18_000)

  const first = await json(await sandbox.refresh(given.refreshToken))
  const again = await sandbox.refresh(given.refreshToken)

  assert.notEqual(first['access_token'], given.accessToken)
  assert.notEqual(first['refresh_token'], given.refreshToken)
  assert.equal(first['expires_in'], 21_600)
  assert.equal(again.status, 400)
  assert.deepEqual(await json(again), badRefreshToken)
  assert.equal(sandbox.grants.live().length, 1)
  assert.deepEqual(sandbox.grants.usesOf(given.refreshToken), {
    presented: 2,
    succeeded: 1,
    rotated: 1,
    refused: 1,
  })
})

test('the old access token lives on until its own expiry', async (t) => {
  const sandbox = await testSandbox(t, everyTime)
  const given = sandbox.give()

  await sandbox.refresh(given.refreshToken)

  assert.equal((await sandbox.get('/api/v3/athlete', given.accessToken)).status, 200)
  sandbox.clock.advance(21_600)
  assert.equal((await sandbox.get('/api/v3/athlete', given.accessToken)).status, 401)
})

test('within the grace a superseded token still earns tokens, after it none', async (t) => {
  const sandbox = await testSandbox(t, { ...everyTime, rotation: 'grace', graceSeconds: 30 })
  const given = sandbox.give()
  await sandbox.refresh(given.refreshToken)

  sandbox.clock.advance(30)
  const inside = await sandbox.refresh(given.refreshToken)
  sandbox.clock.advance(1)
  const outside = await sandbox.refresh(given.refreshToken)

  assert.equal(inside.status, 200)
  assert.equal(outside.status, 400)
})

test('the grace ends early once the successor was used, for then its answer had arrived', async (t) => {
  const sandbox = await testSandbox(t, { ...everyTime, rotation: 'grace', graceSeconds: 30 })
  const given = sandbox.give()
  const next = await json(await sandbox.refresh(given.refreshToken))
  await sandbox.refresh(String(next['refresh_token']))

  const late = await sandbox.refresh(given.refreshToken)

  assert.equal(late.status, 400)
})

test('presenting an old token under reuse detection ends the whole grant', async (t) => {
  const sandbox = await testSandbox(t, { ...everyTime, rotation: 'reuse' })
  const given = sandbox.give()
  const next = await json(await sandbox.refresh(given.refreshToken))

  const reused = await sandbox.refresh(given.refreshToken)
  const innocent = await sandbox.refresh(String(next['refresh_token']))

  assert.deepEqual([reused.status, innocent.status], [400, 400])
  assert.equal((await sandbox.get('/api/v3/athlete', String(next['access_token']))).status, 401)
  assert.equal(sandbox.grants.all()[0]?.endedBecause, 'reuse_detected')
})

test('a static refresh token stays the same however often a new access token is made', async (t) => {
  const sandbox = await testSandbox(t, { ...everyTime, rotation: 'static' })
  const given = sandbox.give()

  const answers = [await sandbox.refresh(given.refreshToken), await sandbox.refresh(given.refreshToken)]

  const [one, two] = await Promise.all(answers.map(json))
  assert.deepEqual([one?.['refresh_token'], two?.['refresh_token']], [given.refreshToken, given.refreshToken])
  assert.notEqual(one?.['access_token'], two?.['access_token'])
  assert.equal(sandbox.calls.to('token')[0]?.outcome, 'refreshed')
})

test('a refresh token of another app is refused', async (t) => {
  const clients = [
    { id: '1', secret: 'one' },
    { id: '2', secret: 'two' },
  ]
  const sandbox = await testSandbox(t, { clients })
  const given = sandbox.give({ clientId: '2' })

  const answer = await sandbox.refresh(given.refreshToken)

  assert.equal(answer.status, 400)
  assert.equal(sandbox.calls.to('token')[0]?.outcome, 'refused: foreign_client')
})

test('a second consent of the same pair goes on with its grant, so a strict rotation burns the first token', async (t) => {
  const sandbox = await testSandbox(t, everyTime)
  const first = sandbox.give()

  const second = sandbox.give()

  assert.equal(second.grantId, first.grantId)
  assert.equal((await sandbox.refresh(first.refreshToken)).status, 400)
  assert.equal((await sandbox.refresh(second.refreshToken)).status, 200)
})
