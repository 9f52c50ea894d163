import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeLabels } from './life-labels.ts'

test('labels that would touch go to lower rows', () => {
  const labels = placeLabels(
    [
      { x: 100, text: 'Issued 10:00' },
      { x: 130, text: 'Soft 10:05' },
      { x: 400, text: 'Expires 12:00' },
    ],
    600,
  )

  assert.deepEqual(
    labels.map((label) => label.row),
    [0, 1, 0],
  )
})

test('labels at the ends stay inside the width', () => {
  const labels = placeLabels(
    [
      { x: 2, text: 'Issued 10:00' },
      { x: 318, text: 'Expires 12:00' },
    ],
    320,
  )

  assert.deepEqual(
    labels.map((label) => [label.anchor, label.textX]),
    [
      ['start', 2],
      ['end', 318],
    ],
  )
})
