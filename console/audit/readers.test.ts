import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readersOf } from './readers.ts'

const read = (id: string, actor: string, n = 1) => ({
  id,
  at: `2026-01-01T00:00:0${id}Z`,
  actorKind: 'key',
  actor,
  object: 'c1',
  n,
  requestId: null,
})

test('reads are told by reader, the newest first, each with its first and last', () => {
  const readers = readersOf([read('4', 'web', 2), read('3', 'shop'), read('2', 'web', 3)])

  assert.deepEqual(
    readers.map(({ actor, times, firstAt, lastAt }) => [
      actor,
      times,
      firstAt.slice(17, 19),
      lastAt.slice(17, 19),
    ]),
    [
      ['web', 5, '02', '04'],
      ['shop', 1, '03', '03'],
    ],
  )
})
