import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemFrom } from './api.ts'
import { mayHelpToRetry } from './queries.ts'

test('only a server in trouble is asked again, twice at most', () => {
  const refused = [400, 401, 404, 409, 423, 429].map((status) =>
    mayHelpToRetry(0, problemFrom(status, new Headers(), {})),
  )
  const inTrouble = [0, 1, 2].map((failures) => mayHelpToRetry(failures, problemFrom(503, new Headers(), {})))

  assert.deepEqual(new Set(refused), new Set([false]))
  assert.deepEqual(inTrouble, [true, true, false])
})
