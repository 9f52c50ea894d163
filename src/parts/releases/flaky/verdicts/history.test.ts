import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { evidenceOf } from './history.ts'
import { after, dayMilliseconds, drawn, rerunAt, woven } from './histories.fixture.ts'
import { defaultThresholds } from './thresholds.ts'

const window = defaultThresholds

describe('F6: what counts as evidence', () => {
  test('is the newest 200 runs, whole groups', () => {
    const history = drawn(':'.repeat(150), { hours: 1 })

    const evidence = evidenceOf(history, after(history), window)

    assert.deepEqual(evidence, history.slice(50))
  })

  test('is of 30 days where there are enough runs in them', () => {
    const history = drawn('.'.repeat(150), { hours: 6 })

    const evidence = evidenceOf(history, after(history), window)

    assert.equal(evidence.length, 120)
  })

  test('is 100 runs of a test that runs once a day, however old they are', () => {
    const history = drawn('.'.repeat(150), { hours: 24 })

    const evidence = evidenceOf(history, after(history) + 90 * dayMilliseconds, window)

    assert.deepEqual(evidence, history.slice(50))
  })

  test('is as new as its newest run: an old commit that is run every night counts, in its old place', () => {
    const [old, ...history] = drawn('.'.repeat(150), { hours: 6 })
    const nightly = rerunAt(old!, after(history), 'fails')

    const evidence = evidenceOf([nightly, ...history], after(history), window)

    assert.deepEqual(evidence, [nightly, ...history.slice(29)])
  })

  test('F11: leaves out the groups of infra runs, and those in which nothing finished', () => {
    const [first, ...others] = drawn('....')
    const outage = drawn('F', { from: after(others), each: { isInfra: true } })
    const unfinished = { ...first!, attempts: 0 }

    const evidence = evidenceOf(woven([unfinished], others, outage), after(outage), window)

    assert.deepEqual(evidence, others)
  })
})
