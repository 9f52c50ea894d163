import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Breaker, Policy } from './api.ts'
import { breakerBadge, breakerName, inOrder, policyInWords, strainOf } from './words.ts'

const rate: Policy = {
  name: 'per-minute',
  kind: 'rate',
  countsBy: 'caller',
  limit: 60,
  periodSeconds: 60,
  period: null,
  units: 20,
}

test('a policy is told by its numbers, and what may be had at once only where it differs', () => {
  const words = [
    rate,
    { ...rate, units: 60 },
    { ...rate, limit: 30, units: 30, periodSeconds: 900 },
    { ...rate, limit: 10_000, units: 10_000, periodSeconds: null, period: 'day' as const },
  ].map(policyInWords)

  assert.deepEqual(words, ['60 a minute, 20 at once', '60 a minute', '30 in 15 min', '10,000 a day'])
})

test('a budget holds back what nobody waits for first, then everybody', () => {
  const window = {
    window: 'all',
    windowSeconds: 900,
    limit: 200,
    backgroundLimit: 160,
    used: 0,
    resetsAt: null,
  }

  assert.deepEqual(
    [159, 160, 199, 200].map((used) => strainOf({ ...window, used })),
    ['none', 'background', 'background', 'all'],
  )
})

test('breakers that keep somebody back come first, and an unknown state is told by its name', () => {
  const aBreaker = (name: string, state: Breaker['state'], failures: number) => ({ name, state, failures })
  const breakers = [
    aBreaker('github', 'closed', 0),
    aBreaker('google/api', 'closed', 2),
    aBreaker('strava/api', 'open', 5),
  ]

  assert.deepEqual(
    inOrder(breakers).map(({ name }) => name),
    ['strava/api', 'google/api', 'github'],
  )
  assert.deepEqual(breakerBadge({ state: 'held' }), { tone: 'bad', words: 'held' })
  assert.equal(breakerBadge({ state: 'open', isForced: true }).words, 'Stopped by hand')
})

test('a breaker is told by its provider and by what of it', () => {
  assert.deepEqual(['strava', 'strava/api', 'strava/revoke'].map(breakerName), [
    { provider: 'strava', of: '' },
    { provider: 'strava', of: 'API calls' },
    { provider: 'strava', of: 'revoke' },
  ])
})
