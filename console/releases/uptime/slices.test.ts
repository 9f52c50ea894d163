import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slicePaths, sliceShapes, slicesInWords, sliceStates } from './slices.ts'

test('every state of a span has a shape of its own; not known and up differ by outline and filling', () => {
  const shapes = sliceStates.map(
    (state) => `${state === 'unknown' ? 'outline ' : ''}${JSON.stringify(sliceShapes[state])}`,
  )

  assert.equal(new Set(shapes).size, sliceStates.length)
})

test('spans stand side by side in their order, with one path for each state', () => {
  const { width, paths, tints } = slicePaths(['up', 'down', 'up'], 10)

  assert.equal(width, 22.5)
  assert.deepEqual(paths, {
    up: 'M0 0h6.5v10h-6.5zM16 0h6.5v10h-6.5z',
    down: 'M8 7h6.5v3h-6.5z',
  })
  assert.deepEqual(tints, { down: 'M8 0h6.5v10h-6.5z' })
})

test('spans are told in words, with what is not known apart from what was down', () => {
  assert.equal(slicesInWords(['up', 'up', 'unknown', 'down']), 'Of 4 spans: 2 up, 1 down, 1 not known.')
})
