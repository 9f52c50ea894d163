import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection } from '../api.ts'
import type { Sync } from '../data-api.ts'
import { withData } from './with-data.ts'

const connection = (id: string, provider: string, status = 'active') =>
  ({ id, provider, status }) as Connection
const sync = (connectionId: string) => ({ connectionId }) as Sync

test('connections with data come in the order of their newest syncs, those not synced yet last', () => {
  const connections = [
    connection('new', 'strava'),
    connection('old', 'strava'),
    connection('fresh', 'strava'),
    connection('other', 'github'),
  ]

  const found = withData(connections, [sync('fresh'), sync('old'), sync('fresh')])

  assert.deepEqual(
    found.map(({ id }) => id),
    ['fresh', 'old', 'new'],
  )
})

test('one that waits for its app or is being disconnected has no data to show', () => {
  const connections = [
    connection('a', 'strava'),
    connection('b', 'strava', 'closing'),
    connection('c', 'strava', 'pending'),
  ]

  assert.equal(withData(connections, [sync('a'), sync('b')]).length, 1)
})
