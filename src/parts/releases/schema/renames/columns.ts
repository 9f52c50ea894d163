import type { Column, Table } from '../catalogue/catalogue.ts'
import { sameType } from '../catalogue/column-type.ts'
import { type Likeness, matchOneToOne } from './match.ts'
import { areOpposed, type Sides, sidesOf } from './opposites.ts'
import { nameSimilarity } from './similarity.ts'

/** From here on a dropped and an added column are said to be one. */
const leastColumnScore = 0.7

/** Dropped columns of a table that seem to live on under another name. At most 200 of each are looked at. */
export function renamedColumns(
  before: Table,
  after: Table,
  dropped: readonly string[],
  added: readonly string[],
): Likeness<Column, Column>[] {
  const [old, fresh] = [columnsNamed(before, dropped), columnsNamed(after, added)]
  const areAsMany = old.length === fresh.length && old.length > 1
  const news = fresh.map((column, rank) => standingOf(after, column, areAsMany ? rank : null))
  const pairs = old.flatMap((from, rank) => {
    const one = standingOf(before, from, areAsMany ? rank : null)
    return news.flatMap((other) =>
      isCompatible(one, other) ? [{ from, to: other.column, score: columnScore(one, other) }] : [],
    )
  })
  return matchOneToOne(pairs, leastColumnScore)
}

const standingOf = (table: Table, column: Column, rank: number | null): Standing => ({
  table,
  column,
  rank,
  sides: sidesOf(column.name),
})

const columnsNamed = (table: Table, names: readonly string[]): Column[] =>
  table.columns.filter(({ name }) => names.includes(name)).slice(0, 200)

/**
 * A value of the one could stand in the other: the same kind, whatever its size, and no name that says the opposite. What begins
 * or ceases to refer to another table is another thing, unless its name says otherwise.
 */
const isCompatible = (one: Standing, other: Standing): boolean =>
  one.column.isList === other.column.isList &&
  familyOf(one.column.type.base) === familyOf(other.column.type.base) &&
  !areOpposed(one.sides, other.sides) &&
  ((referenceOf(one) === undefined) === (referenceOf(other) === undefined) ||
    nameSimilarity(one.column.name, other.column.name) >= 0.8)

const families: readonly (readonly string[])[] = [
  ['int2', 'int4', 'int8', 'numeric', 'float4', 'float8', 'oid'],
  ['text', 'varchar', 'bpchar', 'citext'],
  ['date', 'timestamp', 'timestamptz'],
  ['time', 'timetz'],
  ['json', 'jsonb'],
]
const familyOf = (base: string): string => families.find((family) => family.includes(base))?.[0] ?? base

interface Standing {
  table: Table
  column: Column
  /** Among the columns that go, or that come, which keep their order; null where they are not equally many. */
  rank: number | null
  sides: Sides
}

/**
 * How likely two columns are one, 0 to 1: type, default, keys and indexes, name, and place. Type counts in part where only the
 * size or what may be empty differs. Names of columns that authors renamed are alike by 0.7 in the median, of any two columns of
 * one model by 0.5: names and places decide between columns of one type.
 */
function columnScore(one: Standing, other: Standing): number {
  return (
    weights.type * typeLikeness(one.column, other.column) +
    weights.default * Number(one.column.default?.text === other.column.default?.text) +
    weights.keys * Number(keysOf(one) === keysOf(other)) +
    weights.name * nameSimilarity(one.column.name, other.column.name) +
    weights.place * Number(isNear(one, other))
  )
}

const weights = { type: 0.3, default: 0.1, keys: 0.1, name: 0.35, place: 0.15 }

const typeLikeness = (one: Column, other: Column): number =>
  (sameType(one.type, other.type) ? 0.7 : 0.4) + (one.isRequired === other.isRequired ? 0.3 : 0)

/** In which keys and indexes it stands, without names. */
function keysOf(standing: Standing): string {
  const { table, column } = standing
  const inIndex = (isUnique: boolean) =>
    table.indexes.some((index) => index.isUnique === isUnique && index.columns.includes(column.name))
  return [
    table.primaryKey?.columns.includes(column.name),
    inIndex(true),
    inIndex(false),
    referenceOf(standing),
  ].join(' ')
}

const referenceOf = ({ table, column }: Pick<Standing, 'table' | 'column'>): string | undefined =>
  table.relations.find(({ columns }) => columns.includes(column.name))?.refersTo

/** Behind the same column, before the same column, or in the same order among the others. */
function isNear(one: Standing, other: Standing): boolean {
  const [before, after] = [neighbours(one), neighbours(other)]
  return (
    (one.rank !== null && one.rank === other.rank) ||
    before.some((name, side) => name !== undefined && after[side] === name)
  )
}

function neighbours({ table: { columns }, column }: Standing): [string | undefined, string | undefined] {
  const at = columns.indexOf(column)
  return [columns[at - 1]?.name, columns[at + 1]?.name]
}
