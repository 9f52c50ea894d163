import type { Table } from '../catalogue/catalogue.ts'
import { quoted } from '../catalogue/names.ts'

/** How names of a table become others. */
export interface Renaming {
  before: Table
  after: Table
  /** Old name to new, for columns. */
  columns: ReadonlyMap<string, string>
}

/**
 * The statements that keep the rows: the table's name, its columns', and in PostgreSQL those names of keys and indexes that follow
 * from them, so that Prisma finds nothing left to do for them. Null where the database's own SQL is not known here.
 */
export function renameSql(provider: string, renaming: Renaming): string | null {
  const names = [...moved(renaming.before, renaming.after), ...columnNames(renaming)]
  if (provider === 'postgresql') return [...names, ...followers(renaming)].join('\n')
  if (provider === 'mysql') return names.join('\n').replaceAll('"', '`')
  return provider === 'sqlite' ? names.join('\n') : null
}

/** A name that another column still has is waited for under a third one. */
function columnNames({ after, columns }: Renaming): string[] {
  const isTaken = ([, to]: readonly [string, string]) => columns.has(to)
  const waiting = [...columns].filter(isTaken).map(([from, to]) => ({ from, by: `${from}_before`, to }))
  const pairs = [
    ...waiting.map(({ from, by }) => [from, by] as const),
    ...[...columns].filter((pair) => !isTaken(pair)),
    ...waiting.map(({ by, to }) => [by, to] as const),
  ]
  return pairs.map(
    ([from, to]) =>
      `ALTER TABLE ${nameIn(after, after.name)} RENAME COLUMN ${quoted(from)} TO ${quoted(to)};`,
  )
}

/** A name in the table's schema. */
const nameIn = ({ schema }: Table, name: string): string => quoted(schema === 'public' ? null : schema, name)

const followers = (renaming: Renaming): string[] => [...namesOfFollowers(renaming), ...exchanged(renaming)]

/** Two columns that change places stand in their key and their index in another order then. */
function exchanged({ before, after, columns }: Renaming): string[] {
  const isExchanged = [...columns.values()].some((to) => columns.has(to))
  if (!isExchanged || !after.primaryKey) return []
  const table = nameIn(after, after.name)
  const list = (names: readonly string[]) => names.map((name) => quoted(name)).join(', ')
  const { name: key, columns: keyed } = after.primaryKey
  return [
    `ALTER TABLE ${table} DROP CONSTRAINT ${quoted(key)};`,
    `ALTER TABLE ${table} ADD CONSTRAINT ${quoted(key)} PRIMARY KEY (${list(keyed)});`,
    ...before.indexes.map(({ name }) => `DROP INDEX ${nameIn(after, name)};`),
    ...after.indexes.map(
      (index) => `CREATE INDEX ${quoted(index.name)} ON ${table}(${list(index.columns)});`,
    ),
  ]
}

const namesOfFollowers = ({ before, after, columns }: Renaming): string[] => [
  ...constraintNames(before, after, columns).map(
    ([from, to]) =>
      `ALTER TABLE ${nameIn(after, after.name)} RENAME CONSTRAINT ${quoted(from)} TO ${quoted(to)};`,
  ),
  ...indexNames(before, after, columns).map(
    ([from, to]) => `ALTER INDEX ${nameIn(after, from)} RENAME TO ${quoted(to)};`,
  ),
]

function moved(before: Table, after: Table): string[] {
  const schema = (table: Table) => table.schema ?? 'public'
  return [
    ...(schema(before) === schema(after)
      ? []
      : [`ALTER TABLE ${nameIn(before, before.name)} SET SCHEMA ${quoted(schema(after))};`]),
    ...(before.name === after.name
      ? []
      : [`ALTER TABLE ${nameIn(after, before.name)} RENAME TO ${quoted(after.name)};`]),
  ]
}

type NamePair = [from: string, to: string]

function constraintNames(before: Table, after: Table, columns: Renaming['columns']): NamePair[] {
  const keys: NamePair[] =
    before.primaryKey && after.primaryKey ? [[before.primaryKey.name, after.primaryKey.name]] : []
  const references = before.foreignKeys.flatMap((old): NamePair[] => {
    const now = after.foreignKeys.find((each) => isSame(renamed(old.columns, columns), each.columns))
    return now ? [[old.name, now.name]] : []
  })
  return [...keys, ...references].filter(isChanged)
}

function indexNames(before: Table, after: Table, columns: Renaming['columns']): NamePair[] {
  return before.indexes
    .flatMap((old): NamePair[] => {
      const now = after.indexes.find(
        (each) => each.isUnique === old.isUnique && isSame(renamed(old.columns, columns), each.columns),
      )
      return now ? [[old.name, now.name]] : []
    })
    .filter(isChanged)
}

const renamed = (names: readonly string[], columns: Renaming['columns']): string[] =>
  names.map((name) => columns.get(name) ?? name)
const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.join('\0') === other.join('\0')
const isChanged = ([from, to]: NamePair): boolean => from !== to
