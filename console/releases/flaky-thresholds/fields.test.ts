import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groups, numberIn, ownIn, textsOf } from './fields.ts'

const defaults = { minimumDivergent: 1, flakyProbability: 0.75, windowRuns: 200 }

test('shares are asked for in percent, and come back as they were', () => {
  const texts = textsOf(defaults)

  assert.deepEqual(texts, { minimumDivergent: '1', flakyProbability: '75', windowRuns: '200' })
  assert.deepEqual(ownIn(texts, defaults), {})
})

test('only what differs from the defaults is set', () => {
  const texts = { ...textsOf({ ...defaults, windowRuns: 40 }), flakyProbability: '90' }

  assert.deepEqual(ownIn(texts, defaults), { windowRuns: 40, flakyProbability: 0.9 })
})

test('a field out of its range, or with a word in it, sets nothing at all', () => {
  for (const wrong of ['0', '101', 'many', '', '1.5'])
    assert.equal(ownIn({ ...textsOf(defaults), minimumDivergent: wrong }, defaults), null, wrong)
})

test('no field is asked for twice, and each takes its own bounds', () => {
  const fields = groups.flatMap((group) => group.fields)

  assert.equal(new Set(fields.map(({ name }) => name)).size, fields.length)
  for (const field of fields) {
    assert.notEqual(numberIn(field, String(field.least)), null, field.name)
    assert.notEqual(numberIn(field, String(field.most)), null, field.name)
  }
})
