import type { OwnerConnection } from '../../../kit/sql-copy.ts'
import type { World } from '../../../kit/world.ts'
import { writeArchive } from '../archive/archive.ts'
import type { Facts } from '../archive/prelude.ts'
import { inPublic } from '../catalogue.ts'
import { recordAct } from '../record-act.ts'
import { keyBlocks, tableBlocks } from './blocks-of.ts'
import { inSnapshot, type Snapshot } from './snapshot.ts'

/** Takes the bytes of a file; resolves when they are safe, and then only. */
export type Taker = (bytes: AsyncIterable<Uint8Array>) => Promise<void>

export interface BackupOrder {
  masterKey: Uint8Array
  /** Asked before anything is written: throws when this deployment's backup may not go there. */
  mayBegin?: (facts: Facts) => Promise<void>
  keys: Taker
  tables: Taker
  progress?: (progress: Progress) => void
}

export interface Progress {
  done: number
  /** What `done` will be in the end. */
  total: number
}

export interface BackupReport {
  facts: Facts
  rows: number
  tables: { name: string; rows: number }[]
}

/**
 * Writes both files of a backup from one snapshot: first the keys, which serve older files as well, then the tables.
 * Memory does not grow with the database. Other connections go on writing.
 * @throws BackupProblem NOT_MIGRATED, NOT_COVERED
 */
export async function makeBackup(
  world: Pick<World, 'now' | 'random'>,
  connection: OwnerConnection,
  order: BackupOrder,
): Promise<BackupReport> {
  const report = await inSnapshot(connection, (snapshot) => writeBoth(world, snapshot, order))
  // Before the files get their names: no copy of everything without an entry.
  await recordAct(world, connection, 'backup.made', { rows: report.rows, schema: report.facts.schema.number })
  return report
}

async function writeBoth(
  { random }: Pick<World, 'random'>,
  snapshot: Snapshot,
  { masterKey, mayBegin, keys, tables, progress }: BackupOrder,
): Promise<BackupReport> {
  const { facts } = snapshot
  await mayBegin?.(facts)
  const counts = await countRows(snapshot)
  const total = sum(counts)
  const seen = new Map<string, number>()
  const onRows = (table: string, rows: number) => {
    seen.set(table, rows)
    progress?.({ done: sum(seen), total })
  }
  await keys(writeArchive({ masterKey, salt: random(32) }, 'keys', facts, keyBlocks(snapshot)))
  await tables(writeArchive({ masterKey, salt: random(32) }, 'tables', facts, tableBlocks(snapshot, onRows)))
  checkCounts(counts, seen)
  return { facts, rows: total, tables: [...seen].map(([name, rows]) => ({ name, rows })) }
}

async function countRows({ connection, tables }: Snapshot): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const { name } of tables) {
    const [row] = await connection.query<{ rows: string }>(
      `select count(*)::text as rows from ${inPublic(name)}`,
    )
    counts.set(name, Number(row!.rows))
  }
  return counts
}

/** In one snapshot both must agree; if they do not, something of ours dropped rows. */
function checkCounts(counts: ReadonlyMap<string, number>, seen: ReadonlyMap<string, number>): void {
  for (const [name, rows] of counts) {
    if (seen.get(name) !== rows)
      throw new Error(`${name} has ${rows} rows, and ${seen.get(name)} of them were written`)
  }
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0)
