import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { FaultInput } from './index.ts'
import { json, testSandbox } from './testing.ts'

/** A refresh with a token that is due, under one fault. */
async function refreshUnder(t: TestContext, fault: FaultInput) {
  const sandbox = await testSandbox(t, { refreshAheadSeconds: null })
  const given = sandbox.give()
  sandbox.faults.push(fault)
  const answer = sandbox.refresh(given.refreshToken)
  return { sandbox, given, answer, again: () => sandbox.refresh(given.refreshToken) }
}

test('a rate limit comes with Retry-After or without, in the words of Strava, and spends nothing', async (t) => {
  const { sandbox, answer, again } = await refreshUnder(t, { on: 'token', kind: 'rate_limit', retryAfter: 7 })
  sandbox.faults.push({ on: 'token', kind: 'rate_limit' })

  const [first, second, third] = [await answer, await again(), await again()]

  assert.deepEqual([first.status, second.status, third.status], [429, 429, 200])
  assert.deepEqual([first.headers.get('retry-after'), second.headers.get('retry-after')], ['7', null])
  assert.deepEqual(await json(first), {
    errors: 'Rate Limit Exceeded',
    status: 429,
    message: 'Too Many Requests',
  })
  assert.equal(sandbox.calls.to('token')[0]?.outcome, 'not_done')
})

test('a status can be any, its body JSON, HTML or empty', async (t) => {
  const { sandbox, answer, again } = await refreshUnder(t, {
    on: 'token',
    kind: 'status',
    status: 502,
    body: 'html',
  })
  sandbox.faults.push({ on: 'token', kind: 'status', status: 503, body: 'empty', retryAfter: 30 })
  sandbox.faults.push({ on: 'token', kind: 'status' })

  const [html, empty, plain] = [await answer, await again(), await again()]

  assert.equal(html.status, 502)
  assert.match(html.headers.get('content-type') ?? '', /^text\/html/)
  assert.deepEqual([empty.status, empty.headers.get('retry-after'), await empty.text()], [503, '30', ''])
  assert.deepEqual([plain.status, await json(plain)], [500, { message: 'Internal Server Error' }])
})

test('a page of HTML can come with 200', async (t) => {
  const { answer } = await refreshUnder(t, { on: 'token', kind: 'html' })

  assert.equal((await answer).status, 200)
  assert.match(await (await answer).text(), /^<!doctype html>/)
})

test('a good token can be called invalid, and is good again afterwards', async (t) => {
  const { answer, again } = await refreshUnder(t, { on: 'token', kind: 'invalid_grant' })

  assert.equal((await answer).status, 400)
  assert.deepEqual((await json(await answer))['errors'], [
    { resource: 'RefreshToken', field: 'refresh_token', code: 'invalid' },
  ])
  assert.equal((await again()).status, 200)
})

test('a good client can be called invalid', async (t) => {
  const { answer } = await refreshUnder(t, { on: 'token', kind: 'invalid_client' })

  assert.equal((await answer).status, 401)
})

test('an answer can be a redirect', async (t) => {
  const { answer } = await refreshUnder(t, { on: 'token', kind: 'redirect', status: 307 })

  assert.equal((await answer).status, 307)
  assert.equal((await answer).headers.get('location'), '/elsewhere')
})

test('truncated JSON is complete HTTP and no JSON', async (t) => {
  const { sandbox, answer } = await refreshUnder(t, { on: 'token', kind: 'truncated' })

  await assert.rejects(async () => (await answer).json(), SyntaxError)
  assert.equal(sandbox.calls.to('token')[0]?.outcome, 'rotated')
})

test('a cut answer ends in the middle of its promised length', async (t) => {
  const { sandbox, answer } = await refreshUnder(t, { on: 'token', kind: 'cut', bytes: 20 })

  await assert.rejects(async () => (await answer).text())
  assert.equal(sandbox.calls.to('token')[0]?.delivery, 'cut')
})

test('the content type can be wrong while the content is right', async (t) => {
  const { answer } = await refreshUnder(t, { on: 'token', kind: 'wrong_content_type' })

  assert.match((await answer).headers.get('content-type') ?? '', /^text\/plain/)
  assert.ok('access_token' in (await json(await answer)))
})

for (const [name, set] of [
  ['zero', { expires_in: 0 }],
  ['text', { expires_in: '21600' }],
] as const) {
  test(`a lifetime can be ${name}`, async (t) => {
    const { answer } = await refreshUnder(t, { on: 'token', kind: 'alter', set })

    assert.equal((await json(await answer))['expires_in'], set.expires_in)
  })
}

test('fields can be missing', async (t) => {
  const omit = ['access_token', 'refresh_token', 'expires_in', 'expires_at']
  const { answer } = await refreshUnder(t, { on: 'token', kind: 'alter', omit })

  assert.deepEqual(await json(await answer), { token_type: 'Bearer' })
})

test('a body can be huge', async (t) => {
  const { answer } = await refreshUnder(t, { on: 'token', kind: 'huge' })

  assert.ok((await (await answer).text()).length > 10_000_000)
})

test('a body can be nested deeply', async (t) => {
  const { answer } = await refreshUnder(t, { on: 'token', kind: 'deep', depth: 100_000 })

  assert.match(await (await answer).text(), /^\{"token_type".*"nested":\[{100000}\]{100000}\}$/)
})

