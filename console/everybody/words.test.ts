import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PersonLine } from './api.ts'
import { badgesOf, countsInWords, factorsInWords, nameOf, soughtIn } from './words.ts'

const now = Date.parse('2026-01-01T00:00:00Z')
const ada: PersonLine = {
  id: '0199a1fc-0000-7000-8000-000000000000',
  username: 'ada',
  displayName: null,
  email: 'ada@example.org',
  emailVerified: true,
  createdAt: '2026-01-01T00:00:00Z',
  disabledAt: null,
  eraseAt: null,
  isOperator: false,
}

test('somebody is called by the best name there is', () => {
  assert.deepEqual(
    [ada, { ...ada, displayName: 'Ada L.' }, { ...ada, username: null, email: null }].map(nameOf),
    ['ada', 'Ada L.', 'Somebody without a name'],
  )
})

test('every state of an account is told, the worst first', () => {
  const labels = (person: Partial<PersonLine>) =>
    badgesOf({ ...ada, ...person }, now).map(({ label }) => label)

  assert.deepEqual(labels({}), ['On'])
  assert.deepEqual(labels({ isOperator: true }), ['On', 'Operator'])
  assert.deepEqual(
    labels({ disabledAt: '2026-01-01T00:00:00Z', eraseAt: '2026-01-03T00:00:00Z', emailVerified: false }),
    ['Switched off', 'Erased in 2 d', 'Address not proved'],
  )
})

test('factors are told by kind and number, and a password alone as none', () => {
  assert.equal(factorsInWords({ authenticator: false, passkeys: 0, recoveryCodes: 0 }), null)
  assert.equal(
    factorsInWords({ authenticator: true, passkeys: 1, recoveryCodes: 8 }),
    'an authenticator app, 1 passkey, 8 recovery codes left',
  )
})

test('of what is kept only that is told of which there is some', () => {
  assert.equal(countsInWords({ users: 1, keys: 1, connections: 3 }), '1 key, 3 connections')
  assert.equal(countsInWords({ users: 1, repositories: 1, testRuns: 2 }), '1 repository, 2 test runs')
  assert.equal(countsInWords({ keys: 0 }), 'nothing')
})

test('the person itself is no user that it keeps', () => {
  assert.equal(countsInWords({ users: 1 }), 'nothing')
  assert.equal(countsInWords({ users: 2, keys: 1 }), '1 app user, 1 key')
})

test('what is typed finds by id, by a whole address, or by a name, which an issuer’s id of its own is, too', () => {
  const ofIssuer = '5f0c4b0e-9d3a-4c55-8f0a-3d1f5e9b7a11'
  const kinds = [` ${ada.id.toUpperCase()} `, 'ada@example.org', 'ad', ofIssuer, '  '].map(
    (typed) => soughtIn(typed)?.kind,
  )

  assert.deepEqual(kinds, ['id', 'address', 'name', 'name', undefined])
})
