import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFiltered, readFilter, withFilter } from './filter.ts'

test('an address with an unknown status or empty values filters by the rest', () => {
  const filter = readFilter({ status: 'nonsense', provider: '', userId: 'user-7', cursor: 3, other: 'x' })

  assert.deepEqual(filter, { userId: 'user-7' })
})

test('another filter starts at the first page again', () => {
  const filter = withFilter({ status: 'active', cursor: 'abc' }, { provider: 'strava' })

  assert.deepEqual(filter, { status: 'active', provider: 'strava' })
})

test('a filter can be taken away', () => {
  const filter = withFilter({ status: 'active', provider: 'strava' }, { status: '' })

  assert.deepEqual(filter, { provider: 'strava' })
})

test('a place in the list alone is no filter', () => {
  assert.equal(isFiltered({ cursor: 'abc' }), false)
  assert.equal(isFiltered({ userId: 'me' }), true)
})
