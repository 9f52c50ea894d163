import type { Migration } from '../../../kit/migrate.ts'
import type { Facts } from '../archive/prelude.ts'
import { BackupProblem } from '../problem.ts'
import { markOfMigrations } from '../schema-mark.ts'

/**
 * The migrations that make the schema a backup was made of.
 * @throws BackupProblem SCHEMA_NEWER, SCHEMA_OTHER
 */
export function migrationsFor({ schema, program }: Facts, migrations: readonly Migration[]): Migration[] {
  const fitting = migrations.filter(({ number }) => number <= schema.number)
  const known = migrations.at(-1)?.number ?? 0
  if (schema.number > known)
    throw new BackupProblem(
      'SCHEMA_NEWER',
      `The backup has schema ${schema.number} (Keyhold ${program}), and this program knows ${known}.`,
      'Restore it with the Keyhold that made it, or a newer one.',
    )
  if (markOfMigrations(fitting).checksum === schema.checksum) return fitting
  throw new BackupProblem(
    'SCHEMA_OTHER',
    `The backup has schema ${schema.number} of a Keyhold (${program}) whose migrations differ from ours.`,
    'Restore it with the Keyhold that made it.',
  )
}

/** @throws BackupProblem KEYS_FOREIGN, KEYS_OLDER: with such keys the tables would be brought back unreadable */
export function checkKeysFit(tables: Facts, keys: Facts): void {
  if (keys.deploymentId !== tables.deploymentId)
    throw new BackupProblem(
      'KEYS_FOREIGN',
      'The file of keys belongs to another deployment than the backup.',
      'Name the one that was written beside the backup with --keys.',
    )
  if (keys.createdAt < tables.createdAt)
    throw new BackupProblem(
      'KEYS_OLDER',
      `The file of keys was written ${keys.createdAt}, before the backup (${tables.createdAt}): what is newer would not open.`,
      'Name the newest file of keys with --keys: each backup writes it anew.',
    )
}
