import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { createDatabase } from '../../../../../tests/support/cluster.ts'
import { diffOf, found, model } from '../report/diff.fixture.ts'

/** What PostgreSQL makes of it. */
async function ran(script: string, question: string): Promise<unknown[]> {
  const { ownerUrl, drop } = await createDatabase()
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query(script)
    return (await client.query(question)).rows
  } finally {
    await client.end()
    await drop()
  }
}

const post = 'CREATE TABLE "Post" (id int PRIMARY KEY); INSERT INTO "Post" VALUES (1), (2);'
const role = `CREATE TYPE "Role" AS ENUM ('A', 'B');`

for (const [type, value, read] of [
  ['String', `'x'`, 'x'],
  ['String @db.VarChar(20)', `'x'`, 'x'],
  ['Decimal', '1.5', '1.500000000000000000000000000000'],
  ['DateTime @db.Timestamptz(3)', 'now()', null],
  ['Json', `'{}'`, {}],
  ['Role', `'B'`, 'B'],
] as const)
  test(`N1: the SQL given for a required ${type} makes it so in PostgreSQL, with a value in place of NULL`, async () => {
    const enumOf = 'enum Role {\n  A\n  B\n}\n'
    const report = await diffOf(model('Post') + enumOf, model('Post', `c ${type}`) + enumOf)
    const { sql } = found(report, 'N1')[0]!

    const rows = await ran(
      `${post}${role}${sql!.replace('= NULL', `= ${value}`)}`,
      `select c, (select attnotnull from pg_attribute where attrelid = '"Post"'::regclass and attname = 'c') as "isRequired" from "Post" limit 10`,
    )

    const [first] = rows as { c: unknown; isRequired: boolean }[]
    assert.deepEqual([rows.length, first!.isRequired], [2, true])
    if (read !== null) assert.deepEqual(first!.c, read)
  })

test('N1: the SQL given is refused by rows that nobody filled, and gives none for what PostgreSQL has no name for', async () => {
  const [report, unsupported, sqlite] = [
    await diffOf(model('Post'), model('Post', 'c Int')),
    await diffOf(model('Post'), model('Post', 'c Unsupported("geometry(Point, 4326)")')),
    await diffOf(model('Post'), model('Post', 'c Int'), { provider: 'sqlite' }),
  ]

  await assert.rejects(
    ran(`${post}${found(report, 'N1')[0]!.sql}`, 'select 1 limit 1'),
    /contains null values/,
  )
  assert.deepEqual([found(unsupported, 'N1')[0]!.sql, found(sqlite, 'N1')[0]!.sql], [null, null])
})

test('N2: the SQL given for a column that was filled makes it required in PostgreSQL', async () => {
  const report = await diffOf(model('Post', 'c Int?'), model('Post', 'c Int'), {
    migration: 'UPDATE "Post" SET c = 1; ALTER TABLE "Post" ALTER COLUMN c SET NOT NULL;',
  })
  const { sql, baseSeverity } = found(report, 'N2')[0]!

  const rows = await ran(
    `${post}ALTER TABLE "Post" ADD COLUMN c int; UPDATE "Post" SET c = 1;${sql}`,
    `select attnotnull from pg_attribute where attrelid = '"Post"'::regclass and attname = 'c' limit 1`,
  )

  assert.deepEqual([baseSeverity, rows], [35, [{ attnotnull: true }]])
})

test('L4: the SQL given ends the wait of what comes after it', async () => {
  const report = await diffOf(model('Post', 'c Int?'), model('Post'))

  const rows = await ran(found(report, 'L4')[0]!.sql!, 'show lock_timeout')

  assert.deepEqual(rows, [{ lock_timeout: '5s' }])
})
