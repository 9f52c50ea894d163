import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyScopes, ownKeyScopes } from './scopes.ts'

test('a person gives a key everything but what concerns the whole deployment', () => {
  const left = keyScopes.filter((scope) => !ownKeyScopes.includes(scope)).map(({ id }) => id)

  assert.deepEqual(left, ['metrics:read', 'journey:run', 'journey:write'])
})
