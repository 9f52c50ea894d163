import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agoInWords, lengthInWords, momentInWords, utcText, waitInWords } from './time.ts'

const minute = 60_000
const hour = 60 * minute

test('a length is told in its two largest units', () => {
  const lengths = [
    0,
    999,
    42_000,
    3 * minute + 5_000,
    25 * minute + 40_000,
    4 * hour + 12 * minute,
    51 * hour,
    48 * hour,
  ]

  const words = lengths.map(lengthInWords)

  assert.deepEqual(words, ['0 s', '0 s', '42 s', '3 min 5 s', '25 min', '4 h 12 min', '2 d 3 h', '2 d'])
})

test('a wait is told in units that fit it', () => {
  const words = [6, 90, 900].map(waitInWords)

  assert.deepEqual(words, ['Try again in 6 s.', 'Try again in 1 min 30 s.', 'Try again in 15 min.'])
})

test('a moment is told from where the reader stands', () => {
  const now = Date.UTC(2026, 0, 1)

  const words = [now + 2_000, now - 4 * minute, now + 3 * hour].map((at) => momentInWords(at, now))

  assert.deepEqual(words, ['now', '4 min ago', 'in 3 h'])
})

test('the past is told in one unit, what is to come in two', () => {
  const now = Date.UTC(2026, 0, 1)

  const words = [now - 5 * minute - 24_000, now - 34 * hour, now + 72 * minute].map((at) =>
    agoInWords(at, now),
  )

  assert.deepEqual(words, ['5 min ago', '1 d ago', 'in 1 h 12 min'])
})

test('the time in UTC says that it is UTC', () => {
  assert.equal(utcText(Date.UTC(2026, 10, 21, 6, 3, 10)), '2026-11-21 06:03:10 UTC')
})
