import { type Catalogue, hasColumnsOf } from '../catalogue/catalogue.ts'
import type { Change, ScriptPlace } from '../changes/change.ts'
import { holdsNoRows } from '../changes/of-objects.ts'
import type { Found } from '../findings/finding.ts'
import { baseColumn, columnKey, ofKind, type Placed, type Situation } from '../findings/situation.ts'

/** D9, W1, W2 and the wider E1: what an author's own SQL does that no schema shows. */
export function statements(situation: Situation, placed: readonly Placed[]): Found[] {
  const dropped = new Set(ofKind(placed, 'drop table').map(({ table }) => table))
  return [
    ...ofKind(placed, 'delete rows')
      .filter(({ table }) => !dropped.has(table))
      .map(deletedRows),
    ...overwritten(situation, placed).map(overwrittenColumn),
    ...droppedWhole(situation, placed),
    ...ofKind(placed, 'run program').map(({ place }): Found => {
      return { rule: 'W2', place, message: 'COPY … PROGRAM runs a command on the machine of the database.' }
    }),
    ...moved(placed),
  ]
}

type Of<Kind extends Change['kind']> = Placed<Extract<Change, { kind: Kind }>>

const deletedRows = ({ change: { by }, table, place }: Of<'delete rows'>): Found => {
  const at = { rule: 'D9', table, detail: by, place } as const
  return by === 'MERGE'
    ? { ...at, severity: 80, message: `MERGE deletes rows of ${table}.` }
    : { ...at, message: `${by} takes all rows of ${table} away.` }
}

function overwritten(situation: Situation, placed: readonly Placed[]): Of<'overwrite column'>[] {
  const nameBefore = namesBefore(placed)
  const dropped = new Set(
    ofKind(placed, 'drop column').map(({ change, table }) => columnKey(table, change.column)),
  )
  return ofKind(placed, 'overwrite column').filter(({ change, table }) => {
    const column = nameBefore.get(change) ?? null
    if (column === null || baseColumn(situation, table, column) === undefined) return false
    // D2 or D7 speaks of it, unless another one took its name.
    return column !== change.column || !dropped.has(columnKey(table, column))
  })
}

/** What each column that is written was called at first; null where those values stand under another name by then. */
function namesBefore(placed: readonly Placed[]): Map<Change, string | null> {
  const names = new Map<Change, string | null>()
  const firstOf = new Map<string, string>()
  const renamed = new Set<string>()
  for (const { change, table } of placed) {
    if (change.kind === 'rename column') {
      const to = columnKey(table, change.to)
      if (!firstOf.has(to)) firstOf.set(to, change.column)
      renamed.add(columnKey(table, change.column))
    }
    if (change.kind === 'overwrite column') {
      const key = columnKey(table, change.column)
      names.set(change, firstOf.get(key) ?? (renamed.has(key) ? null : change.column))
    }
  }
  return names
}

const overwrittenColumn = ({ change: { column, by }, table, place }: Of<'overwrite column'>): Found => ({
  rule: 'D9',
  severity: 80,
  table,
  columns: [column],
  detail: by,
  place,
  message: `${by} puts one value into ${table}.${column} of every row: those that were there are lost.`,
})

/** All of it are tables with their rows; other things take columns along that are of them. */
const wholeWorlds = new Set(['SCHEMA', 'DATABASE', 'OWNED'])

function droppedWhole({ base }: Situation, placed: readonly Placed[]): Found[] {
  const lastMade = new Map<string, number>()
  placed.forEach(({ change }, index) => {
    if (change.kind === 'create object') lastMade.set(objectKey(change), index)
  })
  return placed.flatMap(({ change, place }, index) =>
    change.kind === 'drop whole'
      ? [wholeDrop(base, change, place, (lastMade.get(objectKey(change)) ?? -1) > index)]
      : [],
  )
}

const objectKey = ({ object, name }: { object: string; name: string }): string =>
  `${object} ${name.replace(/^public\./, '')}`

function wholeDrop(
  base: Catalogue,
  { object, name }: Extract<Change, { kind: 'drop whole' }>,
  place: ScriptPlace | null,
  isMadeAgain: boolean,
): Found {
  const what = object === 'OWNED' ? `OWNED BY ${name}` : `${object} ${name}`
  const at = { rule: 'W1', detail: what, place } as const
  if (wholeWorlds.has(object)) return { ...at, message: `DROP ${what} takes every table in it along.` }
  if (holdsNoRows(object) && isMadeAgain)
    return {
      ...at,
      severity: 15,
      message: `DROP ${what} CASCADE takes along whatever is made of it, and only the ${object.toLowerCase()} itself is surely made again.`,
    }
  if (object === 'TYPE' && !hasColumnsOf(base, name))
    return {
      ...at,
      severity: 40,
      message: `DROP ${what} CASCADE takes along what hangs on a type that the schema does not describe.`,
    }
  if (holdsNoRows(object))
    return { ...at, severity: 50, message: `DROP ${what} CASCADE takes along whatever is made of it.` }
  return {
    ...at,
    severity: 80,
    message: `DROP ${what} CASCADE takes along whatever hangs on it: columns with their values, defaults, keys.`,
  }
}

const moved = (placed: readonly Placed[]): Found[] => [
  ...ofKind(placed, 'move table').map(({ change: { to }, table, place }): Found => {
    return { rule: 'E1', table, place, message: `The table ${table} is moved to the schema ${to}.` }
  }),
  ...ofKind(placed, 'rename schema').map(({ change: { schema, to }, place }): Found => {
    const message = `The schema ${schema} is renamed to ${to}, and with it every table in it.`
    return { rule: 'E1', detail: `schema ${schema}`, place, message }
  }),
]
