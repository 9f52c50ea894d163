import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { createDatabase } from '../../tests/support/cluster.ts'
import { type Migration, MigrationError, migrate } from './migrate.ts'

const first: Migration = { number: 1, name: '0001_first', sql: 'create table things (id int primary key)' }
const second: Migration = { number: 2, name: '0002_second', sql: 'insert into things values (1)' }

async function rowsOf(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(text)
  await client.end()
  return rows
}

test('each migration is applied once, in order', async () => {
  const { ownerUrl } = await createDatabase()

  const reports = [
    await migrate(ownerUrl, [first]),
    await migrate(ownerUrl, [first, second]),
    await migrate(ownerUrl, [first, second]),
  ]

  assert.deepEqual(
    reports.map(({ applied }) => applied),
    [['0001_first'], ['0002_second'], []],
  )
})

test('of several starters at once one applies each migration and the others find it done', async () => {
  const { ownerUrl } = await createDatabase()

  const reports = await Promise.all(Array.from({ length: 5 }, () => migrate(ownerUrl, [first, second])))

  assert.deepEqual(reports.flatMap(({ applied }) => applied).sort(), ['0001_first', '0002_second'])
  assert.equal((await rowsOf(ownerUrl, 'select * from things')).length, 1)
})

test('a migration that fails leaves nothing behind', async () => {
  const { ownerUrl } = await createDatabase()
  const broken: Migration = {
    number: 2,
    name: '0002_broken',
    sql: 'insert into things values (7); select 1 / 0',
  }

  await assert.rejects(migrate(ownerUrl, [first, broken]))

  assert.deepEqual(await rowsOf(ownerUrl, 'select * from things'), [])
})

test('a newer schema than the program knows is refused with the cure', async () => {
  const { ownerUrl } = await createDatabase()
  await migrate(ownerUrl, [first, second])

  await assert.rejects(
    migrate(ownerUrl, [first]),
    (error) => error instanceof MigrationError && /schema 2, this program knows 1/.test(error.message),
  )
})

test('a file that changed after it was applied is refused', async () => {
  const { ownerUrl } = await createDatabase()
  await migrate(ownerUrl, [first])

  await assert.rejects(migrate(ownerUrl, [{ ...first, sql: 'create table other (id int)' }]), MigrationError)
})
