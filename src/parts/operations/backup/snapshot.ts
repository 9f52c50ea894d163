import type { OwnerConnection } from '../../../kit/sql-copy.ts'
import { program } from '../../../kit/program.ts'
import type { Facts } from '../archive/prelude.ts'
import { backupRole, type CataloguedTable, inPublic, sequencesOf, tablesParentsFirst } from '../catalogue.ts'
import { BackupProblem } from '../problem.ts'
import { markOfDatabase } from '../schema-mark.ts'

/** One moment of the database: whatever is written meanwhile is not seen. */
export interface Snapshot {
  connection: OwnerConnection
  facts: Facts
  /** Those first that others refer to. */
  tables: readonly CataloguedTable[]
  sequences: readonly string[]
}

/**
 * Reads in one snapshot, as the role that sees every row and may write none.
 * @throws BackupProblem NOT_MIGRATED, NOT_COVERED
 */
export async function inSnapshot<T>(
  connection: OwnerConnection,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  await connection.query('begin isolation level repeatable read read only')
  const mark = await markOfDatabase(connection)
  const tables = await tablesParentsFirst(connection)
  checkCoverage(tables)
  const names = tables.map(({ name }) => inPublic(name)).join(', ')
  // No migration may change a table while it waits for its turn.
  await connection.query(`lock table ${names} in access share mode`)
  const sequences = await sequencesOf(connection)
  await connection.query(`set local role ${backupRole}`)
  const facts: Facts = { ...(await momentAndDeployment(connection)), schema: mark, program: program.version }
  const result = await work({ connection, facts, tables, sequences })
  await connection.query('commit')
  return result
}

/** A guarded table without a policy for the role would look empty, and its rows would be missing without a word. */
function checkCoverage(tables: readonly CataloguedTable[]): void {
  const missing = tables.filter(({ isCovered }) => !isCovered).map(({ name }) => name)
  if (missing.length === 0) return
  throw new BackupProblem(
    'NOT_COVERED',
    `The role ${backupRole} may not read ${missing.join(', ')}.`,
    'Run `keyhold migrate`; a migration of your own that makes a table must also say `select backup_may_read(…)` of it.',
  )
}

async function momentAndDeployment(
  connection: OwnerConnection,
): Promise<Pick<Facts, 'createdAt' | 'deploymentId'>> {
  const [row] = await connection.query<{ at: Date; id: string }>(
    'select transaction_timestamp() as at, id from public.deployment limit 1',
  )
  return { createdAt: row!.at.toISOString(), deploymentId: row!.id }
}
