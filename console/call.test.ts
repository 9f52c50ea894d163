import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { actForHome, call, proveBy } from './call.ts'

const refused = (status: number, code: string) =>
  Response.json({ error: 'Told.', code, hint: 'Do.' }, { status })
const done = () => Response.json({ isDone: true })

/** A page with that token, and a server that answers as is told. @returns what was sent */
function browser(t: TestContext, token: string | null, answer: (sent: string, count: number) => Response) {
  const page = { cookie: token === null ? '' : `XSRF-TOKEN=${token}` }
  Object.defineProperty(globalThis, 'document', { value: page, configurable: true })
  t.after(() => Reflect.deleteProperty(globalThis, 'document'))
  const sent: string[] = []
  const accounts: (string | null)[] = []
  // One that stands on another would put that one back, for all tests to come.
  t.mock.restoreAll()
  t.mock.method(globalThis, 'fetch', async (address: string, { method, headers }: RequestInit) => {
    sent.push(`${method} ${address}`)
    accounts.push(new Headers(headers).get('keyhold-account'))
    return answer(sent.at(-1)!, sent.filter((each) => each === sent.at(-1)).length)
  })
  return { sent, accounts }
}

test('of all that notice an ended access token one refreshes, and each is sent again', async (t) => {
  const { sent } = browser(t, 'once', (sent, count) =>
    sent.endsWith('/refresh') || count > 2 ? done() : refused(401, 'UNAUTHENTICATED'),
  )

  await Promise.all([call('GET', '/auth/factors'), call('GET', '/auth/factors')])

  assert.deepEqual(sent.toSorted(), [...Array<string>(4).fill('GET /auth/factors'), 'POST /auth/refresh'])
})

test('a session that cannot be refreshed is told as it is, and not asked for again', async (t) => {
  const { sent } = browser(t, 'ended', (sent) =>
    refused(401, sent.endsWith('/refresh') ? 'REFRESH_ENDED' : 'UNAUTHENTICATED'),
  )

  await assert.rejects(call('GET', '/auth/factors'), { code: 'UNAUTHENTICATED' })
  await assert.rejects(call('GET', '/auth/factors'), { code: 'UNAUTHENTICATED' })

  assert.deepEqual(sent, ['GET /auth/factors', 'POST /auth/refresh', 'GET /auth/factors'])
})

test('a browser that never signed in refreshes nothing, nor does a refused password', async (t) => {
  const { sent } = browser(t, null, () => refused(401, 'UNAUTHENTICATED'))
  await assert.rejects(call('GET', '/auth/session'))
  const other = browser(t, 'good', () => refused(401, 'WRONG_CREDENTIALS'))
  await assert.rejects(call('POST', '/auth/login', { body: {} }), { code: 'WRONG_CREDENTIALS' })

  assert.deepEqual([...sent, ...other.sent], ['GET /auth/session', 'POST /auth/login'])
})

test('D7: what wants a fresh proof is sent again after it, once', async (t) => {
  let asked = 0
  proveBy(() => Promise.resolve(++asked > 0))
  const { sent } = browser(t, 'proving', (_, count) =>
    count === 1 ? refused(403, 'STEP_UP_REQUIRED') : done(),
  )

  assert.deepEqual(await call('POST', '/auth/2fa/setup'), { isDone: true })
  assert.deepEqual([asked, sent.length], [1, 2])
})

test('D7: what still wants one after that is refused, and what was not proved is left undone', async (t) => {
  const { sent } = browser(t, 'proving', () => refused(403, 'STEP_UP_REQUIRED'))

  proveBy(() => Promise.resolve(true))
  await assert.rejects(call('POST', '/auth/2fa/setup'), { code: 'STEP_UP_REQUIRED' })
  proveBy(() => Promise.resolve(false))
  await assert.rejects(call('POST', '/auth/2fa/setup'), { code: 'NOT_PROVED' })

  assert.equal(sent.length, 3)
})

test('who acts for the home account says so, but not where it looks after itself', async (t) => {
  const { accounts } = browser(t, 'home', done)
  t.after(() => actForHome(false))

  actForHome(true)
  for (const path of ['/api/keys', '/auth/sessions', '/profiles', '/api/profiles']) await call('GET', path)

  assert.deepEqual(accounts, ['home', null, null, null])
})

test('a text with a type is sent as it is, and any other body as JSON, both with the CSRF token', async (t) => {
  browser(t, 'writing', done)
  const sent: (string | null)[][] = []
  // One above another would leave the lower one behind.
  t.mock.restoreAll()
  t.mock.method(globalThis, 'fetch', async (_: string, { body, headers }: RequestInit) => {
    const read = new Headers(headers)
    sent.push([String(body), read.get('content-type'), read.get('x-csrf-token')])
    return done()
  })

  await call('PUT', '/internal/journey/journeys/shop', { body: 'steps: []', type: 'application/yaml' })
  await call('POST', '/internal/journey/run', { body: { wait: 0 } })

  assert.deepEqual(sent, [
    ['steps: []', 'application/yaml', 'writing'],
    ['{"wait":0}', 'application/json', 'writing'],
  ])
})
