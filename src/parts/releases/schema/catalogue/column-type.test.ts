import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { diffSchemas } from '../report/ask.ts'
import { briefly, diffOf, found, model, ofRule, schemaOf } from '../report/diff.fixture.ts'

const changed = (from: string, to: string, besides = {}) =>
  diffOf(model('Post', `x ${from}`), model('Post', `x ${to}`), besides)

describe('what becomes of values when a type is changed', () => {
  for (const [from, to] of [
    ['String', 'String @db.Citext'],
    ['String @db.Citext', 'String'],
    ['String @db.Xml', 'String'],
  ] as const)
    test(`D6: ${from} to ${to} leaves the rows as they are`, async () => {
      const report = await changed(from, to)

      assert.match(found(report, 'D6')[0]!.message, /every value fits, and the rows stay as they are/)
    })

  for (const [from, to] of [
    ['String[] @db.VarChar(20)', 'String[]'],
    ['String[] @db.VarChar(20)', 'String[] @db.VarChar(600)'],
    ['DateTime[]', 'DateTime[] @db.Timestamp(6)'],
    ['Json', 'Json @db.Json'],
    ['Int', 'String @db.VarChar(20)'],
    ['Boolean', 'String @db.VarChar(20)'],
    ['String @db.Uuid', 'String @db.VarChar(600)'],
    ['Decimal @db.Decimal(10, 2)', 'String @db.VarChar(13)'],
    ['Int @db.SmallInt', 'Float @db.Real'],
    ['Int[]', 'String[]'],
  ] as const)
    test(`D6: ${from} to ${to} keeps every value, and writes every row anew`, async () => {
      const report = await changed(from, to)

      assert.deepEqual(ofRule(report, 'D6'), ['D6 Post.x 15'])
      assert.match(found(report, 'D6')[0]!.message, /every value fits, but the whole table is written anew/)
    })

  for (const [from, to] of [
    ['Int', 'String @db.VarChar(10)'],
    ['String @db.Uuid', 'String @db.VarChar(35)'],
    ['Decimal @db.Decimal(10, 2)', 'String @db.VarChar(12)'],
    ['Json', 'String @db.VarChar(600)'],
    ['Int', 'Float @db.Real'],
  ] as const)
    test(`D6: ${from} to ${to} may lose values`, async () => {
      const report = await changed(from, to)

      assert.deepEqual(ofRule(report, 'D6'), ['D6 Post.x 70'])
    })

  test('D6: Char and Char(1) are one type', async () => {
    const report = await changed('String @db.Char', 'String @db.Char(1)')

    assert.deepEqual(ofRule(report, 'D6'), [])
  })

  test('D6: of a large table a rewrite counts as the long wait that it is, and what is not written does not', async () => {
    const rowCounts = { Post: 50_000_000 }

    const rewritten = await changed('Int', 'BigInt', { rowCounts })
    const untouched = await changed('String @db.VarChar(20)', 'String', { rowCounts })

    assert.deepEqual(
      [rewritten, untouched].map((report) => [ofRule(report, 'D6')[0], report.level]),
      [
        ['D6 Post.x 50', 'high'],
        ['D6 Post.x 15', 'medium'],
      ],
    )
  })

  test('D6: autoincrement() of another width is written by the engine as what PostgreSQL refuses, and given as it works', async () => {
    const counted = (type: string) => `model Post {\n  id ${type} @id @default(autoincrement())\n}\n`

    const report = await diffOf(counted('Int'), counted('BigInt'))

    assert.match(report.sql!, /BIGSERIAL/)
    assert.match(found(report, 'D6')[0]!.message, /fails as it is written/)
    assert.equal(
      found(report, 'D6')[0]!.sql,
      'ALTER TABLE "Post" ALTER COLUMN "id" SET DATA TYPE bigint;\nALTER SEQUENCE "Post_id_seq" AS bigint;',
    )
  })

  test('C1: the same default of a wider number is no other default', async () => {
    const same = await diffOf(
      model('M', 'p BigInt @default(0)', 'l BigInt[] @default([1, 2])'),
      model('M', 'p Int @default(0)', 'l Int[] @default([1, 2])'),
    )
    const other = await diffOf(model('M', 'p BigInt @default(0)'), model('M', 'p BigInt @default(1)'))

    assert.deepEqual(ofRule(same, 'C1'), [])
    assert.match(found(other, 'C1')[0]!.message, /has 1 as its default, no longer 0/)
  })
})

describe('enums of one name in two schemas', () => {
  const twins = (...values: string[]) =>
    [['RoleA', 'a', values] as const, ['RoleB', 'b', ['A', 'B']] as const]
      .map(
        ([name, schema, list]) =>
          `enum ${name} {\n${list.map((value) => `  ${value}\n`).join('')}  @@map("Role")\n  @@schema("${schema}")\n}\nmodel Of${name} {\n  id Int @id\n  role ${name}\n  @@schema("${schema}")\n}\n`,
      )
      .join('')

  const diffedTwins = async (...sides: [string, string]) => {
    const [base, target] = sides.map((blocks) => [
      {
        path: 'schema.prisma',
        content: schemaOf(blocks).replace('"postgresql"', '"postgresql"\n  schemas = ["a", "b"]'),
      },
    ])
    return (await diffSchemas({ base: base!, target: target!, migration: [], rowCounts: {} })).report
  }

  test('D8: are two, and the value that one of them loses is told', async () => {
    const report = await diffedTwins(twins('A', 'C'), twins('A'))
    const same = await diffedTwins(twins('A', 'C'), twins('A', 'C'))

    assert.deepEqual(
      found(report, 'D8').map(({ model: name }) => name),
      ['RoleA'],
    )
    assert.deepEqual(ofRule(report, 'D6'), [])
    assert.deepEqual(briefly(same), [])
  })
})
