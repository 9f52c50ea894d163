import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { createDatabase, type TestDatabase } from '../../tests/support/cluster.ts'
import { bigints, byteas, integers, texts, uuids } from './sql-array.ts'
import { type Database, openDatabase } from './sql.ts'

let made: TestDatabase
let database: Database

before(async () => {
  made = await createDatabase()
  database = openDatabase({ url: made.url })
})
after(async () => {
  await database.close()
  await made.drop()
})

const login = () => database.sql.as({ role: 'login' })
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 5 })

test('PostgreSQL reads out of an array what went into it', async () => {
  const row = fc.record({
    uuid: orNull(fc.uuid()),
    integer: orNull(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
    bigint: orNull(fc.maxSafeInteger()),
    text: orNull(fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'))),
    bytea: orNull(fc.uint8Array().map((bytes) => Buffer.from(bytes))),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), async (rows) => {
      const read = await login()`
        select * from unnest(${uuids(rows.map(({ uuid }) => uuid))}::uuid[], ${integers(rows.map(({ integer }) => integer))}::int[],
          ${bigints(rows.map(({ bigint }) => bigint))}::bigint[], ${texts(rows.map(({ text }) => text))}::text[],
          ${byteas(rows.map(({ bytea }) => bytea))}::bytea[]) as t (uuid, integer, bigint, text, bytea)`

      assert.deepEqual(
        read.map((each) => ({ ...each })),
        rows.map((each) => ({ ...each })),
      )
    }),
    { numRuns: 50 },
  )
})

test('an empty array is one', async () => {
  const [row] = await login()`select cardinality(${uuids([])}::uuid[]) as length`

  assert.deepEqual({ ...row }, { length: 0 })
})
