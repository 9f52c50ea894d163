import { type Catalogue, type Column, columnOf, sameColumns, type Table } from '../catalogue/catalogue.ts'
import { sameType } from '../catalogue/column-type.ts'
import type { Change, Statement } from './change.ts'

/**
 * What leads from one catalogue to the other, for the databases whose SQL the engine does not write or PostgreSQL's parser does
 * not read: the same acts, without a script.
 */
export function compareCatalogues(base: Catalogue, target: Catalogue): Statement[] {
  const changes = [...base.tables.values()].flatMap((table): Change[] => {
    const after = target.tables.get(table.key)
    return after ? tableChanges(table, after) : [{ kind: 'drop table', table: table.key }]
  })
  const created = [...target.tables.values()]
    .filter(({ key }) => !base.tables.has(key))
    .map(({ key, columns }): Change => ({
      kind: 'create table',
      table: key,
      columns: columns.map(({ name }) => name),
    }))
  return [...changes, ...created].map((change) => ({
    place: null,
    sql: '',
    changes: [change],
    constants: [],
    signatures: [],
  }))
}

function tableChanges(before: Table, after: Table): Change[] {
  return [
    ...columnChanges(before, after),
    ...keyChanges(before, after),
    ...indexChanges(before, after),
    ...foreignKeyChanges(before, after),
  ]
}

function columnChanges(before: Table, after: Table): Change[] {
  const table = before.key
  const dropped = before.columns
    .filter(({ name }) => !columnOf(after, name))
    .map(({ name }): Change => ({ kind: 'drop column', table, column: name }))
  const rest = after.columns.flatMap((column) => {
    const old = columnOf(before, column.name)
    return old ? alterations(table, old, column) : [addition(table, column)]
  })
  return [...dropped, ...rest]
}

const addition = (table: string, { name, isRequired, default: given }: Column): Change => ({
  kind: 'add column',
  table,
  column: name,
  isRequired,
  default: given?.isInDatabase ? { isVolatile: /^(autoincrement|dbgenerated)\(/.test(given.text) } : null,
})

function alterations(table: string, before: Column, after: Column): Change[] {
  const column = after.name
  const changes: Change[] = []
  if (!sameType(before.type, after.type))
    changes.push({ kind: 'alter type', table, column, type: after.type, isSerial: false, from: 'cast' })
  if (before.isRequired !== after.isRequired)
    changes.push({ kind: after.isRequired ? 'set not null' : 'drop not null', table, column })
  const [old, given] = [before, after].map((each) => (each.default?.isInDatabase ? each.default.text : null))
  if (old === given) return changes
  if (given) return [...changes, { kind: 'set default', table, column, text: given }]
  return [...changes, { kind: 'drop default', table, column }]
}

function keyChanges({ key: table, primaryKey: before }: Table, { primaryKey: after }: Table): Change[] {
  if (sameColumns(before?.columns ?? [], after?.columns ?? [])) return []
  return [
    ...(before ? [{ kind: 'drop constraint', table, name: before.name } as const] : []),
    ...(after ? [{ kind: 'add primary key', table, columns: after.columns } as const] : []),
  ]
}

function indexChanges(before: Table, after: Table): Change[] {
  const isIn = (list: Table['indexes'], { columns, isUnique }: Table['indexes'][number]) =>
    list.some((each) => each.isUnique === isUnique && sameColumns(each.columns, columns))
  return [
    ...before.indexes
      .filter((index) => !isIn(after.indexes, index))
      .map(({ name }): Change => ({ kind: 'drop index', name, isConcurrent: false })),
    ...after.indexes
      .filter((index) => !isIn(before.indexes, index))
      .map((index): Change => ({ kind: 'create index', table: after.key, isConcurrent: false, ...index })),
  ]
}

function foreignKeyChanges(before: Table, after: Table): Change[] {
  const words = ({ columns, refersTo, referredColumns, onDelete, onUpdate }: Table['foreignKeys'][number]) =>
    [columns.join(), refersTo, referredColumns.join(), onDelete, onUpdate].join(' ')
  const [old, now] = [before, after].map(({ foreignKeys }) => new Set(foreignKeys.map(words))) as [
    Set<string>,
    Set<string>,
  ]
  return [
    ...before.foreignKeys
      .filter((each) => !now.has(words(each)))
      .map(({ name }): Change => ({ kind: 'drop constraint', table: before.key, name })),
    ...after.foreignKeys
      .filter((each) => !old.has(words(each)))
      .map(({ name, columns, refersTo, referredColumns }): Change => {
        const at = { table: after.key, name, columns, refersTo, referredColumns }
        return { kind: 'add foreign key', ...at, isValidated: true }
      }),
  ]
}
