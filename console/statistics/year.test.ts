import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysInLayout, layoutDays, monthEnds, monthStarts, runningTotals, yearOf } from './year.ts'

const anActivity = (day: string, distance: number) => ({
  distance,
  moving_time: 60,
  total_elevation_gain: 1,
  local_date: day,
})

test('all pages of a year are summed by day', async () => {
  const pages = [
    { total: 3, data: [anActivity('2026-03-01', 1_000), anActivity('2026-03-01', 500)] },
    { total: 3, data: [anActivity('2026-01-01', 200)] },
  ]
  const asked: number[] = []

  const { days } = await yearOf(2026, async (offset) => {
    asked.push(offset)
    return pages[asked.length - 1]!
  })

  assert.deepEqual(asked, [0, 2])
  assert.deepEqual([days['2026-03-01']?.distance, days['2026-03-01']?.count], [1_500, 2])
})

test('a page without an activity ends the year, whatever its total said', async () => {
  let asked = 0

  await yearOf(2026, async () => {
    asked += 1
    return { total: 10, data: [] }
  })

  assert.equal(asked, 1)
})

test('what came together is told up to the day that has come, and keeps its height on days without', () => {
  const days = { '2026-01-02': { count: 1, distance: 10, moving_time: 1, elevation_gain: 0 } }

  const totals = runningTotals({ year: 2026, days }, '2026-01-03')

  assert.deepEqual(
    totals.slice(0, 4).map((each) => each?.distance ?? null),
    [0, 10, 10, null],
  )
})

test('the 29th of February has a place in every year, so that later days stand above each other', () => {
  assert.equal(layoutDays.length, daysInLayout)
  assert.equal(layoutDays.indexOf('02-29'), layoutDays.indexOf('03-01') - 1)
})

test('months begin and end where the layout has them', () => {
  assert.deepEqual(
    [monthStarts.length, layoutDays[monthStarts[1]!], layoutDays[monthEnds[1]!], layoutDays[monthEnds[11]!]],
    [12, '02-01', '02-29', '12-31'],
  )
})
