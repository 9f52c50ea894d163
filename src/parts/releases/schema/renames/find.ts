import { type Column, columnOf, type Table } from '../catalogue/catalogue.ts'
import { ofKind, type Placed, sharedTables, type Situation } from '../findings/situation.ts'
import { renamedColumns } from './columns.ts'
import type { Likeness } from './match.ts'
import { renameSql } from './rename-sql.ts'
import { type RenamedJoin, renamedJoins, renamedTables } from './tables.ts'

/** A drop that seems to be, or is, a rename. */
export interface Rename {
  kind: 'table' | 'column'
  /** D5 is certain: the schema's name stayed, and only what it is mapped to changed. */
  rule: 'D3' | 'D4' | 'D5'
  /** Key of the table before. */
  table: string
  from: string
  to: string
  /** 0 to 1; 1 is certain. */
  score: number
  /** Puts the rename in the place of the drop; null for databases whose SQL is not known here. */
  sql: string | null
}

/** The drops and additions of a script that belong together. What an author's script renames is no drop any more. */
export function findRenames(situation: Situation, placed: readonly Placed[]): Rename[] {
  const { base, target } = situation
  const dropped = ofKind(placed, 'drop table').flatMap(({ change }) => base.tables.get(change.table) ?? [])
  const made = new Set(
    situation.script.flatMap(({ changes }) =>
      changes.flatMap((change) => (change.kind === 'create table' ? [change.table] : [])),
    ),
  )
  const created = [...target.tables.values()].filter(({ key }) => made.has(key) && !base.tables.has(key))
  const mapped = dropped.flatMap((from) => {
    const to = created.find(({ model }) => model !== null && model === from.model)
    return to ? [{ from, to, score: 1 }] : []
  })
  const guessed = renamedTables(
    dropped.filter((table) => !mapped.some(({ from }) => from === table)),
    created.filter((table) => !mapped.some(({ to }) => to === table)),
  )
  return [
    ...mapped.map(({ from, to }) => tableRename(situation, 'D5', from, to, 1)),
    ...guessed.map(({ from, to, score }) => tableRename(situation, 'D4', from, to, score)),
    ...renamedJoins(dropped, created, [...mapped, ...guessed, ...calledOtherwise(situation)]).map((join) =>
      joinRename(situation, join),
    ),
    ...columnRenames(situation, placed),
  ]
}

/** Models that have another name for the same table: the table behind a relation of many to many is named after them. */
const calledOtherwise = (situation: Situation): Likeness<Table, Table>[] =>
  sharedTables(situation)
    .filter(([before, after]) => before.model !== after.model)
    .map(([from, to]) => ({ from, to, score: 1 }))

function tableRename({ base }: Situation, rule: 'D4' | 'D5', from: Table, to: Table, score: number): Rename {
  const columns = new Map(
    pairsOf(from, to, from.columns, to.columns).map((pair) => [pair.from.name, pair.to.name]),
  )
  const sql = renameSql(base.provider, { before: from, after: to, columns })
  return { kind: 'table', rule, table: from.key, from: from.key, to: to.key, score: rounded(score), sql }
}

function joinRename(
  { base }: Situation,
  { from: before, to: after, score, isExchanged }: RenamedJoin,
): Rename {
  const columns = new Map(
    isExchanged
      ? [
          ['A', 'B'],
          ['B', 'A'],
        ]
      : [],
  )
  const sql = renameSql(base.provider, { before, after, columns })
  return {
    kind: 'table',
    rule: 'D4',
    table: before.key,
    from: before.key,
    to: after.key,
    score: rounded(score),
    sql,
  }
}

function columnRenames({ base, target }: Situation, placed: readonly Placed[]): Rename[] {
  const drops = Map.groupBy(ofKind(placed, 'drop column'), ({ table }) => table)
  const additions = Map.groupBy(ofKind(placed, 'add column'), ({ table }) => table)
  return [...drops].flatMap(([key, gone]) => {
    const [before, after] = [base.tables.get(key ?? ''), target.tables.get(key ?? '')]
    const added = additions.get(key)
    if (!before || !after || !added) return []
    const named = (
      table: Table,
      list: readonly Placed<{ kind: 'drop column' | 'add column'; column: string } & Placed['change']>[],
    ) => list.flatMap(({ change }) => columnOf(table, change.column) ?? [])
    const pairs = pairsOf(before, after, named(before, gone), named(after, added))
    return pairs.map(({ from, to, score, isCertain }): Rename => {
      const columns = new Map([[from.name, to.name]])
      return {
        kind: 'column',
        rule: isCertain ? 'D5' : 'D3',
        table: before.key,
        from: from.name,
        to: to.name,
        score: rounded(score),
        sql: renameSql(base.provider, { before, after, columns }),
      }
    })
  })
}

/** Columns of two tables that belong together under different names: those with one field for certain, then the likeliest. */
function pairsOf(before: Table, after: Table, old: readonly Column[], fresh: readonly Column[]) {
  const gone = old.filter(({ name }) => !columnOf(after, name))
  const added = fresh.filter(({ name }) => !columnOf(before, name))
  const certain = gone.flatMap((from) => {
    const to = added.find(({ field }) => field !== null && field === from.field)
    return to ? [{ from, to, score: 1, isCertain: true }] : []
  })
  const rest = renamedColumns(
    before,
    after,
    gone.filter((column) => !certain.some(({ from }) => from === column)).map(({ name }) => name),
    added.filter((column) => !certain.some(({ to }) => to === column)).map(({ name }) => name),
  )
  return [...certain, ...rest.map((pair) => ({ ...pair, isCertain: false }))]
}

const rounded = (score: number): number => Math.round(score * 100) / 100
