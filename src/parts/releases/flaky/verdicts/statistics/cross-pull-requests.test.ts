import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Group } from '../history.ts'
import { dayMilliseconds, drawn, drawnIn, firstDay, woven } from '../histories.fixture.ts'
import { defaultThresholds } from '../thresholds.ts'
import { crossPullRequestsOf } from './cross-pull-requests.ts'

/** One failure in each, so many days apart, while the default branch passes or not. */
function failing(
  prNumbers: readonly number[],
  daysApart: number,
  each?: Partial<Group>,
  main = '.'.repeat(60),
) {
  const requests = prNumbers.map((prNumber, index) =>
    drawnIn(prNumber, 'f', {
      from: firstDay + index * daysApart * dayMilliseconds + 1,
      ...(each && { each }),
    }),
  )
  const ofMain = drawn(main)
  return crossPullRequestsOf(woven(ofMain, ...requests), ofMain, defaultThresholds)
}

describe('F6: failures in three pull requests that share no file, over two days,', () => {
  test('are the test’s own', () => {
    const found = failing([4, 5, 6], 1)

    assert.deepEqual([found?.pullRequests, found?.days], [[4, 5, 6], 2])
  })

  test('are not, where there are two, or it was all in one day, or the changes overlap', () => {
    assert.equal(failing([4, 5], 3), null)
    assert.equal(failing([4, 5, 6], 0.9), null)
    assert.equal(failing([4, 5, 6], 1, { changedFiles: ['src/auth.ts'] }), null)
    assert.equal(failing([4, 4, 4], 1), null)
  })

  test('are not, while the default branch fails as well', () => {
    assert.equal(failing([4, 5, 6], 1, undefined, 'F'.repeat(60)), null)
  })
})

test('F6: it takes five where nobody knows what they change', () => {
  const unknown = { changedFiles: null }

  assert.equal(failing([1, 2, 3, 4], 1, unknown), null)
  assert.equal(failing([1, 2, 3, 4, 5], 1, unknown)?.pullRequests.length, 5)
})
