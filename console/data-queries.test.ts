import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sync } from './data-api.ts'
import { noteSyncWish, paceOf } from './data-queries.ts'

const sync = (state: Sync['state']) => ({ state }) as Sync

test('a sync under way is looked at more often than a history at rest', () => {
  assert.ok(paceOf([sync('done'), sync('running')]) < paceOf([sync('done'), sync('waiting')]))
})

test('a sync that was just wished for is awaited', () => {
  const before = paceOf([sync('done')])

  noteSyncWish()

  assert.ok(paceOf([sync('done')]) < before)
  assert.equal(paceOf([sync('done')], Date.now() + 60_000), before)
})
