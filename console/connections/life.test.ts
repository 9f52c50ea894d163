import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection, Entry } from '../api.ts'
import { gather, lifeOf, ticksOf } from './life.ts'

const noon = Date.UTC(2026, 0, 1, 12)
const minute = 60_000
const at = (minutes: number) => noon + minutes * minute
const text = (minutes: number) => new Date(at(minutes)).toISOString()

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
  createdAt: text(-600),
  connectedAt: text(-600),
  refreshedAt: text(-30),
  softExpiresAt: text(20),
  expiresAt: text(30),
  nextAttemptAt: null,
  failures: 0,
  lastFailure: null,
  lastUsedAt: null,
  lastUsedBy: null,
  ...fields,
})

const anEntry = (action: string, minutes: number, count = 1): Entry => ({
  id: `${action}${minutes}`,
  at: text(minutes),
  action,
  outcome: 'ok',
  actorKind: 'key',
  actor: null,
  actorName: null,
  count,
  objectKind: null,
  object: null,
  detail: null,
  text: action,
})

test('a token lives from its issue over its soft expiry to its end', () => {
  const life = lifeOf(aConnection(), [], noon)

  assert.deepEqual(life.bands, [
    { from: at(-30), to: at(20), kind: 'fresh' },
    { from: at(20), to: at(30), kind: 'due' },
  ])
  assert.ok(life.from < at(-30) && life.to > at(30))
})

test('the life of the token before is shown up to the refresh that ended it', () => {
  const life = lifeOf(aConnection(), [anEntry('token.refreshed', -30), anEntry('token.refreshed', -60)], noon)

  assert.deepEqual(life.bands[0], { from: at(-60), to: at(-30), kind: 'past' })
})

test('what happened long before the present token is left out', () => {
  const life = lifeOf(aConnection(), [anEntry('token.read', -500), anEntry('token.read', -10)], noon)

  assert.deepEqual(
    life.marks.map((mark) => mark.at),
    [at(-10)],
  )
})

test('a token that never expires lives until now and on', () => {
  const life = lifeOf(aConnection({ expiresAt: null, softExpiresAt: null }), [], noon)

  assert.deepEqual(life.bands, [{ from: at(-30), to: life.to, kind: 'fresh' }])
  assert.ok(life.to > noon)
})

test('a token that ended long ago keeps its shape, and now lies beyond the end of the line', () => {
  const life = lifeOf(aConnection(), [], at(60 * 24 * 3))

  assert.equal(life.isLongPast, true)
  assert.ok(life.to < at(30 + 60))
})

test('a connection that gives no token shows no next attempt', () => {
  const next = { nextAttemptAt: text(5) }

  const lives = [aConnection(next), aConnection({ ...next, status: 'needs_reauth' })].map((each) =>
    lifeOf(each, [], noon),
  )

  assert.deepEqual(
    lives.map((life) => life.marks.map((mark) => mark.kind)),
    [['next'], []],
  )
})

test('marks at one place become one and their counts add up', () => {
  const life = lifeOf(
    aConnection(),
    [anEntry('token.read', -20, 3), anEntry('token.read', -19.9, 2), anEntry('token.read', 0)],
    noon,
  )

  const gathered = gather(life.marks, (moment) => moment / minute, 1)

  assert.deepEqual(
    gathered.map((mark) => mark.count),
    [5, 1],
  )
})

test('ticks are round moments and never too many', () => {
  const ticks = ticksOf(at(-31), at(31), 5)

  assert.deepEqual(
    ticks.map((tick) => (tick.at - noon) / minute),
    [-30, -15, 0, 15, 30],
  )
})
