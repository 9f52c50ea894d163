import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readSchema, type ReadSchema } from '../engine/read-schema.ts'
import { scriptBetween } from '../engine/prisma.ts'
import { model, schemaOf } from '../report/diff.fixture.ts'
import { changesOf } from './change.ts'
import { compareCatalogues } from './of-catalogues.ts'
import { readScript } from './of-sql.ts'
import { SqlObjection } from './tree.ts'

const read = (blocks: string): ReadSchema => {
  const schema = readSchema([{ path: 'schema.prisma', content: schemaOf(blocks) }])
  if ('objections' in schema) throw new Error(JSON.stringify(schema.objections))
  return schema
}

/** What is told of a change by both ways to know it. */
const told = (changes: ReturnType<typeof changesOf>): string[] =>
  changes
    .map((change) =>
      [
        change.kind,
        'table' in change ? change.table : '',
        'column' in change ? change.column : '',
        'columns' in change && change.kind !== 'create table' ? change.columns.join() : '',
      ]
        .join(' ')
        .trim(),
    )
    .toSorted()

describe('what leads from one schema to another', () => {
  const author = model('Author', 'posts Post[]')
  const pairs: Record<string, [string, string]> = {
    tables: [model('A'), model('B', 'x Int')],
    columns: [
      model('A', 'x Int', 'y String?'),
      model('A', 'y String', 'z DateTime @default(now())', 't String[]'),
    ],
    types: [
      model('A', 'x Int', 'y String', 'd Decimal'),
      model('A', 'x BigInt', 'y String @db.VarChar(9)', 'd Decimal @db.Decimal(9, 2)'),
    ],
    defaults: [
      model('A', 'x Int @default(1)', 'y Int', 'z String @default(cuid())'),
      model('A', 'x Int', 'y Int @default(2)', 'z String'),
    ],
    indexes: [
      model('A', 'x Int', 'y Int', '@@index([x])'),
      model('A', 'x Int @unique', 'y Int', '@@index([y, x])'),
    ],
    relations: [
      model('Author') + model('Post', 'authorId Int'),
      author + model('Post', 'authorId Int', 'author Author @relation(fields: [authorId], references: [id])'),
    ],
    'relations of many': [
      model('Post') + model('Tag'),
      model('Post', 'tags Tag[]') + model('Tag', 'posts Post[]'),
    ],
  }

  for (const [what, [base, target]] of Object.entries(pairs))
    test(`the comparison of catalogues and the engine's SQL tell the same of ${what}`, async () => {
      const [before, after] = [read(base), read(target)]

      const sql = await scriptBetween('postgresql', before.engineFiles, after.engineFiles)
      const ofSql = told(changesOf(await readScript(sql, null)))
      const ofCatalogues = told(changesOf(compareCatalogues(before.catalogue, after.catalogue)))

      // Of a table that is made the engine writes the keys and indexes apart.
      const expected = ofSql.filter((line) => line.startsWith('create table') || !line.includes('_PostToTag'))
      assert.deepEqual(ofCatalogues, expected)
    })

  test('the names of keys and indexes are those that the engine gives them', async () => {
    const { catalogue, engineFiles } = read(
      author +
        model(
          'Post',
          'slug String @unique',
          'authorId Int',
          'author Author @relation(fields: [authorId], references: [id])',
          '@@index([slug, authorId])',
        ) +
        `model ${'VeryLong'.repeat(8)} {\n  id Int @id\n  another Int\n  @@index([id, another])\n}\n`,
    )

    const sql = await scriptBetween('postgresql', null, engineFiles)

    for (const { primaryKey, indexes, foreignKeys } of catalogue.tables.values())
      for (const name of [
        primaryKey!.name,
        ...indexes.map((each) => each.name),
        ...foreignKeys.map((each) => each.name),
      ])
        assert.ok(sql.includes(`"${name}"`), name)
  })
})

describe("an author's migration", () => {
  test('has statements at the lines where people see them begin', async () => {
    const script = await readScript(
      '-- é 😀\n\n/* two\nlines */ SELECT 1;\n\nSELECT\n  2;  SELECT 3',
      'm.sql',
    )

    assert.deepEqual(
      script.map(({ place, sql }) => [place?.line, sql.replace(/\s+/g, ' ')]),
      [
        [4, 'SELECT 1'],
        [6, 'SELECT 2'],
        [7, 'SELECT 3'],
      ],
    )
  })

  test('may begin with a byte order mark', async () => {
    const script = await readScript('\uFEFF-- first\r\nSELECT 1;\r\n', 'm.sql')

    assert.deepEqual(
      script.map(({ place, sql }) => [place?.line, sql]),
      [[2, 'SELECT 1']],
    )
  })

  test('that is no SQL is refused at its line', async () => {
    await assert.rejects(
      readScript('SELECT 1;\nSELEC 2;', 'm.sql'),
      (error: unknown) => error instanceof SqlObjection && error.place.line === 2,
    )
  })

  for (const sql of [
    'CREATE ROLE x PASSWORD hunter2',
    'CREATE ROLE x hunter2',
    'ALTER ROLE x WITH PASSWORD "hunter2"',
    `SET x = 'a' 'hunter2'`,
    'SELECT 12hunter2',
    "SELECT 'hunter2",
    'CREATE TABLE a.b.c.hunter2 (id int)',
  ])
    test(`X11: ${sql} is refused without its own text`, async () => {
      await assert.rejects(
        readScript(sql, null),
        (error: unknown) => error instanceof SqlObjection && !error.message.includes('hunter2'),
      )
    })

  for (const [sql, message] of [
    ['ALTER TABLE x ADD )', 'syntax error at or near ")"'],
    ['ALTER TABLE x SELECT', 'syntax error at or near "SELECT"'],
  ] as const)
    test(`${sql} is refused at a keyword or a sign, which is told`, async () => {
      await assert.rejects(readScript(sql, null), { message })
    })
})
