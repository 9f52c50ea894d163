import { quoted } from '../catalogue/names.ts'
import { type ForeignKey, sameReference } from '../catalogue/catalogue.ts'
import type { AddedForeignKey, Change, ScriptPlace } from '../changes/change.ts'
import type { Found } from '../findings/finding.ts'
import { rules } from '../findings/rule.ts'
import { keysOfCreated, ofKind, type Placed, type Situation } from '../findings/situation.ts'
import { orphansOf, tableName } from '../findings/words.ts'

/** L1 to L6: how long others wait. PostgreSQL alone. */
export const locks = (situation: Situation, placed: readonly Placed[]): Found[] =>
  situation.hasLockRules
    ? [
        ...builtIndexes(situation, placed),
        ...checkedReferences(situation, placed),
        ...writtenAnew(placed),
        ...commands(placed),
        ...withoutTimeout(situation, placed),
        ...concurrentInTransaction(situation),
      ]
    : []

function builtIndexes(situation: Situation, placed: readonly Placed[]): Found[] {
  const indexes = ofKind(placed, 'create index').filter(({ change }) => !change.isConcurrent)
  const constraints = ofKind(placed, 'add unique').filter(({ change }) => !change.fromIndex)
  return [...indexes, ...constraints].map(({ change, table, place, statement }) => ({
    rule: 'L1',
    table,
    columns: change.columns,
    detail: change.name,
    place,
    message: `The index ${change.name || 'without a name'} is built while nobody can write to ${table}.`,
    sql: change.kind === 'create index' ? concurrently(statement.sql) : indexFor(situation, table, change),
  }))
}

/** The statement's own text: a method, an operator class, an order or a condition stands there alone. */
function concurrently(sql: string): string | null {
  const [head] = /^CREATE\s+(?:UNIQUE\s+)?INDEX\b/i.exec(sql) ?? []
  return head === undefined ? null : `${head} CONCURRENTLY${sql.slice(head.length)};`
}

/** Of a constraint: it takes the index over by `ADD CONSTRAINT … USING INDEX`. */
function indexFor(
  situation: Situation,
  table: string | null,
  { name, columns, tail }: Extract<Change, { kind: 'add unique' }>,
): string {
  const list = columns.map((column) => quoted(column)).join(', ')
  const named = name === '' ? '' : ` ${quoted(name)}`
  return `CREATE UNIQUE INDEX CONCURRENTLY${named} ON ${tableName(situation, table)}(${list})${tail};`
}

function checkedReferences(situation: Situation, placed: readonly Placed[]): Found[] {
  return ofKind(placed, 'add foreign key')
    .filter(({ change, table }) => change.isValidated && !wasKept(situation, table, change))
    .map(({ change, table, place }): Found => {
      const { name, columns } = change
      const at = { rule: 'L2', table, columns, detail: name, place } as const
      const message = `The foreign key ${name} is checked over all of ${table} while nobody can write to it or to the table it refers to.`
      if (wasToldOf(situation, table, change))
        return {
          ...at,
          severity: 60,
          message: `${message} The database did not keep it so far: the migration fails where a value that is there refers to nothing.`,
          sql: orphansOf(situation, table!, referenceIn(situation, change)),
        }
      return {
        ...at,
        message,
        sql: `ALTER TABLE ${tableName(situation, table)} VALIDATE CONSTRAINT ${quoted(name)}; -- after it was added NOT VALID`,
      }
    })
}

/** It is dropped and added again, as the engine does to change what happens on delete: R1 speaks of it. */
const wasKept = (situation: Situation, table: string | null, change: AddedForeignKey): boolean =>
  (situation.base.tables.get(table ?? '')?.foreignKeys ?? []).some((each) =>
    sameReference(each, referenceIn(situation, change)),
  )

/** The schema told of it, and left it to Prisma's client: `relationMode`. */
const wasToldOf = (situation: Situation, table: string | null, change: AddedForeignKey): boolean =>
  (situation.base.tables.get(table ?? '')?.relations ?? []).some((each) =>
    sameReference(each, referenceIn(situation, change)),
  )

const referenceIn = (
  { target }: Situation,
  { columns, refersTo, referredColumns }: AddedForeignKey,
): Pick<ForeignKey, 'columns' | 'refersTo' | 'referredColumns'> => ({
  columns,
  refersTo,
  referredColumns:
    referredColumns.length > 0
      ? referredColumns
      : (target.tables.get(refersTo)?.primaryKey?.columns ?? referredColumns),
})

