import { type ColumnType, sameType, typeChange, typeText } from '../catalogue/column-type.ts'
import { quoted } from '../catalogue/names.ts'
import type { Found } from '../findings/finding.ts'
import { rules } from '../findings/rule.ts'
import { baseColumn, columnKey, ofKind, type Placed, type Situation } from '../findings/situation.ts'
import { tableName } from '../findings/words.ts'

/** D1, D2, D6 and D7: what is gone afterwards. */
export function losses(situation: Situation, placed: readonly Placed[]): Found[] {
  const dropped = new Set(ofKind(placed, 'drop table').map(({ table }) => table))
  const added = new Set(
    ofKind(placed, 'add column').map(({ change, table }) => columnKey(table, change.column)),
  )
  const renamedEnums = ofKind(placed, 'rename enum').map(({ change }) => change)
  return [
    ...ofKind(placed, 'drop table').map(({ change, place }): Found => {
      return {
        rule: 'D1',
        table: change.table,
        place,
        message: `The table ${change.table} is dropped with all its rows.`,
      }
    }),
    ...ofKind(placed, 'drop column')
      .filter(({ table }) => !dropped.has(table))
      .map((drop) => droppedColumn(drop, added.has(columnKey(drop.table, drop.change.column)))),
    ...ofKind(placed, 'alter type').flatMap((alter) => changedType(situation, renamedEnums, alter)),
  ]
}

function droppedColumn(
  { change: { column }, table, place }: Placed<Extract<Placed['change'], { kind: 'drop column' }>>,
  isMadeAnew: boolean,
): Found {
  const at = { table, columns: [column], place }
  return isMadeAnew
    ? {
        ...at,
        rule: 'D7',
        message: `${table}.${column} is dropped and added again: all its values are lost.`,
      }
    : { ...at, rule: 'D2', message: `${table}.${column} is dropped with all its values.` }
}

function changedType(
  situation: Situation,
  renamedEnums: readonly RenamedEnum[],
  { change, table, place }: Placed<Extract<Placed['change'], { kind: 'alter type' }>>,
): Found[] {
  const before = baseColumn(situation, table, change.column)
  const at = { rule: 'D6', table, columns: [change.column], place } as const
  if (!situation.base.tables.has(table ?? ''))
    return [
      {
        ...at,
        message: `${table}.${change.column} becomes ${typeText(change.type)}, of a table that the schema does not describe: values that do not fit are cut, or stop the migration.`,
      },
    ]
  // D9 speaks of one value for all rows.
  if (!before || change.from === 'one value') return []
  if (isEnumMadeAnew(renamedEnums, before.type.base, change.type.base)) return []
  if (change.from === 'worked out')
    return [
      {
        ...at,
        message: `${table}.${change.column} becomes ${typeText(change.type)} by a USING that is more than a cast: what it works out takes the place of the values.`,
      },
    ]
  if (sameType(before.type, change.type)) return []
  const kind = typeChange(before.type, change.type)
  const words = `${table}.${change.column} becomes ${typeText(change.type)} from ${typeText(before.type)}`
  if (kind === 'narrowed')
    return [{ ...at, message: `${words}: values that do not fit are cut, or stop the migration.` }]
  const isRewritten = kind === 'widened by rewriting'
  const cost = isRewritten
    ? 'every value fits, but the whole table is written anew while nobody can read it'
    : 'every value fits, and the rows stay as they are'
  return [
    {
      ...at,
      severity: 15,
      ...(isRewritten ? { severityOfLarge: rules.L3.severity } : {}),
      message: `${words}: ${cost}.${change.isSerial ? notToSerial(change.type) : ''}`,
      sql: change.isSerial ? asSequence(situation, table, change) : null,
    },
  ]
}

const notToSerial = (type: ColumnType): string =>
  ` It fails as it is written: a column cannot become a serial, which the engine writes for ${typeText(type)} with autoincrement().`

function asSequence(
  situation: Situation,
  table: string | null,
  { column, type }: Extract<Placed['change'], { kind: 'alter type' }>,
): string {
  const words = ({ int2: 'smallint', int4: 'integer', int8: 'bigint' } as Record<string, string>)[type.base]
  const { name, schema } = situation.target.tables.get(table ?? '') ?? { name: table ?? '', schema: null }
  const sequence = quoted(schema === 'public' ? null : schema, `${name}_${column}_seq`)
  return [
    `ALTER TABLE ${tableName(situation, table)} ALTER COLUMN ${quoted(column)} SET DATA TYPE ${words};`,
    `ALTER SEQUENCE ${sequence} AS ${words};`,
  ].join('\n')
}

/** The engine makes the enum a second time under another name, and gives it the first one's afterwards: D8 speaks of it. */
const isEnumMadeAnew = (renamed: readonly RenamedEnum[], before: string, after: string): boolean =>
  renamed.some((each) => each.enum === after && each.to === before)

type RenamedEnum = Extract<Placed['change'], { kind: 'rename enum' }>
