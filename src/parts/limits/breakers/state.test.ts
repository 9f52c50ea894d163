import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secondsAfter } from '../../../kit/duration.ts'
import { afterOutage, type BreakerRow, stateOf } from './state.ts'

const start = new Date('2026-01-01T00:00:00Z')
const fresh: BreakerRow = {
  name: 'p/api',
  term: 0,
  failures: 0,
  failed_at: null,
  window_at: null,
  calls: 0,
  outages: 0,
  opened_at: null,
  open_until: null,
  probe_until: null,
  is_forced: false,
  trips: 0,
  closed_at: null,
}
const tolerance = { failures: 5, openSeconds: 4 }
const outageAt = (row: BreakerRow, seconds: number) =>
  afterOutage(row, secondsAfter(start, seconds), tolerance, 0)

/** A success in the term, as the statement that counts it does. */
const success = (row: BreakerRow): BreakerRow => ({ ...row, failures: 0, calls: row.calls + 1 })

test('outages that are further apart than two minutes are not in a row', () => {
  let row = fresh

  for (let count = 0; count < 20; count++) row = outageAt(row, count * 121)

  assert.deepEqual([row.failures, row.open_until], [1, null])
})

test('half of ten calls in 30 s open it, and in more than 30 s they do not', () => {
  const opensWith = (seconds: number): boolean => {
    let row = fresh
    for (let count = 0; count < 5; count++) row = outageAt(success(row), count * seconds)
    row = outageAt(success(row), 5 * seconds)
    return row.open_until !== null
  }

  assert.deepEqual([opensWith(5), opensWith(11)], [true, false])
})

test('it is half-open from the very moment its time is over', () => {
  const row = { open_until: start }

  assert.deepEqual(
    [secondsAfter(start, -0.001), start].map((now) => stateOf(row, now)),
    ['open', 'half-open'],
  )
})

test('every change of state begins a new term, and counting does not', () => {
  const terms = [fresh]
  for (let count = 0; count < 5; count++) terms.push(outageAt(terms.at(-1)!, count))

  assert.deepEqual(
    terms.map(({ term }) => term),
    [0, 0, 0, 0, 0, 1],
  )
})
