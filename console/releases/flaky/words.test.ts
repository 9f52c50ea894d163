import assert from 'node:assert/strict'
import { test } from 'node:test'
import { certaintyInWords, minutesText, neededInWords, outcomeOf } from './words.ts'

test('what is said of a test carries how certain it is', () => {
  const words = [
    certaintyInWords({ verdict: 'healthy', interval: null, upperLimit: 0.015 }),
    certaintyInWords({ verdict: 'flaky', interval: { low: 0.04, high: 0.18 }, upperLimit: null }),
    certaintyInWords({ verdict: 'broken', interval: { low: 0, high: 0.2 }, upperLimit: null }),
    certaintyInWords({ verdict: 'unknown', interval: null, upperLimit: 1 }),
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
    neededInWords({ verdict: 'flaky', runsNeeded: 59 }),
    neededInWords({ verdict: 'suspect', runsNeeded: 1 }),
    neededInWords({ verdict: 'healthy', runsNeeded: 0 }),
    neededInWords({ verdict: 'unknown', runsNeeded: 12 }),
    neededInWords({ verdict: 'broken', runsNeeded: 1 }),
    neededInWords({ verdict: 'suspect', runsNeeded: null }),
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

test('in a run that failed as a whole no test failed by itself', () => {
  assert.equal(outcomeOf({ outcome: 'failed', isInfra: true }), 'infra')
  assert.equal(outcomeOf({ outcome: 'mixed', isInfra: false }), 'mixed')
})

test('wasted time is told in units that fit it', () => {
  assert.deepEqual([0.42, 34.6, 150].map(minutesText), ['25.2 s', '34 min 36 s', '2 h 30 min'])
})
