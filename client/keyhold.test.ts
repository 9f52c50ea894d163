import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { createKeyhold, KeyholdError } from './index.ts'
import { hangs, json, lost, problem, scripted } from './outside.fixture.ts'

const token = { access_token: 'fresh', token_type: 'Bearer', expires_at: null, scope: null }
const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => assert.fail('it succeeded'),
    (error: unknown) => error,
  )
const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error = await caught(promise)
  assert.ok(error instanceof KeyholdError, String(error))
  return error.code
}

test('a token is asked for by the connection’s id, with the key in a header and not in the address', async () => {
  const { keyhold, requests } = scripted([json(200, token)])

  const answer = await keyhold.token('c 1/x', { minValidSeconds: 600 })

  assert.equal(answer, 'fresh')
  assert.equal(requests[0]!.url, 'https://keyhold.test/api/connections/c%201%2Fx/token?min_valid_seconds=600')
  assert.equal(requests[0]!.headers.get('authorization'), 'Bearer kh_test_secret')
})

test('an id that would make another address is never sent', async () => {
  const { keyhold, requests } = scripted([])

  const codes = await Promise.all(['..', '.', ''].map((id) => codeOf(keyhold.token(id))))

  assert.deepEqual(codes, ['NOT_ASKED', 'NOT_ASKED', 'NOT_ASKED'])
  assert.equal(requests.length, 0)
})

test('a refusal becomes an error with code, title, hint, request id, time to wait and further members', async () => {
  const answer = problem(409, 'PROVIDER_NOT_CONFIGURED', { missing: ['STRAVA_CLIENT_ID'], retryAfter: 7 })
  const { keyhold } = scripted([answer])

  const error = await caught(
    keyhold.post('/api/connections/sessions', { body: { userId: 'u', provider: 'strava' } }),
  )

  assert.ok(error instanceof KeyholdError)
  const { code, status, title, hint, requestId, retryAfterSeconds, details } = error
  assert.deepEqual(
    { code, status, title, hint, requestId, retryAfterSeconds, details },
    {
      code: 'PROVIDER_NOT_CONFIGURED',
      status: 409,
      title: 'PROVIDER_NOT_CONFIGURED happened.',
      hint: 'Mend it.',
      requestId: 'r-1',
      retryAfterSeconds: 7,
      details: { missing: ['STRAVA_CLIENT_ID'] },
    },
  )
})

test('a refusal in the words of an older system keeps those words', async () => {
  const cases: [unknown, string, string][] = [
    [{ detail: 'YTD stats not cached yet.' }, 'HTTP_404', 'YTD stats not cached yet.'],
    [{ detail: { message: 'Invalid or missing API key' } }, 'HTTP_404', 'Invalid or missing API key'],
    ['<html>', 'HTTP_404', 'Keyhold answered 404 without an explanation.'],
  ]

  for (const [body, code, title] of cases) {
    const error = await caught(scripted([json(404, body)]).keyhold.get('/strava/stats/ytd'))
    assert.ok(error instanceof KeyholdError)
    assert.deepEqual([error.code, error.title], [code, title])
  }
})

test('a read that changed nothing costs no body and answers null', async () => {
  const { keyhold, requests } = scripted([
    json(200, { type: 'ytd' }, { etag: '"1"' }),
    new Response(null, { status: 304, headers: { etag: '"1"' } }),
  ])

  const first = await keyhold.getIfChanged('/strava/stats/ytd', null)
  const second = await keyhold.getIfChanged('/strava/stats/ytd', first!.etag)

  assert.deepEqual([first!.etag, second], ['"1"', null])
  assert.deepEqual(
    requests.map(({ headers }) => headers.get('if-none-match')),
    [null, '"1"'],
  )
})

test('a redirect is not followed: the key goes to no address that nobody named', async () => {
  const elsewhere = new Response(null, { status: 301, headers: { location: 'https://elsewhere.test/' } })
  const { keyhold, requests } = scripted([elsewhere])

  assert.equal(await codeOf(keyhold.token('c')), 'REDIRECTED')
  assert.deepEqual([requests.length, requests[0]!.redirect], [1, 'manual'])
})

test('what is no JSON, and what ends in the middle, are told apart', async () => {
  const torn = () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.error(new TypeError('terminated')),
      }),
      { status: 200 },
    )

  assert.equal(await codeOf(scripted([new Response('<html>')]).keyhold.token('c')), 'UNREADABLE_ANSWER')
  assert.equal(await codeOf(scripted([new Response('')]).keyhold.token('c')), 'UNREADABLE_ANSWER')
  assert.equal(await codeOf(scripted([torn], { retries: false }).keyhold.token('c')), 'NO_ANSWER')
})

test('a call that answers nothing answers nothing', async () => {
  const { keyhold } = scripted([new Response(null, { status: 204 })])

  assert.equal(await keyhold.delete('/api/operator/session'), undefined)
})

test('the key is in no error and in nothing that is printed', async () => {
  const key = 'kh_test_secret'
  const { keyhold } = scripted([lost(), problem(401, 'UNAUTHENTICATED')], { retries: false })
  const printed = [
    inspect(keyhold, { depth: 9, showHidden: true }),
    JSON.stringify(keyhold),
    inspect(await caught(keyhold.token('c')), { depth: 9 }),
    inspect(await caught(keyhold.token('c')), { depth: 9 }),
    inspect(
      await caught((async () => createKeyhold({ baseUrl: 'https://k.test', apiKey: `${key} \n x` }))()),
    ),
    inspect(await caught(scripted([], { apiKey: () => `${key} \n x` }).keyhold.token('c')), { depth: 9 }),
  ]

  assert.deepEqual(
    printed.filter((text) => text.includes(key)),
    [],
  )
})

test('a key may be read anew for each try, and a line break at its end does no harm', async () => {
  const keys = ['kh_one\n', 'kh_two']
  const { keyhold, requests } = scripted([problem(503, 'DRAINING'), json(200, token)], {
    apiKey: async () => keys.shift()!,
  })

  await keyhold.token('c')

  assert.deepEqual(
    requests.map(({ headers }) => headers.get('authorization')),
    ['Bearer kh_one', 'Bearer kh_two'],
  )
})

test('an address that carries a user, a query or no http is refused at once', () => {
  for (const baseUrl of [
    'https://kh_key@keyhold.test',
    'https://keyhold.test/?key=1',
    'ftp://keyhold.test',
    '//keyhold.test',
    '/\\keyhold.test',
    'keyhold.test',
    '',
  ])
    assert.throws(() => createKeyhold({ baseUrl }), TypeError, baseUrl)
})

test('whoever gives up hears the own reason, and nothing more is asked', async () => {
  const ownWords = (request: Request) =>
    hangs(request).catch(() => {
      throw new Error('the fetch of an app has words of its own')
    })
  const { keyhold, requests } = scripted([ownWords])
  const ending = new AbortController()
  const promise = caught(keyhold.token('c', { signal: ending.signal }))
  const reason = new Error('enough')

  ending.abort(reason)

  assert.equal(await promise, reason)
  assert.ok(requests.length <= 1)
})

test('the package has the version of the program', () => {
  const versionIn = (path: string) =>
    (JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8')) as { version: string }).version

  assert.equal(versionIn('package.json'), versionIn('../package.json'))
})
