import pg from 'pg'
import { whyUnreachable } from '../doctor/unreachable.ts'
import { exitCodes } from '../exit-codes.ts'
import { Trouble, usageTrouble } from '../trouble.ts'

/** A row as it stands there, still encrypted, all of it as text. */
export interface SourceRow {
  id: string
  athleteId: string | null
  accessToken: string | null
  refreshToken: string | null
  expiresAt: string | null
}

/** What the old system's database holds. */
export interface FoundSource {
  rows: SourceRow[]
  /** Cached statistics and activities: counted, not taken. */
  statistics: number
  activities: number
  /** Who else is connected to that database: the old system, if it still runs. */
  otherConnections: number
}

// One more than the server looks at, so that a longer one is told and does not fill the request.
const mostCharacters = 4_001
const mostRows = 10_000

/**
 * Reads the database of source system 002 in one snapshot, and writes nothing there.
 * @throws Trouble in words: exit code 2 for what is no address, 69 when it cannot be reached, 1 when it is another database
 */
export async function readSource(address: string): Promise<FoundSource> {
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
  try {
    await client.query('begin transaction isolation level repeatable read read only')
    return await readAll(client)
  } catch (error) {
    throw error instanceof Trouble ? error : notReadable(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Python's drivers name themselves in the scheme (`postgresql+psycopg2://`): it is the same address. */
function clientFor(address: string): pg.Client {
  const connectionString = address.replace(/^(postgres(?:ql)?)\+\w+:/, '$1:')
  const usage = () =>
    usageTrouble(
      '--from is no address of a PostgreSQL.',
      'Give one such as postgres://login@host:5432/backend_db.',
    )
  if (!/^postgres(ql)?:\/\//.test(connectionString)) throw usage()
  try {
    const client = new pg.Client({
      connectionString,
      connectionTimeoutMillis: 5_000,
      query_timeout: 30_000,
      application_name: 'keyhold import',
    })
    // A connection that breaks fails the statement that runs on it; the event alone must not end the process.
    return client.on('error', () => undefined)
  } catch {
    throw usage() // the parser's own words may hold the password
  }
}

async function readAll(client: pg.Client): Promise<FoundSource> {
  if (!(await hasTable(client, 'strava_auth')))
    throw new Trouble('That database has no table strava_auth.', {
      hint: 'Name the database of the old system (POSTGRES_DB there, such as backend_db).',
    })
  const { rows } = await client.query<SourceRow>(rowsQuery, [mostCharacters, mostRows])
  return {
    rows,
    statistics: await countIn(client, 'strava_stats'),
    activities: await countIn(client, 'strava_activities'),
    otherConnections: await count(client, othersQuery),
  }
}

const rowsQuery = `
  select left(id::text, 40) as id, left(athlete_id::text, 40) as "athleteId", left(access_token::text, $1) as "accessToken",
    left(refresh_token::text, $1) as "refreshToken", left(expires_at::text, 40) as "expiresAt"
  from strava_auth order by strava_auth.id limit $2`

// Background workers have no user.
const othersQuery = `
  select count(*)::int as count from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and usesysid is not null`

async function hasTable(client: pg.Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>('select to_regclass($1) is not null as found', [
    name,
  ])
  return rows[0]!.found
}

const countIn = async (client: pg.Client, table: 'strava_stats' | 'strava_activities'): Promise<number> =>
  (await hasTable(client, table)) ? count(client, `select count(*)::int as count from ${table}`) : 0

async function count(client: pg.Client, text: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(text)
  return rows[0]!.count
}

function notReadable(cause: unknown): Trouble {
  const { code, message } = cause as { code?: string; message?: string }
  const hint =
    code === '42501'
      ? 'Use the login of the old system (POSTGRES_USER there), or grant this one: grant select on all tables in schema public to ...'
      : 'Is it the database of the old system, of a version that documents these tables?'
  return new Trouble(`The old system's tables cannot be read: ${message ?? code}.`, { hint, cause })
}
