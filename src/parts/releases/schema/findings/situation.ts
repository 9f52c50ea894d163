import type { Catalogue, Column, Table } from '../catalogue/catalogue.ts'
import { columnOf, tableKey } from '../catalogue/catalogue.ts'
import type { Change, Statement } from '../changes/change.ts'

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
  line: number | null
  statement: Statement
}

/**
 * Changes of tables that were there before, under the names that they had before: what a script does with a table that it made
 * itself harms nobody.
 */
export function changesOfExisting({ base, script }: Situation): Placed[] {
  const created = new Set<string>()
  const oldNames = new Map<string, string>()
  const found: Placed[] = []
  for (const statement of script)
    for (const change of statement.changes) {
      const name = 'table' in change ? change.table : null
      if (change.kind === 'create table') created.add(change.table)
      if (name !== null && created.has(name)) continue
      const table = name === null ? null : (oldNames.get(name) ?? name)
      if (change.kind === 'rename table') {
        const to = tableKey(change.table.includes('.') ? change.table.split('.')[0] : null, change.to)
        oldNames.set(to, table!)
      }
      found.push({ change, table, line: statement.line, statement })
    }
  return found.filter(({ table, change }) => table === null || isThere(base, table, change))
}

/** A drop of what the schema never described is still a drop. */
const isThere = (base: Catalogue, table: string, { kind }: Change): boolean =>
  base.tables.has(table) || kind === 'drop table'

export const ofKind = <Kind extends Change['kind']>(
  placed: readonly Placed[],
  kind: Kind,
): Placed<Extract<Change, { kind: Kind }>>[] =>
  placed.filter((each): each is Placed<Extract<Change, { kind: Kind }>> => each.change.kind === kind)

export const baseColumn = ({ base }: Situation, table: string | null, name: string): Column | undefined =>
  columnOf(base.tables.get(table ?? ''), name)

/** Tables that both schemas have under one name. */
export const sharedTables = ({ base, target }: Situation): [before: Table, after: Table][] =>
  [...base.tables.values()].flatMap((before) => {
    const after = target.tables.get(before.key)
    return after ? [[before, after]] : []
  })
