import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startSandbox } from './index.ts'
import { json, testSandbox } from './testing.ts'

test('closing ends calls that hang, wait, dawdle or are held', async () => {
  const sandbox = await startSandbox({ latencyMilliseconds: 60_000 })
  sandbox.faults.push({ on: 'athlete', kind: 'hang' })
  sandbox.faults.push({ on: 'stats', kind: 'hold' })
  sandbox.faults.push({ on: 'home', kind: 'slow', byteMilliseconds: 60_000 })
  const paths = ['/api/v3/athlete', '/api/v3/athletes/1/stats', '/', '/userinfo']
  const lost = paths.map((path) => assert.rejects(async () => (await fetch(sandbox.url + path)).text()))
  await Promise.all(
    (['athlete', 'stats', 'home', 'userinfo'] as const).map((one) => sandbox.calls.until(1, one)),
  )

  await sandbox.close()
  await sandbox.close()

  await Promise.all(lost)
})

test('an outage refuses everything but the controls, and leaves the script of faults alone', async (t) => {
  const sandbox = await testSandbox(t)
  const { refreshToken } = sandbox.give()
  sandbox.faults.push({ on: 'token', kind: 'status' })
  sandbox.settings.outage = true

  const answers = [
    await sandbox.refresh(refreshToken),
    await sandbox.get('/'),
    await sandbox.control('GET', ''),
  ]

  assert.deepEqual(
    answers.map(({ status }) => status),
    [503, 503, 200],
  )
  assert.equal(sandbox.faults.waiting().length, 1)
  assert.equal(sandbox.calls.to('token')[0]?.presented, sandbox.grants.refreshTokens()[0]?.fingerprint)
})

test('a caller who leaves during the latency has still spent its token', async (t) => {
  const sandbox = await testSandbox(t, { refreshAheadSeconds: null, latencyMilliseconds: 60_000 })
  const { refreshToken } = sandbox.give()
  const leaving = new AbortController()
  const form = { client_id: '10001', client_secret: 'sandbox-secret', grant_type: 'refresh_token' }
  const body = new URLSearchParams({ ...form, refresh_token: refreshToken })
  const call = fetch(`${sandbox.url}/oauth/token`, { method: 'POST', body, signal: leaving.signal })
  await sandbox.calls.until(1, 'token')

  leaving.abort()

  await assert.rejects(call)
  await sandbox.calls.untilOver(1, 'token')
  assert.equal(sandbox.calls.to('token')[0]?.delivery, 'peer_left')
  assert.equal(sandbox.grants.usesOf(refreshToken).rotated, 1)
})

test('a reset forgets what happened and cuts what hangs, under the same address', async (t) => {
  const sandbox = await testSandbox(t)
  sandbox.give()
  sandbox.settings.latencyMilliseconds = 1
  sandbox.faults.push({ on: 'home', kind: 'hang' })
  const lost = assert.rejects(fetch(sandbox.url))
  await sandbox.calls.untilOver(1, 'home')

  sandbox.reset()

  await lost
  assert.deepEqual(
    [sandbox.calls.all(), sandbox.grants.all(), sandbox.settings.latencyMilliseconds],
    [[], [], 0],
  )
  assert.equal((await sandbox.get('/')).status, 200)
})

test('an unknown address is not found and stands in the ledger', async (t) => {
  const sandbox = await testSandbox(t)

  const answer = await sandbox.get('/elsewhere')

  assert.equal(answer.status, 404)
  assert.equal((await json(answer))['message'], 'Resource Not Found')
  assert.equal(sandbox.calls.to('unknown').length, 1)
})

test('a body over a megabyte is refused', async (t) => {
  const sandbox = await testSandbox(t)

  const answer = await sandbox.post('/oauth/token', { code: 'x'.repeat(1_000_001) })

  assert.equal(answer.status, 413)
})
