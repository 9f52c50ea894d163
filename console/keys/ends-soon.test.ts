import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endsSoon } from './ends-soon.ts'

test('only a key that ends within two weeks is told to end soon', () => {
  const now = Date.UTC(2026, 0, 1)
  const ends = ['2026-01-06T03:00:00Z', '2026-03-01T00:00:00Z', '2025-12-31T00:00:00Z', null]

  const words = ends.map((expiresAt) => endsSoon({ expiresAt }, now))

  assert.deepEqual(words, ['in 5 d 3 h', null, null, null])
})
