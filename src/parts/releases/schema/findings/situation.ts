import type { Catalogue, Column, Table } from '../catalogue/catalogue.ts'
import { columnOf, tableKey } from '../catalogue/catalogue.ts'
import type { AddedForeignKey, Change, ScriptPlace, Statement } from '../changes/change.ts'

/** What the rules look at. */
export interface Situation {
  base: Catalogue
  target: Catalogue
  /** The author's migration where one was given, else the engine's. */
  script: readonly Statement[]
  isAuthors: boolean
  /** Lock rules know PostgreSQL alone. */
  hasLockRules: boolean
}

/** A change with what is known of where it happens. */
export interface Placed<C extends Change = Change> {
  change: C
  /** Key of the table in the base, whatever the script calls it by then; null: of no table. */
  table: string | null
  place: ScriptPlace | null
  statement: Statement
}

/**
 * Changes of tables that were there before, under the names that they had before, whether the schema describes them or not: what
 * a script does with a table that it made itself harms nobody.
 */
export const changesOfExisting = (situation: Situation): Placed[] =>
  inOrder(situation).flatMap(({ isOfCreated, ...placed }) => (isOfCreated ? [] : [placed]))

/** Foreign keys of tables that the script made itself. */
export const keysOfCreated = (situation: Situation): Placed<AddedForeignKey>[] =>
  ofKind(
    inOrder(situation).filter(({ isOfCreated }) => isOfCreated),
    'add foreign key',
  )

function inOrder({ base, script }: Situation): (Placed & { isOfCreated: boolean })[] {
  const created = new Set<string>()
  const gone = new Set<string>()
  const oldNames = new Map<string, string>()
  return script.flatMap((statement) =>
    statement.changes.map((change) => {
      const name = 'table' in change ? change.table : null
      // `IF NOT EXISTS` makes nothing where the table is there.
      const isThere = base.tables.has(name ?? '') && !gone.has(name ?? '')
      if (change.kind === 'create table' && !isThere) created.add(change.table)
      if (change.kind === 'drop table' || change.kind === 'rename table') gone.add(change.table)
      const isOfCreated = name !== null && created.has(name)
      const table = name === null ? null : (oldNames.get(name) ?? name)
      if (change.kind === 'rename table' && isOfCreated) created.add(nameAfter(change))
      else if (change.kind === 'rename table') oldNames.set(nameAfter(change), table!)
      return { change, table, place: statement.place, statement, isOfCreated }
    }),
  )
}

/** Key of a table after it was renamed. */
export const nameAfter = ({ table, to }: Extract<Change, { kind: 'rename table' }>): string =>
  tableKey(table.includes('.') ? table.split('.')[0] : null, to)

export const ofKind = <Kind extends Change['kind']>(
  placed: readonly Placed[],
  kind: Kind,
): Placed<Extract<Change, { kind: Kind }>>[] =>
  placed.filter((each): each is Placed<Extract<Change, { kind: Kind }>> => each.change.kind === kind)

/** One text for a column of a table, to look it up by. */
export const columnKey = (table: string | null, column: string): string => `${table}\0${column}`

export const baseColumn = ({ base }: Situation, table: string | null, name: string): Column | undefined =>
  columnOf(base.tables.get(table ?? ''), name)

/** Tables that both schemas have under one name. */
export const sharedTables = ({ base, target }: Situation): [before: Table, after: Table][] =>
  [...base.tables.values()].flatMap((before) => {
    const after = target.tables.get(before.key)
    return after ? [[before, after]] : []
  })
