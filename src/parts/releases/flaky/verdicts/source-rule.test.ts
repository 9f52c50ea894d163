import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sourceRule, sourceRuleWords } from './source-rule.ts'

test('the source’s rule counts skipped runs, to one decimal, and says whose it is', () => {
  // 6 failed, 4 passed, 10 skipped.
  assert.deepEqual(sourceRule({ totalRuns: 20, failedRuns: 6 }), {
    rule: sourceRuleWords,
    failureRate: 30,
    isFlaky: true,
  })
  assert.equal(sourceRule({ totalRuns: 3, failedRuns: 1 }).failureRate, 33.3)
  assert.match(sourceRuleWords, /^Source 004: /)
})

test('by the source’s rule a test is flaky from 20 to 60 %, both included', () => {
  const flaky = [19, 20, 60, 61].map((failedRuns) => sourceRule({ totalRuns: 100, failedRuns }).isFlaky)

  assert.deepEqual(flaky, [false, true, true, false])
  assert.equal(sourceRule({ totalRuns: 0, failedRuns: 0 }).isFlaky, false)
})
