import assert from 'node:assert/strict'
import { test } from 'node:test'
import { grantedScopes, parseScopes } from './scopes.ts'
import { aProvider } from './scripted-http.fixture.ts'

test('scopes are read with the separator of answers, without blanks and doubles', () => {
  const provider = aProvider({ scopes: { separator: ' ', answerSeparator: ',' } })

  assert.deepEqual(parseScopes(provider, 'repo, user:email,,repo'), ['repo', 'user:email'])
  assert.deepEqual(parseScopes(provider, ''), [])
})

test('granted scopes come from where the provider tells them, and nowhere else', () => {
  const answer = { scope: 'from-answer' }
  const granted = (from: 'redirect' | 'token' | 'requested', redirect: string | null) =>
    grantedScopes(aProvider({ grantedScopesFrom: from }), answer, answer, redirect)

  assert.deepEqual(granted('redirect', 'from-redirect'), ['from-redirect'])
  assert.equal(granted('redirect', null), null)
  assert.deepEqual(granted('token', 'from-redirect'), ['from-answer'])
  assert.equal(granted('requested', 'from-redirect'), null)
})

test('a missing or odd scope means not told, a list is read as one', () => {
  for (const [scope, expected] of [
    [undefined, null],
    [null, null],
    [7, null],
    [{ a: 1 }, null],
    [
      ['a', 1, 'b'],
      ['a', 'b'],
    ],
  ]) {
    assert.deepEqual(grantedScopes(aProvider(), {}, { scope }, null), expected)
  }
})

test('a hook may read scopes from the whole answer, or leave it to the data', () => {
  const provider = aProvider({}, { scopes: (answer) => (answer.perms ? ['hooked'] : null) })

  assert.deepEqual(grantedScopes(provider, { perms: 1 }, { scope: 'read' }, null), ['hooked'])
  assert.deepEqual(grantedScopes(provider, {}, { scope: 'read' }, null), ['read'])
})