test('an answer can come byte by byte and still be right', async (t) => {
  const { answer } = await refreshUnder(t, {
    on: 'token',
    kind: 'slow',
    latencyMilliseconds: 1,
    byteMilliseconds: 0.1,
  })

  assert.ok('access_token' in (await json(await answer)))
})

test('the Date header can be wrong for one answer, or for all', async (t) => {
  const { sandbox, answer, again } = await refreshUnder(t, { on: 'token', kind: 'date_skew', seconds: -120 })

  assert.equal((await answer).headers.get('date'), 'Tue, 10 Mar 2026 11:58:00 GMT')
  assert.equal((await again()).headers.get('date'), 'Tue, 10 Mar 2026 12:00:00 GMT')
  sandbox.settings.dateSkewSeconds = 3600
  assert.equal((await again()).headers.get('date'), 'Tue, 10 Mar 2026 13:00:00 GMT')
})

test('a connection reset before the work leaves the token unspent', async (t) => {
  const { sandbox, answer, again } = await refreshUnder(t, { on: 'token', kind: 'reset' })

  await assert.rejects(answer)
  assert.equal((await again()).status, 200)
  assert.deepEqual(
    sandbox.calls.to('token').map(({ outcome, delivery }) => [outcome, delivery]),
    [
      ['not_done', 'reset'],
      ['rotated', 'sent'],
    ],
  )
})

test('rotated, then reset: the token is spent, nothing arrived, and the ledger says so', async (t) => {
  const { sandbox, given, answer, again } = await refreshUnder(t, { on: 'token', kind: 'rotated_then_reset' })

  await assert.rejects(answer)
  assert.equal((await again()).status, 400)
  const [call] = sandbox.calls.presenting(given.refreshToken)
  assert.deepEqual(
    [call?.outcome, call?.delivery, call?.fault?.kind],
    ['rotated', 'reset', 'rotated_then_reset'],
  )
  assert.notEqual(call?.issued, call?.presented)
  assert.deepEqual(sandbox.grants.usesOf(given.refreshToken), {
    presented: 2,
    succeeded: 1,
    rotated: 1,
    refused: 1,
  })
})

test('rotated, then hang: the token is spent and no answer comes', async (t) => {
  const { sandbox, given, answer } = await refreshUnder(t, { on: 'token', kind: 'rotated_then_hang' })
  const lost = assert.rejects(answer)
  await sandbox.calls.untilOver(1, 'token')

  await sandbox.close()

  await lost
  assert.equal(sandbox.calls.presenting(given.refreshToken)[0]?.delivery, 'hung')
  assert.equal(sandbox.grants.usesOf(given.refreshToken).rotated, 1)
})

test('any fault that comes before the work can come after it instead', async (t) => {
  const { answer, again } = await refreshUnder(t, {
    on: 'token',
    kind: 'status',
    status: 502,
    afterWork: true,
  })

  assert.equal((await answer).status, 502)
  assert.equal((await again()).status, 400)
})

test('a held call waits, and another may overtake it', async (t) => {
  const { sandbox, given, answer, again } = await refreshUnder(t, { on: 'token', kind: 'hold' })
  await sandbox.held.until(1)

  const overtaking = await again()
  sandbox.held.release()

  assert.equal(overtaking.status, 200)
  assert.equal((await answer).status, 400)
  assert.equal(sandbox.grants.usesOf(given.refreshToken).rotated, 1)
})

test('a call held after its work answers late with what it did in time', async (t) => {
  const { sandbox, answer, again } = await refreshUnder(t, { on: 'token', kind: 'hold', afterWork: true })
  await sandbox.held.until(1)

  const overtaking = await again()
  sandbox.held.release()

  assert.equal(overtaking.status, 400)
  assert.equal((await answer).status, 200)
})

test('faults strike in order, only where they are aimed, after those they let pass', async (t) => {
  const sandbox = await testSandbox(t)
  const [ada, bruno] = [sandbox.give(), sandbox.give({ athleteId: 90_210_002 })]
  sandbox.faults.push({ on: 'token', kind: 'status', status: 500, athleteId: 90_210_002, skip: 1, times: 2 })
  const status = async (token: string) => (await sandbox.refresh(token)).status

  const bruised = [
    await status(bruno.refreshToken),
    await status(bruno.refreshToken),
    await status(bruno.refreshToken),
  ]

  assert.deepEqual(bruised, [200, 500, 500])
  assert.equal(await status(bruno.refreshToken), 200)
  assert.equal(await status(ada.refreshToken), 200)
})

test('a fault on the api strikes every bearer endpoint, always until it is cleared', async (t) => {
  const sandbox = await testSandbox(t)
  const { accessToken, refreshToken } = sandbox.give()
  const id = sandbox.faults.push({ on: 'api', kind: 'status', times: 'always' })
  const status = async () => (await sandbox.get('/api/v3/athlete', accessToken)).status

  const struck = [await status(), await status()]
  const token = await sandbox.refresh(refreshToken)
  sandbox.faults.clear(id)

  assert.deepEqual([...struck, token.status, await status()], [500, 500, 200, 200])
})

test('an unknown fault is refused when it is pushed', async (t) => {
  const sandbox = await testSandbox(t)

  assert.throws(() => sandbox.faults.push({ on: 'token', kind: 'hiccup' } as unknown as FaultInput))
})
