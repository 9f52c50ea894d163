import type { Change } from '../changes/change.ts'
import type { Found } from '../findings/finding.ts'
import { baseColumn, ofKind, type Placed, type Situation } from '../findings/situation.ts'

/** D9, W1, W2 and the wider E1: what an author's own SQL does that no schema shows. */
export function statements(situation: Situation, placed: readonly Placed[]): Found[] {
  const dropped = new Set(ofKind(placed, 'drop table').map(({ table }) => table))
  return [
    ...ofKind(placed, 'delete rows')
      .filter(({ table }) => !dropped.has(table))
      .map(deletedRows),
    ...ofKind(placed, 'overwrite column')
      .filter(({ change, table }) => baseColumn(situation, table, change.column) !== undefined)
      .map(overwrittenColumn),
    ...ofKind(placed, 'drop whole').map(droppedWhole),
    ...ofKind(placed, 'run program').map(({ line }): Found => {
      return { rule: 'W2', line, message: 'COPY … PROGRAM runs a command on the machine of the database.' }
    }),
    ...moved(placed),
  ]
}

type Of<Kind extends Change['kind']> = Placed<Extract<Change, { kind: Kind }>>

const deletedRows = ({ change: { by }, table, line }: Of<'delete rows'>): Found => {
  const at = { rule: 'D9', table, detail: by, line } as const
  return by === 'MERGE'
    ? { ...at, severity: 80, message: `MERGE deletes rows of ${table}.` }
    : { ...at, message: `${by} takes all rows of ${table} away.` }
}

const overwrittenColumn = ({ change: { column }, table, line }: Of<'overwrite column'>): Found => ({
  rule: 'D9',
  severity: 80,
  table,
  columns: [column],
  detail: 'UPDATE',
  line,
  message: `UPDATE puts one value into ${table}.${column} of every row: those that were there are lost.`,
})

/** All of it are tables with their rows; other things take columns along that are of them. */
const wholeWorlds = new Set(['SCHEMA', 'DATABASE', 'OWNED'])
/** No rows are in them. */
const derived = new Set(['VIEW', 'MATVIEW', 'TRIGGER', 'POLICY', 'RULE'])

function droppedWhole({ change: { object, name }, line }: Of<'drop whole'>): Found {
  const what = object === 'OWNED' ? `OWNED BY ${name}` : `${object} ${name}`
  const at = { rule: 'W1', detail: what, line } as const
  if (wholeWorlds.has(object)) return { ...at, message: `DROP ${what} takes every table in it along.` }
  if (derived.has(object))
    return { ...at, severity: 50, message: `DROP ${what} CASCADE takes along whatever is made of it.` }
  return {
    ...at,
    severity: 80,
    message: `DROP ${what} CASCADE takes along whatever hangs on it: columns with their values, defaults, keys.`,
  }
}

const moved = (placed: readonly Placed[]): Found[] => [
  ...ofKind(placed, 'move table').map(({ change: { to }, table, line }): Found => {
    return { rule: 'E1', table, line, message: `The table ${table} is moved to the schema ${to}.` }
  }),
  ...ofKind(placed, 'rename schema').map(({ change: { schema, to }, line }): Found => {
    const message = `The schema ${schema} is renamed to ${to}, and with it every table in it.`
    return { rule: 'E1', detail: `schema ${schema}`, line, message }
  }),
]
