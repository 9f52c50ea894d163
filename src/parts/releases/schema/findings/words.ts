import { type ColumnType, typeText } from '../catalogue/column-type.ts'
import { quoted } from '../catalogue/names.ts'
import type { ForeignKey } from '../catalogue/catalogue.ts'
import type { Situation } from './situation.ts'

/** A query that was written for PostgreSQL, for the database at hand; null for one whose words are not known here. */
export function queryFor({ target: { provider } }: Situation, query: string): string | null {
  if (provider === 'mysql') return query.replaceAll('"', '`')
  return ['postgresql', 'cockroachdb', 'sqlite'].includes(provider) ? query : null
}

/** A table as SQL names it. */
export function tableName({ base, target }: Situation, key: string | null): string {
  const table = target.tables.get(key ?? '') ?? base.tables.get(key ?? '')
  return table ? quoted(table.schema === 'public' ? null : table.schema, table.name) : quoted(key)
}

/** A type as PostgreSQL's SQL names it; null for one that only the schema's author can write. */
export function sqlType({ target: { enums } }: Situation, type: ColumnType): string | null {
  if (enums.has(type.base)) return `${quoted(...type.base.split('.'))}${type.isList ? '[]' : ''}`
  return /^[a-z]\w*$/.test(type.base) ? typeText(type) : null
}

/** Looks for rows of a table whose values are missing where a key would lead. */
export function orphansOf(
  situation: Situation,
  table: string,
  { columns, refersTo, referredColumns }: Pick<ForeignKey, 'columns' | 'refersTo' | 'referredColumns'>,
): string {
  const list = columns.map((name) => `one.${quoted(name)}`)
  const isFilled = list.map((name) => `${name} IS NOT NULL`)
  const isMet = list.map((name, index) => `other.${quoted(referredColumns[index] ?? 'id')} = ${name}`)
  return [
    `SELECT ${list.join(', ')} FROM ${tableName(situation, table)} AS one WHERE ${isFilled.join(' AND ')}`,
    `AND NOT EXISTS (SELECT 1 FROM ${tableName(situation, refersTo)} AS other WHERE ${isMet.join(' AND ')}) LIMIT 20;`,
  ].join(' ')
}
