import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection } from '../api.ts'
import { badgeOf, lifeLeft, nameOf, stateInWords } from './words.ts'

const noon = Date.UTC(2026, 0, 1, 12)
const minutes = (count: number) => new Date(noon + count * 60_000).toISOString()

const aConnection = (fields: Partial<Connection> = {}): Connection => ({
  id: '019a',
  userId: 'me',
  provider: 'strava',
  kind: 'oauth2',
  label: null,
  providerAccount: null,
  status: 'active',
  reason: null,
  reasonText: null,
  scopes: [],
  missingScopes: [],
  createdAt: minutes(-60),
  connectedAt: minutes(-60),
  refreshedAt: null,
  softExpiresAt: minutes(40),
  expiresAt: minutes(60),
  nextAttemptAt: null,
  failures: 0,
  lastFailure: null,
  lastUsedAt: null,
  lastUsedBy: null,
  ...fields,
})

test('a fresh token is told by how long it stays good', () => {
  const words = stateInWords(aConnection(), noon)

  assert.match(words, /^Fresh for another 1 h\. Keyhold refreshes it from .+ on\.$/)
})

test('between soft and hard expiry the words say that it is due', () => {
  const words = stateInWords(aConnection({ softExpiresAt: minutes(-1) }), noon)

  assert.match(words, /^Good for another 1 h\. It is due/)
})

test('failing refreshes are told with their cause and the next attempt', () => {
  const lastFailure = { at: minutes(-2), code: 'PROVIDER_UNAVAILABLE', text: 'Strava answered 503.' }

  const words = stateInWords(aConnection({ failures: 3, lastFailure, nextAttemptAt: minutes(4) }), noon)

  assert.equal(
    words,
    'The last 3 refreshes failed: Strava answered 503. Next attempt in 4 min. The token is good for another 1 h.',
  )
})

test('a dead connection gives its reason and who can help', () => {
  const words = stateInWords(
    aConnection({ status: 'needs_reauth', reason: 'revoked', reasonText: 'Its owner removed the access' }),
    noon,
  )

  assert.equal(words, 'Its owner removed the access. Only its owner can help: send the reconnect link.')
})

test('an active connection whose refresh fails is not shown as good', () => {
  assert.deepEqual(badgeOf(aConnection({ failures: 1 })), { tone: 'warn', label: 'Retrying' })
  assert.deepEqual(badgeOf(aConnection()), { tone: 'good', label: 'Active' })
})

test('the life left is told for active connections alone', () => {
  const lives = [
    aConnection(),
    aConnection({ expiresAt: null }),
    aConnection({ expiresAt: minutes(-3) }),
    aConnection({ status: 'pending' }),
  ]

  const words = lives.map((connection) => lifeLeft(connection, noon))

  assert.deepEqual(words, ['1 h left', 'does not expire', 'expired 3 min ago', null])
})

test('a connection without label and account still has a name', () => {
  assert.equal(nameOf(aConnection()), 'Strava account')
})
