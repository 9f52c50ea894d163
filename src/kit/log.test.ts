import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from './fault.ts'
import { loggable } from './log.ts'

test('a value is written only of a name on the list', () => {
  assert.deepEqual(loggable({ status: 500, token: 'secret-token' }), { status: 500, token: '[left out]' })
})

test('of an error that is not ours the message is left out, however its lines look', () => {
  const error = new TypeError(
    'Unexpected token at position 3: "secret-token"\n    at secret-token (secret.ts:1:1)\nat secret-token',
  )

  const { error: written } = loggable({ error }) as { error: Record<string, string> }

  assert.equal(written.type, 'TypeError')
  assert.match(written.at!, /log\.test\.ts/)
  assert.doesNotMatch(JSON.stringify(written), /secret/)
})

test('so is that of its cause, and what hangs on either', () => {
  const cause = Object.assign(new Error('secret-token'), {
    detail: 'Key (token)=(secret-token)',
    code: '23505',
  })
  const fault = new Fault(
    'INTERNAL',
    { status: 500, title: 'Broken.', hint: 'Mend it.' },
    { token: 'secret-token' },
    { cause },
  )

  const { error: written } = loggable({ error: fault }) as { error: Record<string, unknown> }

  assert.equal(written.message, 'INTERNAL: Broken.')
  assert.equal((written.cause as Record<string, unknown>).code, '23505')
  assert.doesNotMatch(JSON.stringify(written), /secret/)
})
