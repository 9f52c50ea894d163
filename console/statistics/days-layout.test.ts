import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayAfterKey, levelsOf, sheetsOf } from './days-layout.ts'

test('twelve months stand whole in one sheet or in several, and end with the day given', () => {
  const one = sheetsOf('2026-11-21', 1, 1)
  const three = sheetsOf('2026-11-21', 3, 1)

  const days = (sheets: typeof one) => sheets.flatMap((sheet) => sheet.days.map(({ day }) => day))
  assert.deepEqual(days(three), days(one))
  assert.deepEqual([days(one)[0], days(one).at(-1)], ['2025-12-01', '2026-11-21'])
})

test('a new week begins a new column', () => {
  const [sheet] = sheetsOf('2026-11-21', 1, 1)

  const [monday, , , , , , sunday, nextMonday] = sheet!.days
  assert.deepEqual([monday?.week, sunday?.week, nextMonday?.week], [0, 0, 1])
  assert.deepEqual([monday?.weekday, sunday?.weekday], [0, 6])
})

test('no two names of months share a column', () => {
  for (const first of [0, 1, 6])
    for (const { months } of sheetsOf('2026-11-21', 3, first))
      assert.equal(new Set(months.map(({ week }) => week)).size, months.length)
})

test('a quarter of the active days has each strength, a day without has none', () => {
  const level = levelsOf([0, 1, 2, 3, 4, 5, 6, 7, 8])

  assert.deepEqual([0, 1, 8].map(level), [0, 1, 4])
})

test('the arrow keys go by day and by week, and stay within the sheet', () => {
  const [sheet] = sheetsOf('2026-11-21', 1, 1)
  const go = (key: string, from = '2026-01-10') => dayAfterKey(sheet!, from, key)

  assert.deepEqual(
    [go('ArrowDown'), go('ArrowRight'), go('ArrowLeft', '2025-12-02'), go('End'), go('Enter')],
    ['2026-01-11', '2026-01-17', '2025-12-02', '2026-11-21', undefined],
  )
})
