import type { Column, Table } from '../catalogue/catalogue.ts'
import { sameType } from '../catalogue/column-type.ts'
import { type Likeness, matchOneToOne } from './match.ts'
import { nameSimilarity } from './similarity.ts'

/** From this share of equal columns on a dropped and a created table are said to be one (delivery 2.4). */
export const leastShareOfColumns = 0.7

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
      if (shareOfColumns(from, to) < leastShareOfColumns) return []
      return { from, to, score: shareOfColumns(from, to) * 0.75 + nameSimilarity(from.name, to.name) * 0.25 }
    }),
  )
  return matchOneToOne(pairs, 0)
}

/** The tables behind relations of many to many all have the same two columns, and tell nothing by them. */
const isOfModel = ({ model }: Table): boolean => model !== null

/** Columns with an equal one (name, type, required) in the other table, as a part of the larger table's. */
export function shareOfColumns(one: Table, other: Table): number {
  const equal = one.columns.filter((column) => other.columns.some((each) => isEqual(column, each))).length
  const all = Math.max(one.columns.length, other.columns.length)
  return all === 0 ? 0 : equal / all
}

const isEqual = (one: Column, other: Column): boolean =>
  one.name === other.name && one.isRequired === other.isRequired && sameType(one.type, other.type)
