import type { ColumnType } from './column-type.ts'

/** The tables that a schema describes, under the names that the database knows, with what the schema calls them. */
export interface Catalogue {
  /** `postgresql`, `sqlite`, `mysql`, …, as the datasource says. */
  provider: string
  /** By {@link tableKey}. */
  tables: ReadonlyMap<string, Table>
  /** By {@link tableKey} of the database's name, as tables are. */
  enums: ReadonlyMap<string, EnumType>
}

export interface Table {
  key: string
  name: string
  schema: string | null
  /** Null for the table behind a relation of many to many, which no model describes. */
  model: string | null
  columns: readonly Column[]
  primaryKey: { name: string; columns: readonly string[] } | null
  indexes: readonly Index[]
  /** What the schema says of its rows and others', whoever sees to it. */
  relations: readonly ForeignKey[]
  /** Those of the relations that the database sees to: none where the datasource's `relationMode` is `prisma`. */
  foreignKeys: readonly ForeignKey[]
}

export interface Column {
  name: string
  /** Null in a table that no model describes. */
  field: string | null
  type: ColumnType
  /** As the schema writes it: `String?`, `Int[]`. */
  written: string
  isRequired: boolean
  isList: boolean
  default: Default | null
  /** Prisma's client writes the moment; the database knows nothing of it. */
  isUpdatedAt: boolean
}

export interface Default {
  /** What the database writes itself; else only Prisma's client does, as for `cuid()`. */
  isInDatabase: boolean
  /** To be compared and shown: `now()`, `"USER"`. */
  text: string
}

export interface Index {
  name: string
  columns: readonly string[]
  isUnique: boolean
}

export interface ForeignKey {
  name: string
  /** The relation's field. Null where no model describes the table. */
  field: string | null
  columns: readonly string[]
  /** Key of the table it refers to. */
  refersTo: string
  referredColumns: readonly string[]
  onDelete: string
  onUpdate: string
}

export interface EnumType {
  /** {@link tableKey} of the database's name. */
  name: string
  /** As the schema calls it. */
  enum: string
  /** The database's names, in order. */
  values: readonly string[]
}

/** `User`, or `shop.User` where its schema is not `public`. */
export const tableKey = (schema: string | null | undefined, name: string): string =>
  schema && schema !== 'public' ? `${schema}.${name}` : name

/** Whether a type of this name, with or without its schema, is one of the schema's. */
export function hasColumnsOf({ tables, enums }: Catalogue, type: string): boolean {
  const isOf = (name: string) => lastPart(name) === lastPart(type)
  return (
    [...enums.keys()].some(isOf) ||
    [...tables.values()].some(({ columns }) => columns.some((column) => isOf(column.type.base)))
  )
}

const lastPart = (name: string): string => name.replace(/\(.*$/s, '').replaceAll('"', '').split('.').at(-1)!

export const columnOf = (table: Table | undefined, name: string): Column | undefined =>
  table?.columns.find((column) => column.name === name)

/** Two keys over the same columns that lead to the same ones. */
export const sameReference = (one: Reference, other: Reference): boolean =>
  sameColumns(one.columns, other.columns) &&
  one.refersTo === other.refersTo &&
  sameColumns(one.referredColumns, other.referredColumns)

type Reference = Pick<ForeignKey, 'columns' | 'refersTo' | 'referredColumns'>

/** One text for a list of columns, whose order matters. */
export const sameColumns = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name, index) => name === other[index])
