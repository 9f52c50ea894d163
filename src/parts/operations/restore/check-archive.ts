import { type ArchivedTable, openArchive, type OpenArchive } from '../archive/archive.ts'
import type { Manifest } from '../archive/blocks.ts'
import { damage } from '../archive/damage.ts'
import type { ArchiveKind, Facts } from '../archive/prelude.ts'

/** Makes the bytes of a file from its beginning, each time it is called. */
export type Source = () => AsyncIterable<Uint8Array>

export interface Checked {
  facts: Facts
  rows: number
  manifest: Manifest
  /** Ids of the root keys that it tells of. */
  rootKeys: readonly number[]
}

/**
 * Reads a whole file: every piece is genuine and in its place, and as many rows are in it as its manifest says.
 * @throws BackupProblem NOT_A_BACKUP, FORMAT_UNKNOWN, WRONG_KEY, TRUNCATED, REORDERED, ALTERED
 */
export async function checkArchive(
  source: Source,
  masterKey: Uint8Array,
  kind: ArchiveKind = 'tables',
): Promise<Checked> {
  const archive = await openArchive(source(), masterKey, kind)
  try {
    const { found, rootKeys } = await readRows(archive)
    const manifest = archive.manifest()
    for (const { name, rows } of manifest.tables) {
      if (found.get(name) !== rows) throw damage.altered(`so that ${name} does not have the rows it had`)
    }
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    return { facts: archive.facts, rows, manifest, rootKeys }
  } finally {
    await archive.close()
  }
}

async function readRows({
  tables,
}: OpenArchive): Promise<{ found: Map<string, number>; rootKeys: number[] }> {
  const found = new Map<string, number>()
  const rootKeys: number[] = []
  for await (const table of tables) {
    let rows = 0
    if (table.name === 'encryption_keys') {
      const id = table.columns.indexOf('id')
      for await (const fields of fieldsOf(table)) rootKeys.push(Number(fields[id]))
      rows = rootKeys.length
    } else for await (const bytes of table.rows) rows += newlinesIn(bytes)
    found.set(table.name, rows)
  }
  return { found, rootKeys }
}

/** The columns of one row after the other, as COPY writes them; good for those of ASCII alone. */
export async function* fieldsOf({ rows }: Pick<ArchivedTable, 'rows'>): AsyncGenerator<string[]> {
  let rest = ''
  for await (const bytes of rows) {
    const lines = (rest + bytes.toString('latin1')).split('\n')
    rest = lines.pop()!
    for (const line of lines) yield line.split('\t')
  }
}

/** COPY text ends every row with a newline, and writes any other as `\n`. */
function newlinesIn(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1
  return count
}
