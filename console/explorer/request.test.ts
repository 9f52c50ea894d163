import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Operation } from './document.ts'
import { addressFor, curlFor, exampleOf, missingIn, withoutSecrets } from './request.ts'

const operation: Operation = {
  id: 'get',
  method: 'GET',
  path: '/api/connections/{id}/activities',
  summary: '',
  tag: 'connections',
  parameters: [
    { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
    { name: 'limit', in: 'query', required: false, schema: { type: 'integer' } },
  ],
  body: null,
  scope: 'data:read',
  isOpenToAll: false,
  audit: null,
  answersJson: true,
}

test('values are encoded into the address, and what is not given stays out or in braces', () => {
  assert.equal(
    addressFor(operation, { id: 'a/b', limit: ' 5 ' }),
    '/api/connections/a%2Fb/activities?limit=5',
  )
  assert.equal(addressFor(operation, {}), '/api/connections/{id}/activities')
  assert.deepEqual(missingIn(operation, { id: ' ' }), ['id'])
})

test('the line for a terminal takes the key from a variable, and its text is quoted for a shell', () => {
  const line = curlFor('http://localhost:3000/', { ...operation, path: "/a'b" }, {})

  assert.equal(line, `curl -H "Authorization: Bearer $KEYHOLD_KEY" 'http://localhost:3000/a'\\''b'`)
})

test('a body is shown with what is required', () => {
  const body = {
    type: 'object',
    required: ['name', 'scopes'],
    properties: {
      name: { type: 'string' },
      scopes: { type: 'array', items: { enum: ['a', 'b'] } },
      userId: { type: 'string' },
    },
  }

  const line = curlFor('http://localhost:3000', { ...operation, method: 'POST', path: '/k', body }, {})

  assert.deepEqual(exampleOf(body), { name: '…', scopes: ['a'] })
  assert.match(line, /-X POST .*-d '\{"name":"…","scopes":\["a"\]\}'/)
})

test('an answer is shown without its secrets, wherever they stand in it', () => {
  const shown = withoutSecrets({ access_token: 't', list: [{ key: 'k', keys: 1 }], name: 'n' })

  assert.deepEqual(shown, {
    access_token: '(hidden here)',
    list: [{ key: '(hidden here)', keys: 1 }],
    name: 'n',
  })
})
