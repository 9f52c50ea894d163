import pg from 'pg'
import { createDatabase, inDatabase, sharedCluster, type TestDatabase } from './cluster.ts'
import { masterKey as masterKeyText, type TestWorld } from './world.ts'
import { openOwner } from '../../src/kit/sql-copy.ts'
import { strongBytes } from '../../src/kit/world.ts'
import { migrations } from '../../src/migrations.ts'
import { parts } from '../../src/parts.ts'
import { aFile, inTurn } from '../../src/parts/operations/archive/archive.fixture.ts'
import { type BackupReport, makeBackup } from '../../src/parts/operations/backup/make-backup.ts'
import { localWrapper } from '../../src/parts/vault/wrap-local.ts'
import {
  restore,
  type RestoreOptions,
  type RestoreOrder,
  type RestoreReport,
} from '../../src/parts/operations/restore/restore.ts'

export { aFile, migrations }
/** Every sealed column of all parts. */
export const sealedColumns = parts.flatMap((part) => part.sealed ?? [])

export const masterKey = Buffer.from(masterKeyText, 'base64')
const outside = { now: () => new Date(), random: strongBytes }

/** Both files of a backup, in memory. */
export interface Backup {
  tables: Buffer[]
  keys: Buffer[]
  report: BackupReport
}

/** @param meanwhile runs when the keys are written and the tables are not */
export async function backupOf(
  world: Pick<TestWorld, 'ownerUrl'>,
  meanwhile?: () => Promise<void>,
): Promise<Backup> {
  const [tables, keys]: [Buffer[], Buffer[]] = [[], []]
  const into = (pieces: Buffer[]) => async (bytes: AsyncIterable<Uint8Array>) => {
    for await (const piece of bytes) pieces.push(Buffer.from(piece))
  }
  const connection = await openOwner(world.ownerUrl, 'keyhold backup')
  try {
    const report = await makeBackup(outside, connection, {
      masterKey,
      async keys(bytes) {
        await into(keys)(bytes)
        await meanwhile?.()
      },
      tables: into(tables),
    })
    return { tables, keys, report }
  } finally {
    await connection.close()
  }
}

export const orderFor = (
  backup: Pick<Backup, 'tables' | 'keys'>,
  own: Partial<RestoreOrder> = {},
): RestoreOrder => ({
  masterKey,
  wrapper: localWrapper(masterKey),
  tables: () => inTurn(backup.tables),
  keys: () => inTurn(backup.keys),
  migrations,
  sealed: sealedColumns,
  erased: new Set(),
  ...own,
})

/** Restores into this database. */
export const restoreInto = (
  database: Pick<TestDatabase, 'ownerUrl'>,
  backup: Pick<Backup, 'tables' | 'keys'>,
  own: Partial<RestoreOrder> = {},
  options: RestoreOptions = {},
): Promise<RestoreReport> =>
  restore(outside, { ownerUrl: database.ownerUrl, login: 'keyhold' }, orderFor(backup, own), options)

export const anEmptyDatabase = (): Promise<TestDatabase> => createDatabase()

/** Runs statements on a connection of their own. */
export async function on<T extends object>(url: string, text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text, values)).rows as T[]
  } finally {
    await client.end()
  }
}

/** The same database as a superuser, whom no policy binds. */
export async function superUrlOf({ ownerUrl }: { ownerUrl: string }): Promise<string> {
  const name = /\/([^/?]+)\?/.exec(ownerUrl)![1]!
  return inDatabase((await sharedCluster()).superUrl, name)
}
