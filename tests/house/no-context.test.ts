import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { tablesOf } from './catalog.ts'
import { furtherPolicies } from './foreseen.ts'
import { type Migrated, migratedDatabase, ownedTables } from './migrated.ts'
import { plantAccount, type Row } from './planting.ts'

let database: Migrated
let alice: Map<string, Row>
let charlie: Map<string, Row>

before(async () => {
  database = await migratedDatabase()
  const { owner } = database
  const tables = await ownedTables(owner)
  alice = await plantAccount(owner, tables)
  charlie = await plantAccount(owner, tables)
})

after(() => database?.drop())

const accountOf = (rows: Map<string, Row>): string => String(rows.get('accounts')!.id)

/** Runs a statement as a role, bound to an account or to none; gives its rows, or the SQLSTATE that refused it. */
async function asks(
  role: string | null,
  account: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[] | string> {
  const { login } = database
  await login.query('begin')
  try {
    await login.query("select set_config('role', $1, true), set_config('app.account_id', $2, true)", [
      role ?? 'none',
      account,
    ])
    return (await login.query<Row>(text, values)).rows
  } catch (error) {
    return (error as { code: string }).code
  } finally {
    await login.query('rollback')
  }
}

/** Columns that a statement may name when it inserts: what PostgreSQL makes itself is not among them. */
async function columnsOf(table: string, that: 'is given' | 'the app reads'): Promise<string[]> {
  const { rows } = await database.owner.query<{ name: string }>(
    `select a.attname as name from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
      and case when $2 = 'is given' then a.attgenerated = '' else has_column_privilege('keyhold_app', a.attrelid, a.attnum, 'select') end
      order by a.attnum`,
    [table, that],
  )
  return rows.map(({ name }) => name)
}

async function insertAgain(table: string): Promise<string> {
  const names = (await columnsOf(table, 'is given')).join(', ')
  return `insert into ${table} (${names}) select ${names} from json_populate_record(null::${table}, $1)`
}
const forbidden = '42501'

test('a row stands in every owned table', async () => {
  assert.deepEqual([...alice.keys()].sort(), (await ownedTables(database.owner)).sort())
})

test('K2: the app without an account sees no row of any', async () => {
  for (const table of alice.keys()) {
    const rows = await asks('keyhold_app', '', `select 1 from ${table} limit 1`)

    assert.deepEqual(rows, [], table)
  }
})

test('the app with an account sees its rows, and only its', async () => {
  for (const [table, row] of alice) {
    const readable = await columnsOf(table, 'the app reads')
    const rows = await asks(
      'keyhold_app',
      accountOf(alice),
      `select ${readable.join(', ')} from ${table} limit 10`,
    )

    assert.ok(typeof rows === 'object' && rows.length === 1, table)
    const id = 'account_id' in row ? 'account_id' : 'id'
    if (readable.includes(id)) assert.equal(rows[0]![id], row[id], table)
  }
})

test('the app without an account, or with another, cannot insert a row', async () => {
  for (const [table, row] of alice) {
    assert.equal(
      await asks('keyhold_app', '', await insertAgain(table), [JSON.stringify(row)]),
      forbidden,
      table,
    )
    assert.equal(
      await asks('keyhold_app', accountOf(charlie), await insertAgain(table), [JSON.stringify(row)]),
      forbidden,
      table,
    )
  }
})

test('the app cannot hand a row of its own to another account', async () => {
  for (const table of alice.keys()) {
    const column = { accounts: 'id', audit_entry: 'log_account' }[table] ?? 'account_id'

    assert.equal(
      await asks('keyhold_app', accountOf(alice), `update ${table} set ${column} = '${accountOf(charlie)}'`),
      forbidden,
      table,
    )
  }
})

test('the jobs see rows of the tables named for them alone, and write none but those named for that', async () => {
  const named = Object.keys(furtherPolicies)
    .filter((policy) => policy.startsWith('keyhold_jobs'))
    .map((policy) => policy.split(' ')[2])
  const written = named.filter((table) => furtherPolicies[`keyhold_jobs all ${table}`])

  for (const [table, row] of alice) {
    const rows = await asks('keyhold_jobs', '', `select 1 from ${table} limit 1`)

    if (!named.includes(table)) assert.ok(rows === forbidden || rows.length === 0, table)
    if (!written.includes(table))
      assert.equal(
        await asks('keyhold_jobs', accountOf(alice), await insertAgain(table), [JSON.stringify(row)]),
        forbidden,
        table,
      )
  }
})

test('the login that takes no role may not even look', async () => {
  for (const { name } of await tablesOf(database.owner)) {
    assert.equal(await asks(null, accountOf(alice), `select 1 from ${name} limit 1`), forbidden, name)
  }
})

test('the owner is bound like anybody else, but for what the definer functions read', async () => {
  const readByFunctions = Object.keys(furtherPolicies)
    .filter((policy) => /^keyhold_(audit|lookup) (select|all) /.test(policy))
    .map((policy) => policy.split(' ')[2]!)

  for (const table of alice.keys()) {
    if (readByFunctions.includes(table)) continue
    assert.deepEqual((await database.owner.query(`select 1 from ${table} limit 1`)).rows, [], table)
  }
})

test('the owner sees every row once it has taken the role of backups, and the login cannot take it', async () => {
  const { owner } = database

  for (const table of alice.keys()) {
    assert.equal(await asks('keyhold_backup', '', `select 1 from ${table} limit 1`), forbidden, table)
    await owner.query('begin; set local role keyhold_backup')
    const { rows } = await owner.query(`select 1 from ${table} limit 2`)
    await owner.query('rollback')
    assert.equal(rows.length, 2, table)
  }
})
