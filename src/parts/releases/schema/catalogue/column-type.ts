import type { Field } from '../engine/datamodel.ts'

/** A column's type under PostgreSQL's own names: `int4`, `varchar` with `[255]`, or the name of an enum. */
export interface ColumnType {
  base: string
  /** Length, precision, scale; empty: none given. */
  sizes: readonly number[]
  isList: boolean
}

const ofScalars: Record<string, ColumnType> = {
  String: { base: 'text', sizes: [], isList: false },
  Boolean: { base: 'bool', sizes: [], isList: false },
  Int: { base: 'int4', sizes: [], isList: false },
  BigInt: { base: 'int8', sizes: [], isList: false },
  Float: { base: 'float8', sizes: [], isList: false },
  Decimal: { base: 'numeric', sizes: [65, 30], isList: false },
  DateTime: { base: 'timestamp', sizes: [3], isList: false },
  Json: { base: 'jsonb', sizes: [], isList: false },
  Bytes: { base: 'bytea', sizes: [], isList: false },
}

/** Prisma's `@db.` names that are not PostgreSQL's own. */
const ofNative: Record<string, string> = {
  char: 'bpchar',
  smallint: 'int2',
  integer: 'int4',
  bigint: 'int8',
  real: 'float4',
  doubleprecision: 'float8',
  decimal: 'numeric',
  boolean: 'bool',
  bytea: 'bytea',
}

/** @param enumNames the database's name of each enum of the schema */
export function typeOf(field: Field, enumNames: ReadonlyMap<string, string>): ColumnType {
  const { nativeType, type, isList } = field
  if (nativeType) {
    const name = nativeType[0].toLowerCase()
    return { base: ofNative[name] ?? name, sizes: nativeType[1].map(Number), isList }
  }
  return { ...(ofScalars[type] ?? { base: enumNames.get(type) ?? type, sizes: [] }), isList }
}

/** `character varying(255)` as people write it: `varchar(255)`. */
export const typeText = ({ base, sizes, isList }: ColumnType): string =>
  `${base}${sizes.length > 0 ? `(${sizes.join(',')})` : ''}${isList ? '[]' : ''}`

export const sameType = (one: ColumnType, other: ColumnType): boolean => typeText(one) === typeText(other)

/** What becomes of the values when a column's type is changed. */
export type TypeChange =
  /** Each value fits, and the table is not written anew. */
  | 'widened'
  /** Each value fits; every row is written anew under a lock. */
  | 'widened by rewriting'
  /** Values may be cut or refused. */
  | 'narrowed'

/** Types without loss, from the left to the right of each line. */
const ladders: readonly (readonly string[])[] = [
  ['int2', 'int4', 'int8', 'numeric'],
  ['int2', 'int4', 'float8'],
  ['float4', 'float8'],
  ['bpchar', 'varchar', 'text'],
  ['varchar', 'citext'],
  ['text', 'citext'],
  ['citext', 'text'],
  ['date', 'timestamp', 'timestamptz'],
  ['time', 'timetz'],
  ['json', 'jsonb'],
  ['bit', 'varbit'],
  ['oid', 'int8'],
]

export function typeChange(from: ColumnType, to: ColumnType): TypeChange {
  if (from.isList !== to.isList) return 'narrowed'
  if (from.base === to.base) return sizeChange(from, to)
  if (isCharacters(to.base) && !from.isList && to.sizes.length === 0 && to.base !== 'bpchar')
    return from.base === 'varchar' ? 'widened' : 'widened by rewriting'
  const climbs = ladders.some((ladder) => {
    const here = ladder.indexOf(from.base)
    return here >= 0 && ladder.indexOf(to.base) > here
  })
  if (!climbs || !roomFor(from, to)) return 'narrowed'
  return from.base === 'varchar' && to.base === 'text' ? 'widened' : 'widened by rewriting'
}

const isCharacters = (base: string): boolean => base === 'text' || base === 'varchar' || base === 'citext'

/** Of a type to another that is wide enough by its kind, whether it is by its size, too. */
function roomFor(from: ColumnType, to: ColumnType): boolean {
  if (to.sizes.length === 0) return true
  if (to.base === 'numeric')
    return (to.sizes[0] ?? 0) - (to.sizes[1] ?? 0) >= (integerDigits[from.base] ?? Infinity)
  if (to.base.startsWith('time')) return from.base === 'date' || (to.sizes[0] ?? 6) >= (from.sizes[0] ?? 6)
  return (to.sizes[0] ?? Infinity) >= (from.sizes[0] ?? Infinity)
}

const integerDigits: Record<string, number> = { int2: 5, int4: 10, int8: 19 }

function sizeChange(from: ColumnType, to: ColumnType): TypeChange {
  if (from.base === 'numeric') return numericChange(from, to)
  const [before = Infinity, after = Infinity] = [from.sizes[0], to.sizes[0]]
  if (after < before) return 'narrowed'
  return from.base === 'bpchar' || from.base === 'bit' ? 'widened by rewriting' : 'widened'
}

function numericChange(from: ColumnType, to: ColumnType): TypeChange {
  if (to.sizes.length === 0) return 'widened'
  if (from.sizes.length === 0) return 'narrowed'
  const [precisionBefore = 0, scaleBefore = 0] = from.sizes
  const [precision = 0, scale = 0] = to.sizes
  if (scale < scaleBefore || precision - scale < precisionBefore - scaleBefore) return 'narrowed'
  return scale === scaleBefore ? 'widened' : 'widened by rewriting'
}
