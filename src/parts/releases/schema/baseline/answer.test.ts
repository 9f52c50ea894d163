import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { diffOf, model } from '../report/diff.fixture.ts'
import { sourceAnswer } from './answer.ts'
import type { Operation } from './operations.ts'

const risks = { addModel: 1, addField: 2, alterType: 7, dropField: 8, dropModel: 10 } as const
const acts = (type: Operation['type'], count: number): Operation[] =>
  Array.from({ length: count }, (_, index) => ({ type, model: `M${index}`, risk: risks[type] }))

describe("source 004's own answer", () => {
  for (const [what, operations, riskScore, severity, window] of [
    ['nothing', [], 0, 'low', 'low-traffic'],
    ['ten fields', acts('addField', 10), 20, 'low', 'low-traffic'],
    ['ten fields and a model', [...acts('addField', 10), ...acts('addModel', 1)], 21, 'medium', 'off-peak'],
    ['one type', acts('alterType', 1), 7, 'low', 'off-peak'],
    ['one dropped field', acts('dropField', 1), 8, 'low', 'scheduled-maintenance'],
    ['twenty-five fields', acts('addField', 25), 50, 'medium', 'off-peak'],
    ['fifty-one models', acts('addModel', 51), 51, 'high', 'scheduled-maintenance'],
  ] as const)
    test(`${what}: ${riskScore}, ${severity}, ${window}`, () => {
      const answer = sourceAnswer(operations)

      assert.deepEqual(
        [answer.riskScore, answer.severity, answer.windowRecommendation],
        [riskScore, severity, window],
      )
    })

  test('49: comments, attributes over several lines and enums do not confuse it', async () => {
    const report = await diffOf(
      model('Post', 'title String'),
      model('Post', '// body String', 'title String @default("model X { y Int }")', 'kind Kind?') +
        'enum Kind {\n  A\n}\nview Seen {\n  id Int @unique\n}\n'.replace(/view[\s\S]*/, ''),
    )

    assert.deepEqual(report.operations, [
      { type: 'addField', model: 'Post', field: 'kind', fieldType: 'Kind?', risk: 2 },
    ])
  })

  test('a field that is made optional is an altered type, as there', async () => {
    const report = await diffOf(model('Post', 'title String'), model('Post', 'title String?'))

    assert.deepEqual(report.operations, [
      { type: 'alterType', model: 'Post', field: 'title', from: 'String', to: 'String?', risk: 7 },
    ])
  })
})
