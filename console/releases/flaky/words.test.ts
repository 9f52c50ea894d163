import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localText } from '../../kit/time.ts'
import { certaintyInWords, minutesText, neededInWords, outcomeOf } from './words.ts'

test('what is said of a test carries how certain it is', () => {
  const words = [
    certaintyInWords({ verdict: 'healthy', held: null, interval: null, upperLimit: 0.015 }),
    certaintyInWords({ verdict: 'flaky', held: null, interval: { low: 0.04, high: 0.18 }, upperLimit: null }),
    certaintyInWords({ verdict: 'broken', held: null, interval: { low: 0, high: 0.2 }, upperLimit: null }),
    certaintyInWords({ verdict: 'unknown', held: null, interval: null, upperLimit: 1 }),
  ]

  assert.deepEqual(words, [
    'fails in less than 1.5 %',
    'contradicts itself on 4 % to 18 % of the commits that ran it twice',
    'fails at every run',
    'nothing is ruled out yet',
  ])
})

test('the runs that it takes are told by what they would show', () => {
  const words = [
    neededInWords({ verdict: 'flaky', held: null, runsNeeded: 59 }),
    neededInWords({ verdict: 'suspect', held: null, runsNeeded: 1 }),
    neededInWords({ verdict: 'healthy', held: null, runsNeeded: 0 }),
    neededInWords({ verdict: 'unknown', held: null, runsNeeded: 12 }),
    neededInWords({ verdict: 'broken', held: null, runsNeeded: 1 }),
    neededInWords({ verdict: 'suspect', held: null, runsNeeded: null }),
  ]

  assert.deepEqual(words, [
    'fixed after 59 clean runs',
    'cleared after 1 clean run',
    'certain enough',
    'certain after 12 clean runs',
    'a pass ends it',
    'no number of runs is enough',
  ])
})

test('of a verdict that waits nothing is said that its runs deny', () => {
  const until = '2026-01-02T00:00:00.000Z'
  const mended = { verdict: 'broken', held: { verdict: 'healthy', until }, interval: null } as const
  const worse = { verdict: 'suspect', held: { verdict: 'broken', until }, interval: null } as const

  const words = [
    certaintyInWords({ ...mended, upperLimit: 0.25 }),
    neededInWords({ ...mended, runsNeeded: 30 }),
    certaintyInWords({ ...worse, upperLimit: null }),
    neededInWords({ ...worse, runsNeeded: 1 }),
  ]

  const from = localText(Date.parse(until))
  assert.deepEqual(words, [
    'fails in less than 25 %',
    `called healthy from ${from} on`,
    'fails at every run',
    `called broken from ${from} on`,
  ])
})

test('in a run that failed as a whole no test failed by itself', () => {
  assert.equal(outcomeOf({ outcome: 'failed', isInfra: true }), 'infra')
  assert.equal(outcomeOf({ outcome: 'mixed', isInfra: false }), 'mixed')
})

test('wasted time is told in units that fit it', () => {
  assert.deepEqual([0.42, 34.6, 150].map(minutesText), ['25.2 s', '34 min 36 s', '2 h 30 min'])
})