const writtenAnew = (placed: readonly Placed[]): Found[] =>
  ofKind(placed, 'add column')
    .filter(({ change }) => change.default?.isVolatile)
    .map(({ change: { column }, table, place }) => ({
      rule: 'L3',
      table,
      columns: [column],
      place,
      message: `${table}.${column} gets a default of each row its own: the whole table is written anew while nobody can read it.`,
    }))

const commands = (placed: readonly Placed[]): Found[] =>
  ofKind(placed, 'lock').map(({ change: { by, isWrittenAnew }, table, place }) => ({
    rule: 'L6',
    ...(isWrittenAnew ? {} : { severity: 35 }),
    table,
    detail: by,
    place,
    message: isWrittenAnew
      ? `${by} writes ${table ?? 'every table'} anew while nobody can read it.`
      : `${by} keeps everybody from writing to ${table ?? 'what it is about'}.`,
  }))

const harmless = new Set<Change['kind']>([
  'create table',
  'create enum',
  'add enum value',
  'rename enum',
  'rename enum value',
  'drop enum',
  'set',
  'begin',
  'commit',
  'overwrite column',
  'fill column',
  'create object',
  'run program',
])

const waits = ({ change }: Placed): boolean => {
  if (change.kind === 'other') return change.table !== null
  if (change.kind === 'delete rows') return change.by === 'TRUNCATE'
  return !harmless.has(change.kind) && !('isConcurrent' in change && change.isConcurrent)
}

/** One for a migration, at its first statement that waits for a lock; and one for each large table that a new one refers to. */
function withoutTimeout(situation: Situation, placed: readonly Placed[]): Found[] {
  const first = firstEndlessWait(placed)
  const isEverSet = placed.some(({ change }) => isEnding(change))
  return [...(first ? firstLock(first) : []), ...(isEverSet ? [] : referredByNew(situation))]
}

/** `SET lock_timeout = 0` ends nothing, nor does one that comes too late. */
const isEnding = (change: Change): boolean =>
  change.kind === 'set' && change.name === 'lock_timeout' && Number.parseFloat(change.value ?? '0') > 0

/** `SET LOCAL` ends with its file, which runs as one transaction. */
const isInForce = (set: Placed, { place }: Placed): boolean =>
  !(set.change.kind === 'set' && set.change.isLocal) || place === null || place.file === set.place?.file

function firstEndlessWait(placed: readonly Placed[]): Placed | null {
  let set: Placed | null = null
  for (const each of placed) {
    if (each.change.kind === 'set' && each.change.name === 'lock_timeout')
      set = isEnding(each.change) ? each : null
    if (!(set && isInForce(set, each)) && waits(each)) return each
  }
  return null
}

/** At the beginning of a migration. */
const shortWait = "SET lock_timeout = '5s';"

function firstLock(first: Placed): Found[] {
  return [
    {
      rule: 'L4',
      place: first.place,
      message: 'Nothing ends the wait for a lock: while the migration waits, everybody after it waits, too.',
      sql: shortWait,
    },
  ]
}

/** A key of a new table has nothing to read, and still nobody may write to the table that it leads to meanwhile. */
function referredByNew(situation: Situation): Found[] {
  const keys = keysOfCreated(situation).filter(({ change }) => situation.base.tables.has(change.refersTo))
  // One for a table, however many refer to it: they are one migration, and wait in one queue.
  const last = new Map(keys.map((key) => [key.change.refersTo, key]))
  return [...last.values()].map(({ change: { table, refersTo }, place }) => ({
    rule: 'L4',
    severity: 0,
    severityOfLarge: rules.L4.severity,
    table: refersTo,
    place,
    message: `While the new table ${table} gets its foreign key, nobody can write to ${refersTo}; and nothing ends the wait for that lock, during which everybody after it waits, too.`,
    sql: shortWait,
  }))
}

/** Prisma sends a file of several statements at once, which PostgreSQL runs as one transaction. */
function concurrentInTransaction({ script, isAuthors }: Situation): Found[] {
  if (!isAuthors) return []
  // What the engine would do besides has no place, and is in no file.
  const files = Map.groupBy(
    script.filter(({ place }) => place !== null),
    ({ place }) => place!.file,
  )
  const isCrowded = (place: ScriptPlace | null) => place !== null && files.get(place.file)!.length > 1
  return script.flatMap(({ changes, place }) =>
    changes
      .filter((change) => 'isConcurrent' in change && change.isConcurrent && isCrowded(place))
      .map((change): Found => {
        const name = 'name' in change ? change.name : ''
        return {
          rule: 'L5',
          table: change.kind === 'create index' ? change.table : null,
          columns: change.kind === 'create index' ? change.columns : [],
          detail: name,
          place,
          message: `The index ${name} is built or dropped concurrently in a file with other statements, which PostgreSQL refuses.`,
        }
      }),
  )
}
