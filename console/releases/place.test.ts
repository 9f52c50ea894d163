import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pathTo, placeOf } from './place.ts'

test('an address in the room leads where its link was made for', () => {
  const paths = [
    pathTo('overview'),
    pathTo('tests'),
    pathTo('pull-requests', 12),
    pathTo('journeys', 'a', 'b'),
  ]

  const places = paths.map(placeOf)

  assert.deepEqual(places, [
    { section: 'overview', id: null, part: null },
    { section: 'tests', id: null, part: null },
    { section: 'pull-requests', id: '12', part: null },
    { section: 'journeys', id: 'a', part: 'b' },
  ])
})

test('an address that no link of the room has leads nowhere', () => {
  const places = ['overview', 'test', 'tests/a/b/c'].map(placeOf)

  assert.deepEqual(places, [null, null, null])
})
