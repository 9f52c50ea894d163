import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RootKey } from './api.ts'
import { isUnderWay, progressInWords, sealingKeys } from './words.ts'

const rotation = {
  toKey: 7,
  cause: 'asked' as const,
  startedAt: '',
  rowsAtStart: 4_000,
  resealed: 1_200,
  unreadable: 0,
  secondsLeft: 190,
}
const aKey = (fields: Partial<RootKey>): RootKey => ({
  id: 1,
  purpose: 'seal',
  state: 'primary',
  createdAt: '',
  retiredAt: null,
  rows: 0,
  destroyableAt: null,
  rotation: null,
  ...fields,
})

test('a rotation tells how far it is, and never more than all', () => {
  assert.equal(progressInWords(rotation), '1,200 of 4,000 records, about 3 min 10 s left')
  assert.equal(progressInWords({ ...rotation, resealed: 4_001, secondsLeft: null }), '4,000 of 4,000 records')
})

test('only keys that seal are listed and rotate, the newest first', () => {
  const keys = [aKey({}), aKey({ id: 2, purpose: 'lookup', state: 'open' }), aKey({ id: 7, state: 'open' })]

  assert.deepEqual(
    sealingKeys(keys).map(({ id }) => id),
    [7, 1],
  )
  assert.deepEqual(keys.map(isUnderWay), [false, false, true])
})
