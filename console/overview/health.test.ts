import assert from 'node:assert/strict'
import { test } from 'node:test'
import { healthInWords } from './health.ts'

const connections = { total: 3, active: 3, needsReauth: 0, pending: 0, closing: 0 }
const strava = { id: 'strava', title: 'Strava', configured: true, connections: 3, breaker: 'closed' as const }

test('a healthy house says so with its number', () => {
  assert.equal(healthInWords({ connections, providers: [strava] }), 'All 3 connections are fresh.')
})

test('connections that need their owners come before those that are well', () => {
  const words = healthInWords({
    connections: { ...connections, active: 2, needsReauth: 1 },
    providers: [strava],
  })

  assert.equal(words, '1 connection needs reconnecting by its owner.')
})

test('a provider that does not answer comes before everything', () => {
  const words = healthInWords({
    connections: { ...connections, needsReauth: 2 },
    providers: [{ ...strava, breaker: 'open' }],
  })

  assert.match(words, /^Strava does not answer\./)
})
