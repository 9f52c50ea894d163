import { type ForeignKey, sameColumns, sameReference, type Table } from '../catalogue/catalogue.ts'
import type { Found } from '../findings/finding.ts'
import { sharedTables, type Situation } from '../findings/situation.ts'
import { orphansOf, queryFor } from '../findings/words.ts'

/** R1, R2 and R3: what the schemas say of relations. Columns alone do not show it. */
export function relations(situation: Situation): Found[] {
  return sharedTables(situation).flatMap(([before, after]) => [
    ...before.relations.flatMap((old) => {
      const now = after.relations.find((each) => sameReference(each, old))
      return now ? changedActions(after, old, now) : []
    }),
    ...before.foreignKeys
      .filter((old) => !after.foreignKeys.some((each) => sameReference(each, old)))
      .flatMap((old) => {
        const now = after.foreignKeys.find((each) => sameColumns(each.columns, old.columns))
        return now ? redirected(situation, after, old, now) : droppedReference(after, old)
      }),
    ...after.relations.flatMap((now) => withoutIndex(situation, before, after, now)),
  ])
}

function changedActions(table: Table, before: ForeignKey, after: ForeignKey): Found[] {
  const acts = [
    ['onDelete', 'are deleted', before.onDelete, after.onDelete],
    ['onUpdate', 'get another key', before.onUpdate, after.onUpdate],
  ] as const
  return acts
    .filter(([, , from, to]) => from !== to)
    .map(([act, words, from, to]) => ({
      rule: 'R1',
      severity: to === 'Cascade' ? 55 : 25,
      table: table.key,
      columns: after.columns,
      detail: act,
      message: `When rows of ${after.refersTo} ${words}, those of ${table.key} that refer to them are now met by ${to}, not by ${from}.`,
    }))
}

/** With the column gone, or the table that it referred to, it had to go. */
function droppedReference(after: Table, old: ForeignKey): Found[] {
  const isKept = old.columns.every((name) => after.columns.some((column) => column.name === name))
  if (!isKept) return []
  return [
    {
      rule: 'R2',
      table: after.key,
      columns: old.columns,
      message: `Nothing keeps ${after.key}.${old.columns.join(', ')} from referring to rows of ${old.refersTo} that are gone.`,
    },
  ]
}

/** The key stays by its columns, and leads elsewhere: what the columns hold was never asked to be there. */
const redirected = (situation: Situation, after: Table, old: ForeignKey, now: ForeignKey): Found[] => [
  {
    rule: 'R2',
    severity: 60,
    table: after.key,
    columns: old.columns,
    message: `${after.key}.${old.columns.join(', ')} refers to ${namedIn(now)}, no longer to ${namedIn(old)}: the migration fails where a value that is there is missing among them.`,
    sql: queryFor(situation, orphansOf(situation, after.key, now)),
  },
]

const namedIn = ({ refersTo, referredColumns }: ForeignKey): string =>
  `${refersTo}.${referredColumns.join(', ')}`

/** Only what this change brings about: a new relation, or one that loses its index. MySQL makes one for its own keys. */
function withoutIndex(
  { target }: Situation,
  before: Table,
  after: Table,
  { columns, refersTo }: ForeignKey,
): Found[] {
  const isOfDatabase = after.foreignKeys.some((each) => sameColumns(each.columns, columns))
  if ((target.provider === 'mysql' && isOfDatabase) || isCovered(after, columns)) return []
  const wasThere = before.relations.some((each) => sameColumns(each.columns, columns))
  if (wasThere && !isCovered(before, columns)) return []
  return [
    {
      rule: 'R3',
      table: after.key,
      columns,
      message: `No index begins with ${columns.join(', ')} of ${after.key}: each delete of a row of ${refersTo} reads all of it.`,
    },
  ]
}

const isCovered = ({ primaryKey, indexes }: Table, columns: readonly string[]): boolean =>
  [...(primaryKey ? [primaryKey] : []), ...indexes].some((index) =>
    columns.every((name) => index.columns.slice(0, columns.length).includes(name)),
  )
