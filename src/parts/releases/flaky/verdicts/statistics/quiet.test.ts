import assert from 'node:assert/strict'
import { test } from 'node:test'
import { after, drawn, rerunAt } from '../histories.fixture.ts'
import { quietOf } from './quiet.ts'

test('F6: what was clean since the last failure is counted by runs, on whichever commits they were', () => {
  const [first, second, ...others] = drawn('.d...')
  const [passed, failed] = [after(others), after(others) + 1]

  const [before, passedAgain, failedAgain] = [
    [first!, second!, ...others],
    [first!, rerunAt(second!, passed, 'passes'), ...others],
    [rerunAt(first!, failed, 'fails'), second!, ...others],
  ].map((groups) => {
    const { upToFailure, ...quiet } = quietOf(groups)
    return { ...quiet, upToFailure: upToFailure.length }
  })

  const at = second!.at
  assert.deepEqual(before, { lastFailureAt: at, lastDivergentAt: at, cleanRuns: 3, upToFailure: 2 })
  assert.deepEqual(passedAgain, { lastFailureAt: at, lastDivergentAt: at, cleanRuns: 4, upToFailure: 2 })
  assert.deepEqual(failedAgain, {
    lastFailureAt: failed,
    lastDivergentAt: failed,
    cleanRuns: 0,
    upToFailure: 5,
  })
})

test('F6: of runs of one moment those of the later commits are the later ones', () => {
  const groups = drawn('.d..', { hours: 0 })

  assert.equal(quietOf(groups).cleanRuns, 2)
})
