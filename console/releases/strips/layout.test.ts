import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pathsOf, placeAfterKey, rowsOf, shapes, widthOf } from './layout.ts'
import { historyInWords, outcomes, type Outcome } from './outcomes.ts'

test('every outcome has a shape of its own, so that a strip is read without its colours', () => {
  const drawn = outcomes.map(
    (outcome) => `${outcome === 'infra' ? 'outline ' : ''}${JSON.stringify(shapes[outcome])}`,
  )

  assert.equal(new Set(drawn).size, outcomes.length)
})

test('a strip of 200 runs is at most one path for each outcome, each run in its own place', () => {
  const history = Array.from({ length: 200 }, (_, place): Outcome => outcomes[place % outcomes.length]!)

  const paths = pathsOf(history, { cell: 4, gap: 1, height: 20 })

  assert.deepEqual(Object.keys(paths), [...outcomes])
  assert.match(paths.failed!, /^M10 0h4v20h-4zM35 0/)
  assert.equal(widthOf(200, { cell: 4, gap: 1, height: 20 }), 999)
})

test('a history is told in words: its length, the count of each outcome, and how the newest ended', () => {
  const words = [historyInWords([]), historyInWords(['passed', 'mixed', 'passed', 'failed'])]

  assert.deepEqual(words, [
    'No run yet.',
    'The last 4 runs: 2 passed, 1 failed and passed, 1 failed; the newest failed.',
  ])
})

test('cells shrink until they are hard to meet, then they go on in the next row', () => {
  const bounds = { least: 7, most: 14, gap: 2 }

  const layouts = [rowsOf(20, 1000, bounds), rowsOf(100, 1000, bounds), rowsOf(200, 320, bounds)]

  assert.deepEqual(layouts, [
    { perRow: 20, cell: 14, rows: 1 },
    { perRow: 100, cell: 8, rows: 1 },
    { perRow: 35, cell: 7, rows: 6 },
  ])
})

test('the arrow keys go from run to run and from row to row, and stop at the ends', () => {
  const go = (key: string, from: number) => placeAfterKey(key, from, 80, 35)

  const places = [
    go('ArrowLeft', 0),
    go('ArrowRight', 34),
    go('ArrowUp', 40),
    go('ArrowDown', 60),
    go('End', 3),
    go('Home', 3),
  ]

  assert.deepEqual(places, [0, 35, 5, 60, 79, 0])
  assert.equal(go('a', 3), undefined)
})
