import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { matchOneToOne } from './match.ts'
import { jaroWinkler, nameSimilarity, wordOverlap, wordsOf } from './similarity.ts'

test('names are cut into words at case, underscore and digits of a run', () => {
  assert.deepEqual(wordsOf('HTTPUrlOf_user2Id'), ['http', 'url', 'of', 'user2', 'id'])
})

test('the published examples of Jaro and Winkler come out', () => {
  const rounded = [
    jaroWinkler('martha', 'marhta'),
    jaroWinkler('dixon', 'dicksonx'),
    jaroWinkler('dwayne', 'duane'),
  ].map((likeness) => likeness.toFixed(3))

  assert.deepEqual(rounded, ['0.961', '0.813', '0.840'])
})

test('words that two names share count as a part of the longer one', () => {
  assert.deepEqual([wordOverlap('createdAt', 'created_on'), wordOverlap('userId', 'user_id')], [0.5, 1])
})

test('likeness is from 0 to 1, and 1 of a name with itself', () => {
  const name = fc.string({ minLength: 1, maxLength: 30 })

  fc.assert(
    fc.property(name, name, (one, other) => {
      const likeness = nameSimilarity(one, other)
      assert.ok(likeness >= 0 && likeness <= 1 + 1e-9)
      assert.equal(nameSimilarity(one, one), 1)
    }),
  )
})

test('no name is given twice, and the likeliest pairs come first', () => {
  const matched = matchOneToOne(
    [
      { from: 'a', to: 'x', score: 0.7 },
      { from: 'a', to: 'y', score: 0.9 },
      { from: 'b', to: 'y', score: 0.8 },
      { from: 'b', to: 'x', score: 0.6 },
      { from: 'c', to: 'z', score: 0.5 },
    ],
    0.6,
  )

  assert.deepEqual(
    matched.map(({ from, to }) => from + to),
    ['ay', 'bx'],
  )
})
