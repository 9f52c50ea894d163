import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { fingerprint } from '../fingerprint.ts'
import { json, type TestSandbox, testSandbox } from '../testing.ts'

/** As a browser would send it from elsewhere; `fetch` does not let one choose these headers. */
function statusFrom(sandbox: TestSandbox, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(`${sandbox.url}/_control/reset`, { method: 'POST', headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    call.on('error', reject).end()
  })
}

test('faults are pushed, listed, cleared and refused over HTTP', async (t) => {
  const sandbox = await testSandbox(t)

  const pushed = await json(
    await sandbox.control('POST', '/faults', { on: 'token', kind: 'hang', times: 'always' }),
  )
  const two = await json(
    await sandbox.control('POST', '/faults', [
      { on: 'api', kind: 'reset' },
      { on: 'any', kind: 'html' },
    ]),
  )
  const listed = await json(await sandbox.control('GET', '/faults'))
  const unknown = await sandbox.control('POST', '/faults', { on: 'token', kind: 'hiccup' })
  const garbled = await fetch(`${sandbox.url}/_control/faults`, { method: 'POST', body: '{' })

  assert.deepEqual([pushed['ids'], two['ids']], [['fault-1'], ['fault-2', 'fault-3']])
  assert.equal((listed['faults'] as unknown[]).length, 3)
  assert.deepEqual([unknown.status, garbled.status], [400, 400])
  await sandbox.control('DELETE', '/faults/fault-1')
  assert.equal(sandbox.faults.waiting().length, 2)
  await sandbox.control('DELETE', '/faults')
  assert.equal(sandbox.faults.waiting().length, 0)
})

test('a grant is given, its use counted and its end shown over HTTP', async (t) => {
  const sandbox = await testSandbox(t, { refreshAheadSeconds: null })
  const given = await json(await sandbox.control('POST', '/grants', { athleteId: 90_210_002 }))
  const refreshToken = String(given['refreshToken'])
  await sandbox.refresh(refreshToken)
  await sandbox.refresh(refreshToken)

  const { refreshTokens } = await json(await sandbox.control('GET', '/refresh-tokens'))
  const { calls } = await json(await sandbox.control('GET', '/ledger?endpoint=token&since=1'))
  const { ended } = await json(await sandbox.control('POST', '/grants/revoke', { athleteId: 90_210_002 }))
  const { athletes } = await json(await sandbox.control('GET', '/athletes'))

  const [first] = refreshTokens as Record<string, unknown>[]
  assert.equal(first?.['fingerprint'], fingerprint(refreshToken))
  assert.deepEqual([first?.['presented'], first?.['rotated'], first?.['refused']], [2, 1, 1])
  assert.deepEqual(
    (calls as { outcome: string }[]).map(({ outcome }) => outcome),
    ['refused: superseded'],
  )
  assert.equal(ended, 1)
  const bruno = (athletes as Record<string, unknown>[])[1]
  assert.deepEqual([bruno?.['live'], bruno?.['dead']], [[], ['grant-1']])
})

test('settings and clock are turned over HTTP, and a wrong setting changes nothing', async (t) => {
  const sandbox = await testSandbox(t)

  await sandbox.control('PATCH', '/settings', { latencyMilliseconds: 5, rotation: 'reuse' })
  const wrong = await sandbox.control('PATCH', '/settings', { outage: true, rotation: 'odd' })
  const clock = await json(await sandbox.control('POST', '/clock', { advanceSeconds: 90 }))

  assert.deepEqual([sandbox.settings.latencyMilliseconds, sandbox.settings.rotation], [5, 'reuse'])
  assert.equal(wrong.status, 400)
  assert.equal(sandbox.settings.outage, false)
  assert.equal(clock['time'], '2026-03-10T12:01:30.000Z')
})

test('access tokens are made to expire over HTTP while their grants live on', async (t) => {
  const sandbox = await testSandbox(t)
  const given = sandbox.give()

  const { expired } = await json(await sandbox.control('POST', '/grants/expire'))

  assert.equal(expired, 1)
  assert.equal((await sandbox.get('/api/v3/athlete', given.accessToken)).status, 401)
  assert.equal((await sandbox.refresh(given.refreshToken)).status, 200)
})

test('athletes and apps are added over HTTP', async (t) => {
  const sandbox = await testSandbox(t)

  const { athletes } = await json(await sandbox.control('POST', '/athletes', { count: 1000 }))
  await sandbox.control('POST', '/clients', { id: '2', secret: ['a', 'b'], callbackDomains: ['app.test'] })

  assert.equal(new Set((athletes as { id: number }[]).map(({ id }) => id)).size, 1000)
  assert.deepEqual(sandbox.clients.find('2')?.secrets, ['a', 'b'])
})

test('waiting ends when the calls have come, are held, or the time is up', async (t) => {
  const sandbox = await testSandbox(t)
  const given = sandbox.give()
  sandbox.faults.push({ on: 'token', kind: 'hold' })
  const waiting = sandbox.control('GET', '/wait?calls=1&held=1')

  const answer = sandbox.refresh(given.refreshToken)

  assert.deepEqual(await json(await waiting), { happened: true, calls: 1, held: 1 })
  assert.deepEqual(await json(await sandbox.control('POST', '/release')), { released: 1 })
  assert.equal((await answer).status, 200)
  assert.equal((await json(await sandbox.control('GET', '/wait?calls=9&seconds=0')))['happened'], false)
})

test('a reset over HTTP forgets everything', async (t) => {
  const sandbox = await testSandbox(t)
  sandbox.give()

  const status = await json(await sandbox.control('POST', '/reset'))

  assert.equal(status['liveGrants'], 0)
  assert.equal(sandbox.grants.all().length, 0)
})

test('a page of another site cannot turn the knobs', async (t) => {
  const sandbox = await testSandbox(t)

  const statuses = [
    await statusFrom(sandbox, { origin: 'https://evil.test' }),
    await statusFrom(sandbox, { host: 'rebound.evil.test' }),
    await statusFrom(sandbox, { origin: sandbox.url }),
    await statusFrom(sandbox, {}),
  ]

  assert.deepEqual(statuses, [403, 403, 200, 200])
})
