import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addTotals, distanceText, measureWords, noTotals, readMeasure, timeText } from './measures.ts'

test('distances are kilometres, with a tenth as long as that is to be seen', () => {
  const words = [0, 5_040, 99_940, 208_400].map(distanceText)

  assert.deepEqual(words, ['0 km', '5.0 km', '99.9 km', '208 km'])
})

test('times are hours and minutes, and whole hours from a thousand on', () => {
  const words = [0, 2_880, 3_600, 661_516, 4_000_000].map(timeText)

  assert.deepEqual(words, ['0 min', '48 min', '1 h', '183 h 45 min', '1,111 h'])
})

test('an address that names no known measure means distance', () => {
  assert.deepEqual(['time', 'kudos', undefined].map(readMeasure), ['time', 'distance', 'distance'])
})

test('each measure counts its own member in its own unit', () => {
  const totals = addTotals(noTotals, { count: 2, distance: 3_000, moving_time: 7_200, elevation_gain: 40 })

  const amounts = Object.values(measureWords).map(({ amount }) => amount(totals))

  assert.deepEqual(amounts, [3, 2, 40, 2])
})
