import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ErrorCode, KeyholdError } from './error.ts'
import { hangs, json, lost, problem, scripted } from './outside.fixture.ts'
import { browserOrServer, checkedRetries, pauseMilliseconds } from './retry.ts'

const token = { access_token: 'fresh' }
const codeOf = (promise: Promise<unknown>): Promise<ErrorCode> =>
  promise.then(
    () => assert.fail('it succeeded'),
    (error: unknown) => {
      assert.ok(error instanceof KeyholdError, String(error))
      return error.code
    },
  )
const busy = (headers: Record<string, string> = {}) => problem(503, 'PROVIDER_UNAVAILABLE', {}, headers)
const limited = (retryAfter: string) => problem(429, 'RATE_LIMITED', {}, { 'retry-after': retryAfter })
const newKey = { body: { name: 'web', scopes: ['connections:token' as const] } }

describe('a call is tried again', () => {
  test('after 503 and 429, with waits that double and have chance in them', async () => {
    const { keyhold, waits } = scripted([busy(), busy(), busy(), json(200, token)])

    assert.equal(await keyhold.token('c'), 'fresh')
    assert.deepEqual(waits, [125, 250, 500])
  })

  test('not before the time that the server named, in seconds or as a moment, and not all at that one', async () => {
    const { keyhold, waits } = scripted([
      limited('3'),
      limited('Thu, 01 Jan 2026 00:00:05 GMT'),
      json(200, token),
    ])

    await keyhold.token('c')

    assert.deepEqual(waits, [3125, 5250])
  })

  test('when a read was lost on its way', async () => {
    const { keyhold, requests } = scripted([lost(), json(200, token)])

    await keyhold.token('c')

    assert.equal(requests.length, 2)
  })
})

describe('a call is not tried again', () => {
  test('when doing it twice is not doing it once', async () => {
    const posted = scripted([busy({ 'retry-after': '1' })])
    const patched = scripted([limited('1')])

    assert.equal(await codeOf(posted.keyhold.post('/api/keys', newKey)), 'PROVIDER_UNAVAILABLE')
    await codeOf(
      patched.keyhold.patch('/api/connections/{id}', { params: { path: { id: 'c' } }, body: { label: 'x' } }),
    )
    assert.deepEqual([posted.requests.length, patched.requests.length], [1, 1])
  })

  test('when a deletion may have been done', async () => {
    const { keyhold, requests } = scripted([lost()])

    assert.equal(
      await codeOf(keyhold.delete('/api/keys/{id}', { params: { path: { id: 'k' } } })),
      'NO_ANSWER',
    )
    assert.equal(requests.length, 1)
  })

  test('when asking again would answer the same', async () => {
    for (const [status, code] of [
      [401, 'UNAUTHENTICATED'],
      [409, 'NEEDS_REAUTH'],
      [500, 'INTERNAL'],
    ] as const) {
      const { keyhold, requests } = scripted([problem(status, code)])

      assert.equal(await codeOf(keyhold.token('c')), code)
      assert.equal(requests.length, 1)
    }
  })

  test('after as many tries as were allowed', async () => {
    const three = scripted([busy(), busy(), busy()], { retries: { tries: 3 } })
    const one = scripted([busy()], { retries: false })

    assert.deepEqual(await Promise.all([codeOf(three.keyhold.token('c')), codeOf(one.keyhold.token('c'))]), [
      'PROVIDER_UNAVAILABLE',
      'PROVIDER_UNAVAILABLE',
    ])
    assert.deepEqual([three.requests.length, one.requests.length], [3, 1])
  })

  test('when the wait would outlast the total time: the answer is told at once, with the time to wait', async () => {
    const { keyhold, waits } = scripted([limited('31')])

    assert.equal(await codeOf(keyhold.token('c')), 'RATE_LIMITED')
    assert.deepEqual(waits, [])
  })
})

test('a call that gets no answer ends with the total time, and says so', async () => {
  const { keyhold, endTime } = scripted([hangs], { retries: { totalSeconds: 5 } })
  const code = codeOf(keyhold.token('c'))

  endTime()

  assert.equal(await code, 'TIMED_OUT')
})

test('a wait ends when its caller gives up', async () => {
  const ending = new AbortController()
  const waiting = browserOrServer.wait(60_000, ending.signal)

  ending.abort(new Error('enough'))

  await assert.rejects(waiting, /enough/)
  await assert.rejects(browserOrServer.wait(0, ending.signal), /enough/)
})

test('chance spreads the waits from nothing to a ceiling that stops growing', () => {
  assert.equal(
    pauseMilliseconds(3, null, () => 0),
    0,
  )
  assert.equal(
    pauseMilliseconds(30, null, () => 1),
    8_000,
  )
})

test('limits that would try for ever or never are refused', () => {
  for (const retries of [
    { tries: 0 },
    { tries: 11 },
    { tries: 1.5 },
    { totalSeconds: 0 },
    { totalSeconds: Number.NaN },
  ])
    assert.throws(() => checkedRetries(retries), RangeError)
})
