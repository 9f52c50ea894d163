import { quoted } from '../catalogue/names.ts'
import { type Column, columnOf } from '../catalogue/catalogue.ts'
import type { Change } from '../changes/change.ts'
import type { Found } from '../findings/finding.ts'
import { rules } from '../findings/rule.ts'
import { baseColumn, ofKind, type Placed, type Situation } from '../findings/situation.ts'
import { queryFor, sqlType, tableName } from '../findings/words.ts'

/** N1, N2, U1 and P1: what the rows that are there may not meet. */
export const demands = (situation: Situation, placed: readonly Placed[]): Found[] => [
  ...requiredColumns(situation, placed),
  ...madeRequired(situation, placed),
  ...madeUnique(situation, placed),
  ...uniqueWithoutCase(situation, placed),
  ...changedKeys(situation, placed),
]

function requiredColumns(situation: Situation, placed: readonly Placed[]): Found[] {
  return ofKind(placed, 'add column')
    .filter(({ change }) => change.isRequired && change.default === null)
    .map(({ change: { column }, table, place }) => {
      const written = columnOf(situation.target.tables.get(table ?? ''), column)
      const own = written?.default?.text ?? (written?.isUpdatedAt ? '@updatedAt' : null)
      const reason =
        own === null ? '' : ` ${own} is made by Prisma's client and does not help the rows that are there.`
      return {
        rule: 'N1',
        table,
        columns: [column],
        place,
        message: `${table}.${column} is required and has no default in the database: the migration fails when the table has rows.${reason}`,
        sql: filledFirst(situation, table, written),
      }
    })
}

/** Whoever leaves NULL in it is refused by the last statement, and nothing is lost. */
function filledFirst(situation: Situation, table: string | null, column: Column | undefined): string | null {
  const type = column && sqlType(situation, column.type)
  if (!type) return null
  const [alter, name] = [`ALTER TABLE ${tableName(situation, table)}`, quoted(column.name)]
  return onPostgres(situation, [
    `${alter} ADD COLUMN ${name} ${type};`,
    `-- With a value in place of NULL, and in batches where there are many rows:`,
    `UPDATE ${tableName(situation, table)} SET ${name} = NULL WHERE ${name} IS NULL;`,
    `-- In a later migration, once every row has one:`,
    `${alter} ALTER COLUMN ${name} SET NOT NULL;`,
  ])
}

function madeRequired(situation: Situation, placed: readonly Placed[]): Found[] {
  const checked = checkedColumns(placed)
  return ofKind(placed, 'set not null')
    .filter(({ change, table }) => baseColumn(situation, table, change.column)?.isRequired !== true)
    .filter(({ change, table }) => !checked.has(`${table} ${change.column}`))
    .map(({ change, table, place }): Found => {
      const { column } = change
      const at = {
        rule: 'N2',
        table,
        columns: [column],
        place,
        sql: checkedFirst(situation, table, column),
      } as const
      if (isFilledBefore(placed, change, table))
        return {
          ...at,
          severity: rules.L2.severity,
          message: `${table}.${column} becomes required after it was filled: the whole table is read while nobody can write.`,
        }
      return {
        ...at,
        message: `${table}.${column} becomes required: the migration fails where it is empty, and reads the whole table while nobody can write.`,
      }
    })
}

function checkedFirst(situation: Situation, table: string | null, column: string): string | null {
  const alter = `ALTER TABLE ${tableName(situation, table)}`
  const check = quoted(`${table}_${column}_not_null`)
  return onPostgres(situation, [
    `${alter} ADD CONSTRAINT ${check} CHECK (${quoted(column)} IS NOT NULL) NOT VALID;`,
    `${alter} VALIDATE CONSTRAINT ${check};`,
    `${alter} ALTER COLUMN ${quoted(column)} SET NOT NULL;`,
    `${alter} DROP CONSTRAINT ${check};`,
  ])
}

/** By an `UPDATE` of the same script that leaves no row empty, as far as is seen. */
function isFilledBefore(
  placed: readonly Placed[],
  required: Extract<Change, { kind: 'set not null' }>,
  table: string | null,
): boolean {
  const until = placed.findIndex(({ change }) => change === required)
  return ofKind(placed.slice(0, until), 'fill column').some(
    (fill) => fill.table === table && fill.change.column === required.column,
  )
}

const onPostgres = ({ target }: Situation, statements: readonly string[]): string | null =>
  target.provider === 'postgresql' ? statements.join('\n') : null

/** Columns that a check of the same script kept from being null before, and was validated: SET NOT NULL reads nothing then. */
function checkedColumns(placed: readonly Placed[]): Set<string> {
  const validated = new Set(ofKind(placed, 'validate constraint').map(({ change }) => change.name))
  return new Set(
    ofKind(placed, 'add check')
      .filter(({ change }) => change.notNull !== null && (change.isValidated || validated.has(change.name)))
      .map(({ change, table }) => `${table} ${change.notNull}`),
  )
}

