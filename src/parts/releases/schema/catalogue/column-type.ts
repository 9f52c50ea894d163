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

/** What PostgreSQL reads where no size is given. */
const unsized: Record<string, readonly number[]> = { char: [1], bit: [1] }

/** @param enumNames the database's name of each enum of the schema */
export function typeOf(field: Field, enumNames: ReadonlyMap<string, string>): ColumnType {
  const { nativeType, type, isList } = field
  if (nativeType) {
    const name = nativeType[0].toLowerCase()
    const sizes = nativeType[1].length > 0 ? nativeType[1] : (unsized[name] ?? [])
    return { base: ofNative[name] ?? name, sizes: sizes.map(Number), isList }
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
  ['int2', 'float4', 'float8'],
  ['date', 'timestamp', 'timestamptz'],
  ['time', 'timetz'],
  ['json', 'jsonb'],
  ['jsonb', 'json'],
  ['bit', 'varbit'],
  ['oid', 'int8'],
]

/** Of a list every element is written anew, whatever it becomes. */
export function typeChange(from: ColumnType, to: ColumnType): TypeChange {
  if (from.isList !== to.isList) return 'narrowed'
  const change = elementChange(from, to)
  return from.isList && change === 'widened' ? 'widened by rewriting' : change
}

function elementChange(from: ColumnType, to: ColumnType): TypeChange {
  if (from.base === to.base) return sizeChange(from, to)
  if (isText(to.base)) return changeToText(from, to)
  const climbs = ladders.some((ladder) => {
    const here = ladder.indexOf(from.base)
    return here >= 0 && ladder.indexOf(to.base) > here
  })
  return climbs && roomFor(from, to) ? 'widened by rewriting' : 'narrowed'
}

function changeToText(from: ColumnType, to: ColumnType): TypeChange {
  if (sameBytes.has(from.base) && to.sizes.length === 0) return 'widened'
  return longestText(from) <= (to.sizes[0] ?? Infinity) ? 'widened by rewriting' : 'narrowed'
}

const isText = (base: string): boolean =>
  base === 'text' || base === 'varchar' || base === 'citext' || base === 'bpchar'

/** Kept as text is, byte for byte. */
const sameBytes = new Set(['text', 'varchar', 'citext', 'xml'])

/** The most characters that a value takes when it is written as text; of a type that is not listed nobody knows. */
function longestText({ base, sizes }: ColumnType): number {
  if (sameBytes.has(base) || ['bpchar', 'bit', 'varbit'].includes(base)) return sizes[0] ?? Infinity
  if (base === 'numeric') return sizes[0] === undefined ? Infinity : sizes[0] + signPointAndZero
  return lengths[base] ?? Infinity
}

const signPointAndZero = 3
const lengths: Record<string, number> = {
  bool: 5,
  int2: 6,
  int4: 11,
  int8: 20,
  oid: 10,
  float4: 15,
  float8: 24,
  uuid: 36,
  date: 13,
  time: 15,
  timetz: 24,
  timestamp: 32,
  timestamptz: 38,
}

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
