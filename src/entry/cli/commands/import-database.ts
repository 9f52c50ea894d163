import pg from 'pg'
import { whyUnreachable } from '../doctor/unreachable.ts'
import { exitCodes } from '../exit-codes.ts'
import { Trouble, usageTrouble } from '../trouble.ts'
import { type Row, rowOf, type Source, type Table, wantedColumns } from './import-source.ts'

const fetchedRows = 500

/**
 * The database of an old system, read in one snapshot; nothing is written there.
 * @throws Trouble in words: exit code 2 for what is no address, 69 when it cannot be reached
 */
export async function openDatabaseSource(address: string): Promise<Source> {
  const client = clientFor(address)
  try {
    await client.connect()
  } catch (cause) {
    await client.end().catch(() => undefined)
    const { text, fix } = whyUnreachable(cause, client, '--from')
    throw new Trouble(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`, {
      exitCode: exitCodes.unavailable,
      hint: `To mend it: ${fix}.`,
      cause,
    })
  }
  const close = () => client.end().catch(() => undefined)
  try {
    await client.query('begin transaction isolation level repeatable read read only')
    await client.query("set local datestyle = 'ISO'; set local timezone = 'UTC'")
    const otherConnections = await numberIn(client, othersQuery)
    return {
      rows: (table) => rowsIn(client, table),
      count: (table) => countIn(client, table),
      otherConnections,
      close,
    }
  } catch (error) {
    await close()
    throw notReadable(error)
  }
}

/** Python's drivers name themselves in the scheme (`postgresql+psycopg2://`): it is the same address. */
function clientFor(address: string): pg.Client {
  try {
    const client = new pg.Client({
      connectionString: address.replace(/^(postgres(?:ql)?)\+\w+:/, '$1:'),
      connectionTimeoutMillis: 5_000,
      query_timeout: 30_000,
      application_name: 'keyhold import',
    })
    // A connection that breaks fails the statement that runs on it; the event alone must not end the process.
    return client.on('error', () => undefined)
  } catch {
    // The parser's own words may hold the password.
    throw usageTrouble(
      '--from is no address of a PostgreSQL.',
      'Give one such as postgres://login@host:5432/backend_db.',
    )
  }
}

async function* rowsIn<Name extends string>(
  client: pg.Client,
  table: Table<Name>,
): AsyncGenerator<Row<Name>> {
  try {
    await checkTable(client, table.table)
    const cut = wantedColumns(table).map(
      (column) =>
        `left(${pg.escapeIdentifier(column)}::text, ${table.longest}) as ${pg.escapeIdentifier(column)}`,
    )
    await client.query(
      `declare found no scroll cursor for select ${cut.join(', ')} from ${pg.escapeIdentifier(table.table)} order by ${pg.escapeIdentifier(table.table)}.${pg.escapeIdentifier(table.columns.id)}`,
    )
    for (let number = 1; ;) {
      const { rows } = await client.query<Record<string, string | null>>(`fetch ${fetchedRows} from found`)
      for (const row of rows) yield rowOf(table, (column) => row[column] ?? null, number++)
      if (rows.length < fetchedRows) break
    }
    await client.query('close found')
  } catch (error) {
    throw notReadable(error)
  }
}

/** A table that hides its rows from this login would look like an empty one. */
async function checkTable(client: pg.Client, table: string): Promise<void> {
  const { rows } = await client.query<{ oid: string | null }>('select to_regclass($1)::oid::text as oid', [
    pg.escapeIdentifier(table),
  ])
  if (!rows[0]?.oid)
    throw new Trouble(`That database has no table ${table}.`, {
      hint: 'Name the database of the old system, such as postgres://login@host:5432/backend_db.',
    })
  const hidden = await client.query<{ hidden: boolean }>(
    'select row_security_active($1::oid::regclass) as hidden',
    [rows[0].oid],
  )
  if (hidden.rows[0]!.hidden)
    throw new Trouble(
      `The table ${table} shows this login only rows that its row-level security lets through.`,
      {
        hint: 'Use the login that owns the table, as the old system did.',
      },
    )
}

// Background workers have no user.
const othersQuery = `
  select count(*)::int as count from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and usesysid is not null`

async function countIn(client: pg.Client, table: string): Promise<number> {
  const name = pg.escapeIdentifier(table)
  try {
    const isThere = await numberIn(client, `select (to_regclass('${name}') is not null)::int as count`)
    return isThere ? await numberIn(client, `select count(*)::int as count from ${name}`) : 0
  } catch (error) {
    throw notReadable(error)
  }
}

async function numberIn(client: pg.Client, text: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(text)
  return rows[0]!.count
}

function notReadable(cause: unknown): Trouble {
  if (cause instanceof Trouble) return cause
  const { code, message } = cause as { code?: string; message?: string }
  const hint =
    code === '42501'
      ? 'Use the login of the old system, or grant this one: grant select on all tables in schema public to ...'
      : 'Is it the database of the old system, of a version that documents these tables?'
  return new Trouble(`The old system's tables cannot be read: ${message ?? code}.`, { hint, cause })
}
