import type { SealedColumn } from '../../../kit/part.ts'
import type { OwnerConnection } from '../../../kit/sql-copy.ts'
import { type OfflineOpener, offlineOpener, Refused, type Wrapper } from '../../vault/index.ts'
import { type CataloguedTable, inPublic, quoted } from '../catalogue.ts'
import { keyTable } from './load.ts'

export interface SealedFinding {
  column: string
  opened: number
  unreadable: number
}

/** Of each column, unless all are asked for. */
const sampleSize = 200
const batchSize = 1000

interface SealedRow {
  accountId: string
  subjectId: string
  rowId: string
  generation: string
  sealed: Buffer
  salt: Buffer
}

/**
 * Opens sealed secrets where they stand now, with the keys that came with them; those of erased users, who have no
 * salt any more, are left out. No plaintext leaves this function.
 */
export async function verifySealed(
  connection: OwnerConnection,
  tables: readonly CataloguedTable[],
  sealed: readonly SealedColumn[],
  { wrapper, all }: { wrapper: Wrapper; all: boolean },
): Promise<SealedFinding[]> {
  const open = await openerOf(connection, wrapper)
  const findings: SealedFinding[] = []
  for (const column of sealed) {
    // A backup of an older schema may not have it yet.
    const isThere = tables.some(
      ({ name, columns }) => name === column.sqlTable && columns.includes(column.sqlColumn),
    )
    if (isThere) findings.push(await openAll(connection, column, open, all))
  }
  return findings
}

async function openerOf(connection: OwnerConnection, wrapper: Wrapper): Promise<OfflineOpener> {
  const [deployment] = await connection.query<{ id: string }>('select id from public.deployment limit 1')
  const rows = await connection.query<{ id: number; purpose: string; wrapped: Buffer }>(
    'select id, purpose, wrapped from public.encryption_keys order by id limit 10000',
  )
  return offlineOpener(wrapper, deployment!.id, rows)
}

async function openAll(
  connection: OwnerConnection,
  column: SealedColumn,
  open: OfflineOpener,
  all: boolean,
): Promise<SealedFinding> {
  const finding = { column: `${column.sqlTable}.${column.sqlColumn}`, opened: 0, unreadable: 0 }
  await connection.query(
    `declare sealed no scroll cursor for ${sealedRows(column)} ${all ? '' : `order by random() limit ${sampleSize}`}`,
  )
  for (;;) {
    const rows = await connection.query<SealedRow>(`fetch ${batchSize} from sealed`)
    for (const row of rows) finding[opens(open, column, row) ? 'opened' : 'unreadable'] += 1
    if (rows.length < batchSize) break
  }
  await connection.query('close sealed')
  return finding
}

function sealedRows({ sqlTable, sqlColumn, rowId, generation: by }: SealedColumn): string {
  const generation = typeof by === 'number' ? by : `t.${quoted(by)}`
  return `select t.account_id as "accountId", t.subject_id as "subjectId", t.${quoted(rowId)} as "rowId",
      ${generation}::text as generation, t.${quoted(sqlColumn)} as sealed, k.salt
    from ${inPublic(sqlTable)} t join ${keyTable('subject_salt')} k on k.account_id = t.account_id and k.subject_id = t.subject_id
    where t.${quoted(sqlColumn)} is not null`
}

function opens(open: OfflineOpener, { table, field }: SealedColumn, row: SealedRow): boolean {
  const { accountId, subjectId, rowId, salt, sealed } = row
  const generation = Number(row.generation)
  try {
    open({ accountId, subjectId, table, rowId, field, generation }, salt, sealed).fill(0)
    return true
  } catch (error) {
    if (error instanceof Refused) return false
    throw error
  }
}
