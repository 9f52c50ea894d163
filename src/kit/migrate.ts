import { sha256 } from './hash.ts'
import pg from 'pg'

/** One numbered file of `migrations/`, embedded in the program. Forward only. */
export interface Migration {
  /** From 1, without gaps. */
  number: number
  name: string
  sql: string
}

export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

export interface MigrationReport {
  applied: string[]
  version: number
}

/** The table of what was applied. */
export const bookOfMigrations = `create table if not exists schema_migrations (
    number int primary key, name text not null, checksum bytea not null, applied_at timestamptz not null default clock_timestamp())`

/** Afterwards a process that never migrates may ask whether the schema is its own. */
export const bookMadeReadable = `do $$ begin
  if exists (select from pg_roles where rolname = 'keyhold_app') then
    if not has_table_privilege('keyhold_app', 'schema_migrations', 'select') then
      lock table schema_migrations in share row exclusive mode;
      grant select on schema_migrations to keyhold_app;
    end if;
  end if;
end $$`

/**
 * Brings the schema up to date. Two starters at once are safe: the second waits for the first and finds nothing to do.
 * @throws MigrationError when the schema is newer than this program, a file changed after it was applied, or the login
 * lacks a right; each says the cure
 */
export async function migrate(
  ownerUrl: string,
  migrations: readonly Migration[],
  settings: Record<string, string> = {},
): Promise<MigrationReport> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    connectionTimeoutMillis: 10_000,
    application_name: 'keyhold migrate',
  })
  client.on('error', () => undefined)
  await client.connect().catch((cause: unknown) => {
    throw new MigrationError('the database cannot be reached; check DATABASE_URL and DATABASE_OWNER_URL', {
      cause,
    })
  })
  try {
    return await migrateOver(client, migrations, settings)
  } finally {
    await client.end()
  }
}

async function migrateOver(
  client: pg.Client,
  migrations: readonly Migration[],
  settings: Record<string, string>,
): Promise<MigrationReport> {
  await checkServer(client)
  await client.query(bookOfMigrations).catch(ignoreDuplicate)
  const applied: string[] = []
  for (const migration of migrations) {
    if (await applyOne(client, migration, settings)) applied.push(migration.name)
  }
  await client.query(bookMadeReadable)
  const version = migrations.at(-1)?.number ?? 0
  const { rows } = await client.query<{ newest: number }>(
    'select coalesce(max(number), 0)::int as newest from schema_migrations',
  )
  if (rows[0]!.newest > version) {
    throw new MigrationError(
      `the database has schema ${rows[0]!.newest}, this program knows ${version}: start the newer program, or restore a backup made by this one`,
    )
  }
  return { applied, version }
}

async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    "select current_setting('server_version_num')::int as version",
  )
  if (rows[0]!.version < 150_000)
    throw new MigrationError(
      `the server is PostgreSQL ${Math.floor(rows[0]!.version / 10_000)}; Keyhold needs 15 or newer`,
    )
}

/** The lock on the table serialises two starters; the row tells the second that the work is done. */
async function applyOne(
  client: pg.Client,
  migration: Migration,
  settings: Record<string, string>,
): Promise<boolean> {
  const checksum = sha256(migration.sql)
  await client.query('begin')
  try {
    await client.query('lock table schema_migrations in share row exclusive mode')
    const { rows } = await client.query<{ checksum: Buffer }>(
      'select checksum from schema_migrations where number = $1',
      [migration.number],
    )
    const done = rows[0]
    if (done && !done.checksum.equals(checksum)) {
      throw new MigrationError(
        `migration ${migration.name} was applied in another form; restore the file as it was, and write a new one for the change`,
      )
    }
    if (!done) {
      for (const [name, value] of Object.entries(settings))
        await client.query('select set_config($1, $2, true)', [name, value])
      await client.query(migration.sql)
      await client.query('insert into schema_migrations (number, name, checksum) values ($1, $2, $3)', [
        migration.number,
        migration.name,
        checksum,
      ])
    }
    await client.query('commit')
    return !done
  } catch (error) {
    await client.query('rollback')
    throw explain(error, migration)
  }
}

function explain(error: unknown, migration: Migration): unknown {
  const code = (error as { code?: string }).code
  if (code === '42501')
    return new MigrationError(
      `migration ${migration.name} needs a right that the owner's login lacks: ${(error as Error).message}. Run \`keyhold migrate --print roles\` and have the database's administrator run those lines`,
      { cause: error },
    )
  return error
}

const ignoreDuplicate = (error: unknown): void => {
  // Two starters may both find no table; PostgreSQL lets one of them fail on the table, its type or the catalogue's index.
  const { code } = error as { code?: string }
  if (code !== '23505' && code !== '42P07' && code !== '42710') throw error
}
