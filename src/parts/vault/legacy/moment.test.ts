import assert from 'node:assert/strict'
import { test } from 'node:test'
import { postgresMoment } from './moment.ts'

test('a moment is read as PostgreSQL writes it, whatever the zone of the session', () => {
  const same = [
    '2026-01-01 06:00:00+00',
    '2026-01-01 11:30:00+05:30',
    '2025-12-31 23:00:00-07',
    '2026-01-01T06:00:00Z',
  ]

  for (const text of same) assert.equal(postgresMoment(text)?.toISOString(), '2026-01-01T06:00:00.000Z', text)
  assert.equal(postgresMoment('2026-01-01 06:00:00.5+00')?.toISOString(), '2026-01-01T06:00:00.500Z')
  assert.equal(postgresMoment('2026-01-01 06:00:00.123456+00')?.toISOString(), '2026-01-01T06:00:00.123Z')
})

test('what is none, or says no zone, is none', () => {
  const none = [
    '',
    'infinity',
    '2026-01-01 06:00:00',
    '2026-01-01',
    '1767247200',
    '2026-13-01 06:00:00+00',
    'Thu 01 Jan 06:00:00 2026 UTC',
  ]

  for (const text of none) assert.equal(postgresMoment(text), null, text)
})