function madeUnique(situation: Situation, placed: readonly Placed[]): Found[] {
  const indexes = ofKind(placed, 'create index').filter(({ change }) => change.isUnique)
  const constraints = ofKind(placed, 'add unique').filter(({ change }) => !change.fromIndex)
  return [...indexes, ...constraints].flatMap(({ change: { columns }, table, place }): Found[] => {
    if (isUniqueAlready(situation, table, columns)) return []
    const words = `Rows of ${table} have to differ in ${columns.join(', ')}`
    const at = { rule: 'U1', table, columns, place } as const
    if (mayNotRepeat(situation, placed, table, columns))
      return [{ ...at, severity: 20, message: `${words}: no row that is there can repeat another.` }]
    return [
      {
        ...at,
        message: `${words}: the migration fails where two rows are alike.`,
        sql: repeatsIn(situation, placed, table, columns),
      },
    ]
  })
}

/** Looks for rows that are alike. What the migration adds cannot be asked for before it. */
function repeatsIn(
  situation: Situation,
  placed: readonly Placed[],
  table: string | null,
  columns: readonly string[],
): string | null {
  const isAdded = (name: string) =>
    ofKind(placed, 'add column').some(({ change, table: where }) => where === table && change.column === name)
  if (columns.some(isAdded)) return null
  const isCaseless = (name: string) =>
    ofKind(placed, 'alter type').some(
      ({ change, table: where }) =>
        where === table && change.column === name && change.type.base === 'citext',
    )
  const list = columns.map((name) => (isCaseless(name) ? `lower(${quoted(name)})` : quoted(name))).join(', ')
  return queryFor(
    situation,
    `SELECT ${list}, count(*) FROM ${tableName(situation, table)} GROUP BY ${list} HAVING count(*) > 1 LIMIT 20;`,
  )
}

/** To citext `A` and `a` are one: what was unique before may not be any more. */
function uniqueWithoutCase(situation: Situation, placed: readonly Placed[]): Found[] {
  return ofKind(placed, 'alter type')
    .filter(({ change }) => change.type.base === 'citext')
    .filter(({ change, table }) => baseColumn(situation, table, change.column)?.type.base !== 'citext')
    .flatMap(({ change, table, place }) =>
      uniqueSets(situation, table)
        .filter((columns) => columns.includes(change.column))
        .map((columns) => ({
          rule: 'U1',
          table,
          columns,
          place,
          message: `${table}.${change.column} no longer tells capital letters from small ones: the migration fails where two rows differ in ${columns.join(', ')} by them alone.`,
          sql: repeatsIn(situation, placed, table, columns),
        })),
    )
}

const isUniqueAlready = (situation: Situation, table: string | null, columns: readonly string[]): boolean =>
  uniqueSets(situation, table).some(
    (set) => set.length === columns.length && set.every((name) => columns.includes(name)),
  )

function uniqueSets({ base }: Situation, table: string | null): (readonly string[])[] {
  const before = base.tables.get(table ?? '')
  const indexes = (before?.indexes ?? []).filter(({ isUnique }) => isUnique)
  return [...(before?.primaryKey ? [before.primaryKey] : []), ...indexes].map(({ columns }) => columns)
}

/** A new column without a default is empty in each row; and where fewer columns are unique already, more of them are, too. */
const mayNotRepeat = (
  situation: Situation,
  placed: readonly Placed[],
  table: string | null,
  columns: readonly string[],
): boolean =>
  uniqueSets(situation, table).some((set) => set.every((name) => columns.includes(name))) ||
  ofKind(placed, 'add column').some(
    ({ change, table: where }) =>
      where === table && columns.includes(change.column) && !change.isRequired && change.default === null,
  )

function changedKeys({ base, target }: Situation, placed: readonly Placed[]): Found[] {
  const tables = new Map<string, Found>()
  for (const { change, table, place } of placed) {
    const key = base.tables.get(table ?? '')?.primaryKey
    const isKeys =
      change.kind === 'add primary key' || (change.kind === 'drop constraint' && change.name === key?.name)
    if (!isKeys || table === null || tables.has(table)) continue
    const after = target.tables.get(table)?.primaryKey
    tables.set(table, {
      rule: 'P1',
      table,
      columns: after?.columns ?? key?.columns ?? [],
      place,
      message: `The primary key of ${table} is dropped${after ? ` and made anew over ${after.columns.join(', ')}` : ''}: nobody can use the table meanwhile, and it fails where rows are alike or empty.`,
    })
  }
  return [...tables.values()]
}
