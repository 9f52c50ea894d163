import { sha256, sha256Parts } from '../../kit/hash.ts'
import type { Migration } from '../../kit/migrate.ts'
import type { OwnerConnection } from '../../kit/sql-copy.ts'
import type { SchemaMark } from './archive/prelude.ts'
import { BackupProblem } from './problem.ts'

/** The mark of a database: what was applied to it. @throws BackupProblem NOT_MIGRATED */
export async function markOfDatabase(connection: OwnerConnection): Promise<SchemaMark> {
  const [has] = await connection.query<{ any: boolean }>(
    "select to_regclass('public.schema_migrations') is not null as any",
  )
  const rows = has?.any
    ? await connection.query<{ number: number; checksum: Buffer }>(
        'select number, checksum from public.schema_migrations order by number limit 10000',
      )
    : []
  const newest = rows.at(-1)
  if (newest) return { number: newest.number, checksum: checksumOf(rows.map(({ checksum }) => checksum)) }
  throw new BackupProblem(
    'NOT_MIGRATED',
    'The database holds no schema of Keyhold.',
    'Name the right one in DATABASE_URL and DATABASE_OWNER_URL, or KEYHOLD_HOME, or run `keyhold migrate`.',
  )
}

/** The mark that a database has once these were applied to it. */
export const markOfMigrations = (migrations: readonly Migration[]): SchemaMark => ({
  number: migrations.at(-1)?.number ?? 0,
  checksum: checksumOf(migrations.map(({ sql }) => sha256(sql))),
})

const checksumOf = (checksums: readonly Uint8Array[]): string => sha256Parts(checksums).toString('hex')
