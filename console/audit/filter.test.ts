import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAuditFiltered, readAuditFilter, withAuditFilter } from './filter.ts'

const id = '01a1fef4-f23b-7bd6-9b2d-d6b0b3aca3f7'

test('what the server would refuse is left out of the question', () => {
  const filter = readAuditFilter({
    action: 'token.',
    outcome: 'perhaps',
    object: 'somewhere',
    actor: 3,
    cursor: '',
  })

  assert.deepEqual(filter, { action: 'token.' })
})

test('another filter begins at the first page, and keeps what else was asked', () => {
  const filter = withAuditFilter({ action: 'key.', cursor: 'later' }, { object: id })

  assert.deepEqual(filter, { action: 'key.', object: id })
  assert.deepEqual(withAuditFilter(filter, { action: '', object: '' }), {})
})

test('a place in the list alone is no filter', () => {
  assert.deepEqual([{ cursor: 'later' }, { outcome: 'ok' as const }].map(isAuditFiltered), [false, true])
})
