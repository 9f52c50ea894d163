import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, api, asProblem, call, csrfTokenIn, problemFrom } from './api.ts'

test('a problem document keeps its cure and the id to find it by', () => {
  const document = { code: 'NEEDS_REAUTH', title: 'It ended.', hint: 'Connect again.', requestId: 'r1' }

  const problem = problemFrom(409, new Headers(), document)

  assert.deepEqual(
    {
      status: problem.status,
      code: problem.code,
      title: problem.title,
      hint: problem.hint,
      requestId: problem.requestId,
    },
    { status: 409, ...document },
  )
})

test('an answer that is no document still becomes a problem with its status and request id', () => {
  const problem = problemFrom(502, new Headers({ 'x-request-id': 'r2' }), undefined)

  assert.equal(problem.code, 'HTTP_502')
  assert.match(problem.title, /502/)
  assert.equal(problem.requestId, 'r2')
})

test('how long to wait comes from the header, else from the document, else is unknown', () => {
  const waits = [
    problemFrom(423, new Headers({ 'retry-after': '5' }), { retryAfter: 9 }),
    problemFrom(423, new Headers(), { retryAfter: 9 }),
    problemFrom(423, new Headers(), {}),
    problemFrom(423, new Headers({ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }), {}),
  ].map((problem) => problem.retryAfterSeconds)

  assert.deepEqual(waits, [5, 9, null, null])
})

test('a fault of the console itself is shown as one', () => {
  assert.equal(asProblem(new TypeError('x is undefined')).code, 'CONSOLE_FAULT')
})

test('empty parameters stay out of the address', () => {
  assert.equal(
    addressOf('/api/connections', { status: undefined, userId: '', provider: 'a b', limit: 25 }),
    '/api/connections?provider=a+b&limit=25',
  )
})

test('the CSRF token is read from its cookie alone', () => {
  assert.equal(csrfTokenIn('theme=dark; XSRF-TOKEN=a-b_c.d; NOT-XSRF-TOKEN=x'), 'a-b_c.d')
  assert.equal(csrfTokenIn('NOT-XSRF-TOKEN=x'), null)
})

test('a write sends the CSRF token; where it is refused, another is fetched, once', async (t) => {
  const page = { cookie: 'XSRF-TOKEN=old' }
  Object.defineProperty(globalThis, 'document', { value: page, configurable: true })
  t.after(() => Reflect.deleteProperty(globalThis, 'document'))
  const sent: string[] = []
  t.mock.method(globalThis, 'fetch', async (address: string, { method, headers }: RequestInit) => {
    const token = new Headers(headers).get('x-csrf-token')
    sent.push(`${method} ${address} ${token}`)
    if (method === 'GET') {
      page.cookie = 'XSRF-TOKEN=new'
      return Response.json({})
    }
    return token === 'new'
      ? new Response(null, { status: 204 })
      : Response.json({ code: 'CSRF_INVALID', title: 'Not of this session.' }, { status: 403 })
  })

  await api.confirmKeyBackup()

  assert.deepEqual(sent, [
    'POST /api/operator/key-backup old',
    'GET /api/operator/session null',
    'POST /api/operator/key-backup new',
  ])
})

test('a session that is out of date is refreshed once, and what was asked is asked again', async (t) => {
  Reflect.set(globalThis, 'document', { cookie: 'XSRF-TOKEN=one' })
  t.after(() => Reflect.deleteProperty(globalThis, 'document'))
  const sent: string[] = []
  let isFresh = false
  let mayRefresh = true
  t.mock.method(globalThis, 'fetch', async (address: string, { method }: RequestInit) => {
    sent.push(`${method} ${address}`)
    if (address === '/auth/refresh') isFresh = mayRefresh
    return isFresh ? Response.json({}) : Response.json({ code: 'UNAUTHENTICATED' }, { status: 401 })
  })

  await Promise.all([call('GET', '/api/overview'), call('GET', '/api/overview')])
  const refreshes = sent.filter((line) => line === 'POST /auth/refresh').length
  isFresh = mayRefresh = false

  assert.equal(refreshes, 1)
  await assert.rejects(call('GET', '/api/overview'), { code: 'UNAUTHENTICATED', status: 401 })
})
