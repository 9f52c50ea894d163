import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { entryAt, millisecondsAt, packed, placesOf, shortOf, unpacked, type Entry } from './vectors.ts'

const milliseconds = fc.integer({ min: 0, max: 4095 })

const entry: fc.Arbitrary<Entry> = fc
  .record({
    number: fc.integer({ min: 1, max: 5_000_000 }),
    tries: fc.array(fc.boolean(), { maxLength: 100 }),
    milliseconds,
    failedMilliseconds: milliseconds,
  })
  .map(({ number, tries, milliseconds, failedMilliseconds }) => {
    const failures = tries.filter((failed) => failed).length
    const isOnce = tries.length === 1
    return {
      number,
      attempts: tries.length,
      failures,
      firstFailed: tries[0] ?? false,
      lastFailed: tries.at(-1) ?? false,
      milliseconds,
      failedMilliseconds: failures === 0 ? 0 : isOnce ? milliseconds : failedMilliseconds,
    }
  })

describe('a run as it is stored', () => {
  test('says of every test what was put in, in order of their numbers', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 300 }), (entries) => {
        const { results, durations } = packed(entries)

        const read = unpacked(results)
        const found = [...read.numbers.keys()].map((place) => entryAt(read, place, durations))

        assert.deepEqual(
          found,
          entries.toSorted((a, b) => a.number - b.number),
        )
      }),
    )
  })

  test('finds all places of a test, and none of one that is not there', () => {
    const one = {
      attempts: 1,
      failures: 0,
      firstFailed: false,
      lastFailed: false,
      milliseconds: 1,
      failedMilliseconds: 0,
    }
    const read = unpacked(packed([7, 3, 7, 9].map((number) => ({ ...one, number }))).results)

    const places = [3, 7, 9, 8, 100].map((number) => placesOf(read, number))

    assert.deepEqual(places, [
      [0, 1],
      [1, 3],
      [3, 4],
      [3, 3],
      [4, 4],
    ])
  })

  test('F12: takes less than three bytes a test when all pass', () => {
    const entries = Array.from({ length: 10_000 }, (_, index) => ({
      number: index + 1,
      attempts: 1,
      failures: 0,
      firstFailed: false,
      lastFailed: false,
      milliseconds: (index * 7919) % 5000,
      failedMilliseconds: 0,
    }))

    const { results, durations } = packed(entries)

    assert.ok(results.length + durations.length < 30_000, `${results.length} + ${durations.length}`)
  })

  test('keeps a duration to a thousandth, from nothing to a day and a half', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 130_000_000 }), (milliseconds) => {
        const short = shortOf(milliseconds)

        const read = millisecondsAt(Uint8Array.of(short & 0xff, short >> 8), 0)

        assert.ok(Math.abs(read - milliseconds) <= milliseconds / 1000, `${milliseconds} became ${read}`)
      }),
    )
  })
})
