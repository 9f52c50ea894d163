import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from '../api.ts'
import { foldEntries } from './fold.ts'

const read: Entry = {
  id: '1',
  at: '2026-01-01T12:00:00Z',
  action: 'token.read',
  outcome: 'ok',
  actorKind: 'job',
  actor: 'datasets.sync',
  actorName: null,
  count: 1,
  objectKind: 'connection',
  object: 'c1',
  detail: null,
  text: 'A token was released.',
}

test('the same said twice in a row is one line with its number', () => {
  const folded = foldEntries([read, { ...read, id: '2', count: 3 }])

  assert.deepEqual(folded, [{ ...read, count: 4 }])
})

test('what was done by somebody else or to another stays a line of its own', () => {
  const folded = foldEntries([
    read,
    { ...read, actorKind: 'key', actor: 'k1' },
    { ...read, object: 'c2' },
    read,
  ])

  assert.equal(folded.length, 4)
})
