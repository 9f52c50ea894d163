import { type Migration, migrate } from '../../../kit/migrate.ts'
import type { SealedColumn } from '../../../kit/part.ts'
import { openOwner, type OwnerConnection } from '../../../kit/sql-copy.ts'
import type { World } from '../../../kit/world.ts'
import type { Wrapper } from '../../vault/index.ts'
import { openArchive } from '../archive/archive.ts'
import type { Manifest } from '../archive/blocks.ts'
import type { Facts } from '../archive/prelude.ts'
import { type CataloguedTable, inPublic, tablesParentsFirst } from '../catalogue.ts'
import { BackupProblem } from '../problem.ts'
import { recordAct } from '../record-act.ts'
import { checkArchive, type Checked, type Source } from './check-archive.ts'
import { checkRootKeys } from './check-keys.ts'
import { eraseAgain } from './erase-again.ts'
import { checkKeysFit, migrationsFor } from './fitting.ts'
import { loadKeys, loadTables, setSequences } from './load.ts'
import { checkUnserved, checkUntouched, holdAlone } from './unserved.ts'
import { notVerified, verifyCounts, verifyForeignKeys } from './verify.ts'
import { type SealedFinding, verifySealed } from './verify-sealed.ts'

export interface RestoreOrder {
  /** What the files are sealed under. */
  masterKey: Uint8Array
  /** What wraps the root keys in them. */
  wrapper: Wrapper
  tables: Source
  keys: Source
  /** All that this program knows. */
  migrations: readonly Migration[]
  sealed: readonly SealedColumn[]
  /** SHA-256 of the ids of users who were erased, hex. */
  erased: ReadonlySet<string>
}

export interface Into {
  ownerUrl: string
  /** The app's login: what migrations grant goes to it. */
  login: string
}

export interface RestoreOptions {
  /** Open every sealed secret, and not a sample. Default false. */
  verifyAll?: boolean
  /** Restore although some secrets do not open; each of them will be refused when it is asked for. Default false. */
  acceptUnreadable?: boolean
  progress?: (progress: { done: number; total: number }) => void
}

export interface RestoreReport {
  facts: Facts
  rows: number
  tables: Manifest['tables']
  foreignKeys: number
  sealed: SealedFinding[]
  /** Users who were erased after the backup, and were erased again. */
  erasedAgain: number
}

export interface CheckedPair {
  tables: Checked
  keys: Checked
}

/**
 * Reads both files to their ends and sees that they belong together, and to a schema that we know. Needs no database.
 * @throws BackupProblem
 */
export async function checkBackup(
  order: Pick<RestoreOrder, 'masterKey' | 'tables' | 'keys' | 'migrations' | 'sealed'>,
): Promise<CheckedPair> {
  const tables = await checkArchive(order.tables, order.masterKey, 'tables')
  migrationsFor(tables.facts, order.migrations)
  const keys = await checkKeysArchive(order)
  checkKeysFit(tables.facts, keys.facts)
  await checkRootKeys(order, tables, keys)
  return { tables, keys }
}

const setAsideCure =
  'Give the file of keys of that time with --keys: once the master key was changed, the next backup kept it beside as keyhold-<its moment>-<its master key>.keys.'

/** The same as for the tables, in words that say which of the two files is meant. */
async function checkKeysArchive({
  keys,
  masterKey,
}: Pick<RestoreOrder, 'keys' | 'masterKey'>): Promise<Checked> {
  try {
    return await checkArchive(keys, masterKey, 'keys')
  } catch (error) {
    if (!(error instanceof BackupProblem)) throw error
    const { code, message, cure } = error
    throw new BackupProblem(
      code,
      `The file of keys that belongs to it cannot be used. ${message}`,
      code === 'WRONG_KEY' ? setAsideCure : cure,
      { cause: error },
    )
  }
}

/**
 * Makes an empty database what it was. All of it happens in one transaction that nobody else sees or disturbs, and is
 * proved before it ends: cut off anywhere, the database is as empty as before, and the restore can be run again.
 * @throws BackupProblem, MigrationError
 */
export async function restore(
  world: Pick<World, 'now' | 'random'>,
  into: Into,
  order: RestoreOrder,
  options: RestoreOptions = {},
): Promise<RestoreReport> {
  const checked = await checkBackup(order)
  const connection = await openOwner(into.ownerUrl, 'keyhold restore')
  try {
    await checkUnserved(connection, checked.tables.facts.schema.number)
    const migrations = migrationsFor(checked.tables.facts, order.migrations)
    await migrate(into.ownerUrl, migrations, { 'keyhold.login': into.login })
    await connection.query('begin')
    const report = await fillDatabase(world, connection, checked.tables, order, options)
    await connection.query('commit')
    // Without statistics the first statements of a server would be planned as if every table were empty.
    await connection.query('analyze')
    return report
  } finally {
    await connection.close()
  }
}

async function fillDatabase(
  world: Pick<World, 'now' | 'random'>,
  connection: OwnerConnection,
  { facts, rows, manifest }: Checked,
  order: RestoreOrder,
  { verifyAll = false, acceptUnreadable = false, progress }: RestoreOptions,
): Promise<RestoreReport> {
  const tables = await tablesParentsFirst(connection)
  await holdAlone(connection, tables)
  await checkUntouched(connection, tables)
  await load(connection, tables, order, (done) => progress?.({ done, total: rows }))
  await setSequences(connection, manifest)
  await verifyCounts(connection, manifest)
  const foreignKeys = await verifyForeignKeys(connection)
  const { wrapper } = order
  const sealed = await verifySealed(connection, tables, order.sealed, { wrapper, all: verifyAll })
  if (!acceptUnreadable) checkReadable(sealed)
  const erasedAgain = await eraseAgain(connection, tables, order.erased)
  await beginEpoch(connection)
  await recordAct(world, connection, 'backup.restored', { backupOf: facts.createdAt, rows, erasedAgain })
  await guardAgain(connection, tables)
  return { facts, rows, tables: manifest.tables, foreignKeys, sealed, erasedAgain }
}

async function load(
  connection: OwnerConnection,
  tables: readonly CataloguedTable[],
  { keys, tables: rows, masterKey }: RestoreOrder,
  onLoaded: (rows: number) => void,
): Promise<void> {
  const secrets = await openArchive(keys(), masterKey, 'keys')
  const archive = await openArchive(rows(), masterKey, 'tables')
  try {
    await loadKeys(connection, secrets, tables)
    await loadTables(connection, archive, tables, onLoaded)
  } finally {
    await secrets.close()
    await archive.close()
  }
}

function checkReadable(sealed: readonly SealedFinding[]): void {
  const bad = sealed.find(({ unreadable }) => unreadable > 0)
  if (bad)
    throw notVerified(
      `${bad.unreadable} of ${bad.opened + bad.unreadable} sealed secrets in ${bad.column} do not open`,
    )
}

/** Another cluster counts its transactions anew, and the log orders by them: the epoch tells the two apart. */
const beginEpoch = (connection: OwnerConnection) => connection.query('select public.audit_new_epoch()')

async function guardAgain(connection: OwnerConnection, tables: readonly CataloguedTable[]): Promise<void> {
  for (const { name, isGuarded } of tables)
    if (isGuarded) await connection.query(`alter table ${inPublic(name)} force row level security`)
}
