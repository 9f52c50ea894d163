import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, asProblem, problemFrom } from './api.ts'

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
