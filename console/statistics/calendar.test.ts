import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysAfter, firstWeekday, monthsUpTo, placeInWeek } from './calendar.ts'

test('twelve months end with that of the day, over New Year too', () => {
  const months = monthsUpTo('2026-02-28', 4)

  assert.deepEqual(months, ['2025-11', '2025-12', '2026-01', '2026-02'])
})

test('a day after the last of February is right in both kinds of year', () => {
  assert.deepEqual([daysAfter('2024-02-28', 1), daysAfter('2025-02-28', 1)], ['2024-02-29', '2025-03-01'])
})

test('a week begins where the reader begins it', () => {
  const sunday = '2026-11-22'

  assert.deepEqual([placeInWeek(sunday, firstWeekday('en-US')), placeInWeek(sunday, 1)], [0, 6])
})
