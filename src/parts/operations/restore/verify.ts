import type { OwnerConnection } from '../../../kit/sql-copy.ts'
import type { Manifest } from '../archive/blocks.ts'
import { type ForeignKey, foreignKeysOf, inPublic, quoted } from '../catalogue.ts'
import { BackupProblem } from '../problem.ts'
import { secretTables } from '../secret-tables.ts'
import { hadTable } from './load.ts'

/** @throws BackupProblem NOT_VERIFIED when a table does not have the rows that the backup had */
export async function verifyCounts(connection: OwnerConnection, { tables }: Manifest): Promise<void> {
  for (const { name, rows: wanted } of tables) {
    // The keys are those of now, which may be more than there were.
    const counted = secretTables[name] ? hadTable(name) : inPublic(name)
    const [row] = await connection.query<{ rows: string }>(`select count(*)::text as rows from ${counted}`)
    if (Number(row!.rows) !== wanted)
      throw notVerified(`${name} has ${row!.rows} rows, and ${wanted} in the backup`)
  }
}

/** PostgreSQL has compared each row as it came; this looks at the whole again. */
export async function verifyForeignKeys(connection: OwnerConnection): Promise<number> {
  const keys = await foreignKeysOf(connection)
  for (const key of keys) {
    const [row] = await connection.query<{ rows: string }>(orphansOf(key))
    if (row!.rows !== '0')
      throw notVerified(`${row!.rows} rows of ${key.table} refer to rows of ${key.target} that are not there`)
  }
  return keys.length
}

function orphansOf({ table, columns, target, targetColumns }: ForeignKey): string {
  const isSet = columns.map((name) => `c.${quoted(name)} is not null`).join(' and ')
  const isSame = columns.map((name, n) => `p.${quoted(targetColumns[n]!)} = c.${quoted(name)}`).join(' and ')
  return `select count(*)::text as rows from ${inPublic(table)} c where ${isSet} and not exists (select from ${inPublic(target)} p where ${isSame})`
}

export const notVerified = (found: string): BackupProblem =>
  new BackupProblem(
    'NOT_VERIFIED',
    `What was restored is not what was backed up: ${found}.`,
    'Nothing was kept. Try another backup, and tell the makers of Keyhold.',
  )
