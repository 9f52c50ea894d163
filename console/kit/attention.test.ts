import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whileWatched } from './attention.ts'

test('an unwatched page stops asking, so that the session can end by idleness', (t) => {
  const interval = whileWatched(5_000)
  const watched = interval()

  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 11 * 60_000 })

  assert.equal(watched, 5_000)
  assert.equal(interval(), false)
})
