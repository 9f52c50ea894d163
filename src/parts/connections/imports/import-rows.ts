import type { World } from '../../../kit/world.ts'
import type { Decided, Imported, Importing } from './decide.ts'
import { type FailureReason, failureTexts } from './failures.ts'
import type { FoundApiKey, FoundGrant, Unreadable } from './found.ts'
import { importApiKey } from './import-api-key.ts'
import { importGrant } from './import-grant.ts'

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

type Read = FoundGrant | FoundApiKey | Unreadable

/** Takes over rows of a source, each by itself: one that cannot be taken is told by its id and holds up no other. */
export async function importRows<Row extends { id: string }>(
  world: World,
  importing: Importing,
  rows: readonly Row[],
  read: (row: Row) => Read | Promise<Read>,
): Promise<ImportReport> {
  const connections: ImportReport['connections'] = []
  const failures: RowFailure[] = []
  for (const row of rows) {
    const done = await importRow(world, importing, row.id, await read(row))
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

async function importRow(
  world: World,
  importing: Importing,
  id: string,
  found: Read,
): Promise<Imported | Unreadable> {
  if ('reason' in found) return found
  const done: Decided =
    found.kind === 'oauth2'
      ? await importGrant(world, importing, found, id)
      : await importApiKey(world, importing, found, id)
  return 'reason' in done ? { field: null, reason: done.reason } : done
}
