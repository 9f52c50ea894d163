import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parts } from '../../src/parts.ts'
import { exempt } from './foreseen.ts'
import { type Migrated, migratedDatabase } from './migrated.ts'

/** Tables of accounts that hold nothing of a person's own account; why. */
const nothingOfPeople: Record<string, string> = {
  accounts: 'the account itself, which goes last',
  membership: "rows of teams; a person's own are told by a function, and go with the person",
  operator_session: 'sessions of the home account',
}

const declared = parts.flatMap(({ personal }) => personal?.tables ?? [])
let database: Migrated

before(async () => {
  database = await migratedDatabase()
})

after(() => database?.drop())

async function columnsByTable(): Promise<Map<string, string[]>> {
  const { rows } = await database.owner.query<{ name: string; columns: string[] }>(
    `select c.relname as name, array_agg(a.attname::text order by a.attname) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition group by 1`,
  )
  return new Map(rows.map(({ name, columns }) => [name, columns]))
}

test('E4: every table of rows by account is declared as personal, so that it is copied and erased', async () => {
  const tables = await columnsByTable()
  const known = new Set(declared.map(({ table }) => table))

  const left = [...tables].filter(
    ([name, columns]) =>
      (columns.includes('account_id') || columns.includes('log_account')) &&
      !known.has(name) &&
      !exempt[name] &&
      !nothingOfPeople[name],
  )

  assert.deepEqual(
    left.map(([name]) => name),
    [],
  )
})

test('E4: of a personal table every column is either shown, opened, or hidden on purpose', async () => {
  const tables = await columnsByTable()

  for (const { table, shown, opened = [], hidden = [] } of declared)
    assert.deepEqual([...shown, ...opened, ...hidden].toSorted(), tables.get(table)?.toSorted(), table)
})

test('E4: whatever is opened for its person is declared as sealed', () => {
  const sealed = parts.flatMap((part) => part.sealed ?? [])

  for (const { table, opened = [] } of declared)
    for (const column of opened)
      assert.ok(
        sealed.some(({ sqlTable, sqlColumn }) => sqlTable === table && sqlColumn === column),
        `${table}.${column}`,
      )
})
