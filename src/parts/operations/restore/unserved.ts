import type { OwnerConnection } from '../../../kit/sql-copy.ts'
import { type CataloguedTable, inPublic, tablesParentsFirst } from '../catalogue.ts'
import { BackupProblem } from '../problem.ts'

/** Rows that the migrations plant themselves. A server that has once started leaves others. */
const planted: Readonly<Record<string, number>> = {
  accounts: 1,
  subjects: 1,
  deployment: 1,
  audit_head: 1,
  webhook_cursor: 1,
  reminder_cursor: 1,
}

const patience = '10s'

/**
 * Whether a restore may begin: nothing is there, or the schema that a restore made which did not come to its end.
 * @throws BackupProblem NOT_EMPTY
 */
export async function checkUnserved(connection: OwnerConnection, schemaNumber: number): Promise<void> {
  const relations = await connection.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
    order by relname limit 10000`,
  )
  if (relations.length === 0) return
  if (!relations.some(({ name }) => name === 'schema_migrations'))
    throw notEmpty(`holds ${relations[0]!.name}, which is not Keyhold's`)
  const [newest] = await connection.query<{ number: number }>(
    'select coalesce(max(number), 0)::int as number from public.schema_migrations',
  )
  if (newest!.number > schemaNumber) throw notEmpty(`has schema ${newest!.number}, which is newer`)
  const tables = await tablesParentsFirst(connection)
  if (tables.length === 0) return
  await connection.query('begin')
  await holdAlone(connection, tables)
  await checkUntouched(connection, tables)
  await connection.query('rollback')
}

/**
 * Nobody else reads or writes until the transaction ends, a server that starts meanwhile included: it waits before it
 * looks at the schema. The owner is bound by no policy until then.
 */
export async function holdAlone(
  connection: OwnerConnection,
  tables: readonly CataloguedTable[],
): Promise<void> {
  await connection.query(`set local lock_timeout = '${patience}'`)
  const names = ['schema_migrations', ...tables.map(({ name }) => name)].map(inPublic).join(', ')
  try {
    await connection.query(`lock table ${names} in access exclusive mode`)
  } catch (cause) {
    if ((cause as { code?: string }).code !== '55P03') throw cause
    throw notEmpty('is in use', cause)
  }
  for (const { name, isGuarded } of tables)
    if (isGuarded) await connection.query(`alter table ${inPublic(name)} no force row level security`)
}

/** @throws BackupProblem NOT_EMPTY naming a table that a server has written to */
export async function checkUntouched(
  connection: OwnerConnection,
  tables: readonly CataloguedTable[],
): Promise<void> {
  for (const { name } of tables) {
    const most = planted[name] ?? 0
    const rows = await connection.query(`select 1 from ${inPublic(name)} limit ${most + 1}`)
    if (rows.length > most) throw notEmpty(`has rows in ${name}`)
  }
}

const notEmpty = (found: string, cause?: unknown): BackupProblem =>
  new BackupProblem(
    'NOT_EMPTY',
    `The database ${found}: a restore goes into an empty one only.`,
    'Name an empty database in DATABASE_URL and DATABASE_OWNER_URL, or a new home in KEYHOLD_HOME, and let no server run on it.',
    { cause },
  )
