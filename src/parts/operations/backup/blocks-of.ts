import { type Block, type Manifest, rowBlocks } from '../archive/blocks.ts'
import { type CataloguedTable, inPublic, quotedAll } from '../catalogue.ts'
import { secretTables } from '../secret-tables.ts'
import type { Snapshot } from './snapshot.ts'

/** Told after each block: rows of the table under way. */
export type OnRows = (table: string, rows: number) => void

/** Every table; of those that open secrets only which rows there are. */
export const tableBlocks = (snapshot: Snapshot, onRows: OnRows): AsyncGenerator<Block> =>
  blocksOf(
    snapshot,
    snapshot.tables.map((table) => ({ ...table, columns: [...(secretTables[table.name] ?? table.columns)] })),
    onRows,
  )

/** The tables that open secrets, whole. */
export const keyBlocks = (snapshot: Snapshot): AsyncGenerator<Block> =>
  blocksOf(
    { ...snapshot, sequences: [] },
    snapshot.tables.filter(({ name }) => secretTables[name]),
    () => undefined,
  )

async function* blocksOf(
  snapshot: Snapshot,
  tables: readonly CataloguedTable[],
  onRows: OnRows,
): AsyncGenerator<Block> {
  const manifest: Manifest = { tables: [], sequences: [] }
  for (const { name, columns, partitions, isPartitioned } of tables) {
    yield { type: 'table', table: { name, columns, ...(isPartitioned && { partitions }) } }
    const { pieces, rows } = snapshot.connection.copyOut(
      `copy (select ${quotedAll(columns)} from ${inPublic(name)}) to stdout`,
    )
    for await (const block of rowBlocks(pieces)) {
      yield block
      onRows(name, rows())
    }
    manifest.tables.push({ name, rows: rows() })
    onRows(name, rows())
  }
  for (const name of snapshot.sequences) manifest.sequences.push(await sequenceAt(snapshot, name))
  yield { type: 'end', manifest }
}

async function sequenceAt({ connection }: Snapshot, name: string): Promise<Manifest['sequences'][number]> {
  const [row] = await connection.query<{ value: string; isCalled: boolean }>(
    `select last_value::text as value, is_called as "isCalled" from ${inPublic(name)}`,
  )
  return { name, ...row! }
}
