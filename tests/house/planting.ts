import type pg from 'pg'

/** A row as JSON, by column. */
export type Row = Record<string, unknown>

interface Column {
  table: string
  name: string
  type: string
  isNeeded: boolean
  /** Of every CHECK that speaks of the column. */
  checks: string
}

interface Reference {
  table: string
  columns: string[]
  target: string
  targetColumns: string[]
}

/**
 * Plants one row for a new account in each of these tables, worked out from the catalogue alone, so that a new table is
 * covered unasked. The client is the owner's; forced row-level security is lifted for the planting transaction only.
 * @returns the rows by table
 */
export async function plantAccount(client: pg.Client, tables: readonly string[]): Promise<Map<string, Row>> {
  const [columns, references] = [await columnsOf(client, tables), await referencesOf(client, tables)]
  const planted = new Map<string, Row>()
  await client.query('begin')
  for (const table of parentsFirst(tables, references)) {
    const own = columns.filter((column) => column.table === table)
    const row = {
      ...Object.fromEntries(
        own.filter(({ isNeeded }) => isNeeded).map((column) => [column.name, valueFor(column)]),
      ),
      ...inherited(table, own, references, planted),
    }
    await client.query(`alter table ${table} no force row level security`)
    planted.set(table, await insert(client, table, row))
    await client.query(`alter table ${table} force row level security`)
  }
  await client.query('commit')
  return planted
}

async function insert(client: pg.Client, table: string, row: Row): Promise<Row> {
  const names = Object.keys(row)
    .map((name) => `"${name}"`)
    .join(', ')
  try {
    const { rows } = await client.query<{ row: Row }>(
      `insert into ${table} (${names}) select ${names} from json_populate_record(null::${table}, $1) returning to_jsonb(${table}.*) as row`,
      [JSON.stringify(row)],
    )
    return rows[0]!.row
  } catch (error) {
    throw new Error(
      `tests/house/planting.ts cannot make a row of ${table}: ${(error as Error).message}. Teach it, or give the column a default`,
      { cause: error },
    )
  }
}

/** What a row takes from rows planted before it: whatever it refers to, its account, and the account's name in the log. */
function inherited(
  table: string,
  columns: readonly Column[],
  references: readonly Reference[],
  planted: ReadonlyMap<string, Row>,
): Row {
  const account = planted.get('accounts')
  const row: Row = {}
  for (const { name } of columns) {
    if (name === 'account_id' && account) row[name] = account.id
    if (name === 'log_account' && account) row[name] = account.log_account
  }
  for (const reference of references.filter((each) => each.table === table)) {
    const parent = planted.get(reference.target)
    const isNeeded = reference.columns.some(
      (name) => columns.find((column) => column.name === name)?.isNeeded,
    )
    if (parent && isNeeded)
      reference.columns.forEach((name, index) => (row[name] = parent[reference.targetColumns[index]!]))
  }
  return row
}

let count = 0

/** The plainest value that the column's type and checks take. */
function valueFor({ table, name, type, checks }: Column): unknown {
  count++
  const choice = new RegExp(`\\b${name} = ANY \\(ARRAY\\['([^']*)'`).exec(checks)?.[1]
  const length = Number(new RegExp(`length\\(${name}\\) = (\\d+)`).exec(checks)?.[1] ?? 16)
  if (choice !== undefined) return choice
  switch (type) {
    case 'uuid':
      return `00000000-0000-7000-8000-${String(count).padStart(12, '0')}`
    case 'bytea':
      return `\\x${count.toString(16).padStart(length * 2, '0')}`
    case 'text':
      return `planted ${count}`
    case 'timestamp with time zone':
      return new Date().toISOString()
    case 'date':
      return '2026-01-01'
    case 'boolean':
      return true
    case 'integer':
    case 'bigint':
    case 'smallint':
    case 'xid8':
      return count
    case 'double precision':
      // Many a share and score lies from 0 to 1.
      return 0.5
    case 'text[]':
    case 'uuid[]':
    case 'bytea[]':
    case 'timestamp with time zone[]':
      return []
    case 'jsonb':
    case 'json':
      return {}
    default:
      throw new Error(`tests/house/planting.ts knows no value for ${table}.${name} (${type}): teach it`)
  }
}

const referencesOf = async (client: pg.Client, tables: readonly string[]): Promise<Reference[]> => {
  const { rows } = await client.query<Reference>(
    `
    select c.conrelid::regclass::text as table, c.confrelid::regclass::text as target, names.columns, names."targetColumns"
    from pg_constraint c cross join lateral (
      select array_agg(a.attname::text order by k.n) as columns, array_agg(t.attname::text order by k.n) as "targetColumns"
      from unnest(c.conkey, c.confkey) with ordinality as k(own, target, n)
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own join pg_attribute t on t.attrelid = c.confrelid and t.attnum = k.target
    ) names where c.contype = 'f' and c.conrelid::regclass::text = any ($1)`,
    [tables],
  )
  return rows
}

const columnsOf = async (client: pg.Client, tables: readonly string[]): Promise<Column[]> => {
  const { rows } = await client.query<Column>(
    `
    select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type, a.attnotnull and not a.atthasdef and a.attidentity = '' as "isNeeded",
      coalesce((select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey)), '') as checks
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relname = any ($1) order by c.relname, a.attnum`,
    [tables],
  )
  return rows
}

function parentsFirst(tables: readonly string[], references: readonly Reference[]): string[] {
  const ordered = new Set<string>()
  const visit = (table: string, way: readonly string[]) => {
    if (way.includes(table)) return
    for (const { target } of references.filter((each) => each.table === table)) visit(target, [...way, table])
    if (tables.includes(table)) ordered.add(table)
  }
  for (const table of ['accounts', ...tables]) visit(table, [])
  return [...ordered]
}
