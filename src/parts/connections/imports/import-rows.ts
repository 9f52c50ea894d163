import type { World } from '../../../kit/world.ts'
import { appOf } from '../registry.ts'
import { type FailureReason, failureTexts } from './failures.ts'
import { importGrant, type Imported, type Importing } from './import-grant.ts'
import { type AuthRow, keyOfSource, readAuthRow, source } from './source-002.ts'

export interface ImportReport {
  dryRun: boolean
  /** Rows that were looked at: the three below and the failures together. */
  read: number
  imported: number
  renewed: number
  unchanged: number
  connections: (Imported & { id: string })[]
  failures: RowFailure[]
}

export interface RowFailure {
  id: string
  /** The column that is at fault; null when it is none of them. */
  field: string | null
  reason: FailureReason
  text: string
}

/**
 * Takes over rows of the source, each by itself: one that cannot be taken is told by its id and holds up no other.
 * @throws PROVIDER_NOT_CONFIGURED before any row is looked at
 */
export async function importRows(
  world: World,
  importing: Importing,
  encryptionKey: string,
  rows: readonly AuthRow[],
): Promise<ImportReport> {
  appOf(world, source.provider)
  const key = await keyOfSource(encryptionKey)
  const connections: ImportReport['connections'] = []
  const failures: RowFailure[] = []
  for (const row of rows) {
    const found = readAuthRow(key, row)
    const done =
      'reason' in found ? found : { field: null, ...(await importGrant(world, importing, found, row.id)) }
    if ('reason' in done) failures.push({ id: row.id, ...done, text: failureTexts[done.reason] })
    else connections.push({ id: row.id, outcome: done.outcome, connectionId: done.connectionId })
  }
  const count = (outcome: Imported['outcome']) =>
    connections.filter((connection) => connection.outcome === outcome).length
  return {
    dryRun: importing.dryRun,
    read: rows.length,
    imported: count('imported'),
    renewed: count('renewed'),
    unchanged: count('unchanged'),
    connections,
    failures,
  }
}
