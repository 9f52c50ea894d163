import { type Column, sameColumns, type Table } from '../catalogue/catalogue.ts'
import { sameType } from '../catalogue/column-type.ts'
import { type Likeness, matchOneToOne } from './match.ts'
import { nameSimilarity } from './similarity.ts'

/** From this share of equal columns on a dropped and a created table are said to be one (delivery 2.4). */
const leastShareOfColumns = 0.7

/** Dropped tables that seem to live on under another name. At most 200 of each are looked at. */
export function renamedTables(
  dropped: readonly Table[],
  created: readonly Table[],
): Likeness<Table, Table>[] {
  const [old, fresh] = [dropped, created].map((tables) => tables.filter(isOfModel).slice(0, 200)) as [
    Table[],
    Table[],
  ]
  const pairs = old.flatMap((from) =>
    fresh.flatMap((to) => {
      if (shareOfColumns(from, to) < leastShareOfColumns || !isTelling(from, to)) return []
      return { from, to, score: shareOfColumns(from, to) * 0.75 + nameSimilarity(from.name, to.name) * 0.25 }
    }),
  )
  return matchOneToOne(pairs, 0)
}

/** A table behind a relation of many to many that follows its models. */
export interface RenamedJoin extends Likeness<Table, Table> {
  /** The names of the models come in another order now, and so do its columns. */
  isExchanged: boolean
}

/** Tables behind relations of many to many between models of which one at least is renamed. */
export function renamedJoins(
  dropped: readonly Table[],
  created: readonly Table[],
  models: readonly Likeness<Table, Table>[],
): RenamedJoin[] {
  const ends = ({ relations }: Table) => relations.map(({ refersTo }) => refersTo)
  const found = dropped.filter(isJoin).flatMap((from) => {
    const known = models.filter((each) => ends(from).includes(each.from.key))
    if (known.length === 0) return []
    const now = ends(from).map((key) => known.find((each) => each.from.key === key)?.to.key ?? key)
    const score = Math.min(...known.map((each) => each.score))
    return created.filter(isJoin).flatMap((to) => {
      const isStraight = sameColumns(ends(to), now)
      return isStraight || sameColumns(ends(to), now.toReversed())
        ? [{ from, to, score, isExchanged: !isStraight }]
        : []
    })
  })
  return found.filter(
    ({ from, to }) => found.filter((each) => each.from === from || each.to === to).length === 1,
  )
}

const isJoin = (table: Table): boolean => !isOfModel(table)

/** The tables behind relations of many to many all have the same two columns, and tell nothing by them. */
const isOfModel = ({ model }: Table): boolean => model !== null

/** Columns with an equal one (name, type, required) in the other table, as a part of the larger table's. */
function shareOfColumns(one: Table, other: Table): number {
  const all = Math.max(one.columns.length, other.columns.length)
  return all === 0 ? 0 : equalColumns(one, other).length / all
}

const equalColumns = (one: Table, other: Table): Column[] =>
  one.columns.filter((column) => other.columns.some((each) => isEqual(column, each)))

/** An id and moments that fill themselves stand in every table: it takes two other columns, or names that are alike. */
const isTelling = (one: Table, other: Table): boolean =>
  equalColumns(one, other).filter((column) => !isEverywhere(one, column)).length >= 2 ||
  nameSimilarity(one.name, other.name) >= 0.8

const isEverywhere = ({ primaryKey }: Table, { name, isUpdatedAt, default: given }: Column): boolean =>
  isUpdatedAt ||
  given?.text === 'now()' ||
  (primaryKey?.columns.length === 1 && primaryKey.columns[0] === name)

const isEqual = (one: Column, other: Column): boolean =>
  one.name === other.name && one.isRequired === other.isRequired && sameType(one.type, other.type)
