import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { briefly, diffOf, model } from '../report/diff.fixture.ts'
import { levelOf, scoreOf, severitiesOf, type Weighable } from './score.ts'

const weighable = (rule: Weighable['rule'], baseSeverity: number, rows: number | null = null): Weighable => ({
  rule,
  baseSeverity,
  rows,
})

describe('the score', () => {
  test('each finding leaves a part of what the others left', () => {
    assert.deepEqual(
      [scoreOf([]), scoreOf([80]), scoreOf([80, 60]), scoreOf([90, 85, 80])],
      [0, 80, 92, 99.7],
    )
  })

  test('levels begin at 20, 50 and 80', () => {
    assert.deepEqual([0, 19.9, 20, 49.9, 50, 79.9, 80, 100].map(levelOf), [
      'low',
      'low',
      'medium',
      'medium',
      'high',
      'high',
      'critical',
      'critical',
    ])
  })

  test('a lock on a small table counts 0.3, and one on a large table whole', () => {
    assert.deepEqual(severitiesOf([weighable('L1', 35, 9999)]), [10.5])
    assert.deepEqual(severitiesOf([weighable('L1', 35, 10_000), weighable('L2', 35, 10_000)]), [35, 35])
  })

  test('what is lost is not less for a small table', () => {
    assert.deepEqual(severitiesOf([weighable('D2', 80, 3), weighable('N2', 60, 3)]), [80, 60])
  })

  test('X3: however many small matters there are, no diff is high by them alone', () => {
    const minor = fc.constantFrom(
      weighable('L1', 35),
      weighable('L2', 35),
      weighable('L4', 10),
      weighable('I1', 20),
      weighable('C1', 20),
      weighable('R2', 25),
      weighable('D8', 40),
      weighable('D6', 15),
    )

    fc.assert(
      fc.property(fc.array(minor, { maxLength: 60 }), (findings) => {
        assert.ok(scoreOf(severitiesOf(findings)) < 50)
      }),
    )
  })

  test('one grave finding more never lowers the score', () => {
    const some = fc.array(fc.constantFrom(weighable('D2', 80), weighable('L1', 35), weighable('N2', 60)), {
      maxLength: 20,
    })

    fc.assert(
      fc.property(some, (findings) => {
        const more = [...findings, weighable('N1', 80)]
        assert.ok(scoreOf(severitiesOf(more)) >= scoreOf(severitiesOf(findings)))
      }),
    )
  })
})

describe('the level of a whole diff', () => {
  const author = model('Author', 'posts Post[]')
  const related = model(
    'Post',
    'authorId Int?',
    'author Author? @relation(fields: [authorId], references: [id])',
    '@@index([authorId])',
  )

  test('X3: a new optional relation with its index, the most usual change, is medium', async () => {
    const report = await diffOf(model('Author') + model('Post'), author + related)

    assert.deepEqual(briefly(report), ['L1 Post.authorId 35', 'L2 Post.authorId 35', 'L4 10'])
    assert.equal(report.level, 'medium')
  })

  test('row counts by model or by table scale it', async () => {
    const change = [model('Author') + model('Post'), author + related] as const

    const levels = await Promise.all(
      [
        { Post: 50, Author: 5 },
        { Post: 50_000_000, Author: 5 },
      ].map(async (rowCounts) => {
        const { level } = await diffOf(...change, { rowCounts })
        return level
      }),
    )

    assert.deepEqual(levels, ['low', 'high'])
  })

  test('X5: what loses data ranks above what only waits', async () => {
    const waits = await diffOf(model('Author') + model('Post'), author + related)
    const loses = await diffOf(model('Post', 'x Int?'), model('Post'))

    assert.ok(loses.score > waits.score)
  })

  test('49: twenty-six harmless new fields are high to the source, and low to us', async () => {
    const fields = Array.from({ length: 26 }, (_, index) => `f${index} String?`)

    const report = await diffOf(model('Post'), model('Post', ...fields))

    assert.deepEqual([report.riskScore, report.severity, report.level], [52, 'high', 'low'])
  })
})
