import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayAhead, momentOfDay } from './review-day.ts'

test('a day of review lies so many days ahead, over the ends of months', () => {
  assert.equal(dayAhead(new Date(2026, 0, 15, 23, 30), 30), '2026-02-14')
})

test('a review is due at the end of its day where the reader is', () => {
  const moment = new Date(momentOfDay('2026-02-14'))

  assert.deepEqual([moment.getMonth(), moment.getDate(), moment.getHours()], [1, 14, 23])
})
