import type { PersonalTable } from '../../../kit/part.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { open, Refused } from '../../vault/index.ts'
import { declaredTables, sealedIn } from './declared.ts'
import { type Asked, membershipsOf, personalRows } from './store.ts'

export type Value = unknown
export type Row = Readonly<Record<string, Value>>

/** All that is kept of a person in one table, without secrets. */
export interface CopiedTable {
  table: string
  rows: Row[]
}

/** A table of the copy that no part declares: what a person may do for other accounts stands in theirs. */
const memberships = 'membership'

/** The tables of a copy, in its order. */
export const copiedTables = (world: World): string[] => [
  ...declaredTables(world)
    .filter((table) => columnsOf(table).length > 0)
    .map(({ table }) => table),
  memberships,
]

/**
 * All rows of a person across the parts, of one moment: one statement reads them. Secrets stay inside, and of what grows for
 * ever, such as the log, only the newest are told. The world is bound to the person's own account.
 * @param only that table alone
 */
export async function copyOf(world: World, accountId: string, only?: string): Promise<CopiedTable[]> {
  const tables = declaredTables(world).filter(
    (table) => columnsOf(table).length > 0 && (only === undefined || table.table === only),
  )
  const found = await transaction(world, async (world) => ({
    rows: await personalRows(
      world,
      tables.map((table) => askFor(world, table)),
    ),
    memberships: only === undefined || only === memberships ? await membershipsOf(world, accountId) : [],
  }))
  const copied: CopiedTable[] = []
  for (const table of tables) {
    const rows = found.rows.filter(({ name }) => name === table.table)
    copied.push({
      table: table.table,
      rows: await Promise.all(rows.map(({ content }) => shown(world, accountId, table, content))),
    })
  }
  if (only === undefined || only === memberships)
    copied.push({ table: memberships, rows: found.memberships.map((row) => ({ ...row })) })
  return copied
}

const columnsOf = ({ shown, opened = [] }: PersonalTable): string[] => [...shown, ...opened]

function askFor(world: World, { table, shown, opened = [], newest }: PersonalTable): Asked {
  const places = opened.flatMap((column) => {
    const { rowId, generation } = sealedIn(world, table, column)
    return [column, 'subject_id', rowId, ...(typeof generation === 'string' ? [generation] : [])]
  })
  return { table, columns: [...new Set([...shown, ...places])], ...(newest && { newest }) }
}

async function shown(world: World, accountId: string, table: PersonalTable, content: Row): Promise<Row> {
  const row: Record<string, Value> = {}
  for (const column of table.shown) row[column] = content[column]
  for (const column of table.opened ?? [])
    row[column] = await openedIn(world, accountId, table.table, column, content)
  return row
}

/** Null when there is none, or it does not open. */
async function openedIn(
  world: World,
  accountId: string,
  table: string,
  column: string,
  content: Row,
): Promise<string | null> {
  const sealed = content[column]
  if (typeof sealed !== 'string') return null
  const place = sealedIn(world, table, column)
  const generation = typeof place.generation === 'number' ? place.generation : content[place.generation]
  try {
    const text = await open(
      world,
      {
        accountId,
        subjectId: String(content.subject_id),
        table: place.table,
        rowId: String(content[place.rowId]),
        field: place.field,
        generation: Number(generation),
      },
      bytesOf(sealed),
    )
    return text.toString()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    world.log.error("a person's own words do not open", { reason: error.reason })
    return null
  }
}

/** As JSON of PostgreSQL tells bytes: `\x` and hex. */
const bytesOf = (text: string): Buffer => Buffer.from(text.slice(2), 'hex')
