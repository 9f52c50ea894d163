import assert from 'node:assert/strict'
import { test } from 'node:test'
import { curlLine, mayReadTokens, stepsDone } from './steps.ts'

const now = Date.UTC(2026, 0, 1)
const key = { scopes: ['connections:token'], expiresAt: null, revokedAt: null }

test('only a live key with the right scope counts as a key for the app', () => {
  const keys = [
    key,
    { ...key, revokedAt: '2025-02-01T00:00:00Z' },
    { ...key, expiresAt: '2025-12-31T00:00:00Z' },
    { ...key, scopes: ['connections:read'] },
  ]

  const counted = keys.map((each) => mayReadTokens(each, now))

  assert.deepEqual(counted, [true, false, false, false])
})

test('whoever has read a token is not sent back when that connection ends', () => {
  const steps = { keyBackedUp: false, keyFingerprint: '', connected: false, tokenRead: true }

  assert.deepEqual(stepsDone(steps, false), [false, true, true, true])
})

test('the curl line is whole and quotes what a shell would read', () => {
  assert.equal(
    curlLine('http://localhost:3000/', '019a', 'kh_live_x'),
    "curl -H 'Authorization: Bearer kh_live_x' 'http://localhost:3000/api/connections/019a/token'",
  )
})
