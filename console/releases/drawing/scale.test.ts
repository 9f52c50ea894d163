import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { histogramOf, piecesOf, signedPieces, spanPieces } from './scale.ts'

const amount = (percent: string) => Number.parseFloat(percent)

test('pieces side by side fill the bar, and one among thousands can still be seen', () => {
  const pieces = piecesOf([9_999, 0, 1])

  assert.deepEqual(pieces[1]!.width, '0%')
  assert.ok(amount(pieces[2]!.width) > 1)
  assert.ok(Math.abs(pieces.reduce((sum, { width }) => sum + amount(width), 0) - 100) < 0.01)
})

test('pieces never overlap nor leave the bar, whatever the counts', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 12 }), (counts) => {
      const pieces = piecesOf(counts)
      let end = 0
      for (const { x, width } of pieces) {
        assert.ok(amount(width) === 0 || amount(x) >= end - 0.01)
        if (amount(width) > 0) end = amount(x) + amount(width)
      }
      assert.ok(end <= 100.02)
    }),
  )
})

test('what lowers lies left of the middle, what raises right of it, the strongest as long as its half', () => {
  const pieces = signedPieces([2, -1, 0])

  assert.deepEqual(pieces, [
    { x: '50%', width: '50%' },
    { x: '25%', width: '25%' },
    { x: '50%', width: '0%' },
  ])
})

test('spans lie where they were in time, from the first start to the last end', () => {
  const { pieces, wholeMilliseconds } = spanPieces([
    { startMilliseconds: 100, durationMilliseconds: 100 },
    { startMilliseconds: 200, durationMilliseconds: 300 },
  ])

  assert.equal(wholeMilliseconds, 400)
  assert.deepEqual(pieces, [
    { x: '0%', width: '25%' },
    { x: '25%', width: '75%' },
  ])
})

test('no spans make no drawing, and none that takes no time is lost', () => {
  assert.deepEqual(spanPieces([]), { pieces: [], wholeMilliseconds: 0 })
  assert.deepEqual(spanPieces([{ startMilliseconds: 5, durationMilliseconds: 0 }]).pieces, [
    { x: '0%', width: '0.4%' },
  ])
})

test('each value is counted in one step, the greatest in the last', () => {
  assert.deepEqual(histogramOf([0, 0.09, 0.1, 0.95, 1], 10), [2, 1, 0, 0, 0, 0, 0, 0, 0, 2])
})
