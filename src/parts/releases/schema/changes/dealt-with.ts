import { type Catalogue, hasColumnsOf, tableKey } from '../catalogue/catalogue.ts'
import { quoted } from '../catalogue/names.ts'
import { holdsNoRows } from './of-objects.ts'
import { type Change, changesOf, type Statement } from './change.ts'

/** What of the engine's script an author's does not touch, in whatever way: each statement with those of its changes alone. */
export function leftOutOf(authors: readonly Statement[], engines: readonly Statement[]): Statement[] {
  const mine = changesOf(authors)
  const subjects = new Set(mine.flatMap(subjectsOf))
  const renamed = new Set(mine.flatMap(renamedBy))
  const madeAnew = new Set(columnsMadeAnew(engines))
  const newTypes = mine.flatMap((change) =>
    change.kind === 'rename enum' ? [quoted(nameOf(change.to))] : [],
  )
  const isMadeOtherwise = (change: Change, sql: string): boolean => {
    const column = 'column' in change ? `${change.table}.${change.column}` : ''
    return (
      madeAnew.has(column) &&
      (subjects.has(`alter type ${column}`) || newTypes.some((each) => sql.includes(each)))
    )
  }
  return engines.flatMap((statement) => {
    const changes = statement.changes.filter(
      (change) =>
        isJudged(change) &&
        !subjectsOf(change).some((each) => subjects.has(each)) &&
        !isOfRenamed(change, renamed) &&
        !isMadeOtherwise(change, statement.sql),
    )
    return changes.length > 0 ? [{ ...statement, place: null, changes }] : []
  })
}

/** The engine drops a column and adds it again where it knows no cast; an author may. */
const columnsMadeAnew = (engines: readonly Statement[]): string[] => {
  const theirs = changesOf(engines)
  const added = new Set(
    theirs.flatMap((each) => (each.kind === 'add column' ? [`${each.table}.${each.column}`] : [])),
  )
  return theirs.flatMap((each) =>
    each.kind === 'drop column' && added.has(`${each.table}.${each.column}`)
      ? [`${each.table}.${each.column}`]
      : [],
  )
}

const nameOf = (key: string): string => key.split('.').at(-1)!

/**
 * Whether an author's script takes something away that the engine's keeps, or gives it another name than the engine's does. What
 * the script made itself it may take away.
 */
export function leadsElsewhere(
  authors: readonly Statement[],
  engines: readonly Statement[],
  base: Catalogue,
): boolean {
  const theirs = changesOf(engines)
  const subjects = new Set(theirs.flatMap(subjectsOf))
  const made = new Set<string>()
  return changesOf(authors).some((change) => {
    // `IF NOT EXISTS` makes nothing where the table is there, and a temporary one stands only before it.
    if (change.kind === 'create table' && !base.tables.has(change.table)) made.add(change.table)
    if (change.kind === 'rename schema') return true
    if (change.kind === 'drop whole') return isOfSchemas(change, base)
    if (change.kind === 'drop table' || change.kind === 'drop column')
      return !made.has(change.table) && !subjectsOf(change).some((each) => subjects.has(each))
    const renamed = renamedBy(change)
    return renamed.length > 0 && !theirs.some((each) => isOfRenamed(each, new Set(renamed)))
  })
}

/** Nothing that a schema describes goes along with a view or a function. */
const isOfSchemas = ({ object, name }: Extract<Change, { kind: 'drop whole' }>, base: Catalogue): boolean =>
  object === 'TYPE' ? hasColumnsOf(base, name) : !holdsNoRows(object)

/** The others are told by the schemas alone, or are a part of what is. */
const isJudged = ({ kind }: Change): boolean => !unjudged.has(kind)

const unjudged = new Set<Change['kind']>([
  'set',
  'begin',
  'commit',
  'other',
  'set default',
  'drop default',
  'drop not null',
])

/** What a change is about, so that two that bring about the same have one in common. */
function subjectsOf(change: Change): string[] {
  switch (change.kind) {
    case 'create table':
    case 'drop table':
      return [`${change.kind} ${change.table}`]
    case 'add column':
      return ['add column', 'alter type', 'set not null'].map(
        (kind) => `${kind} ${change.table}.${change.column}`,
      )
    case 'drop column':
    case 'set not null':
      return [`${change.kind} ${change.table}.${change.column}`]
    case 'alter type':
      return [`alter type ${change.table}.${change.column}`, enumSubject(change.type.base)]
    case 'create index':
    case 'add unique':
      return [`index ${change.name}`, `index ${change.table}(${change.columns.join()})`]
    case 'add foreign key':
      return [`reference ${change.table}(${change.columns.join()})`]
    case 'add primary key':
      return [`key ${change.table}`]
    case 'drop index':
    case 'drop constraint':
      return [`drop ${change.name}`]
    case 'create enum':
    case 'add enum value':
    case 'rename enum value':
    case 'drop enum':
      return [enumSubject(change.enum)]
    case 'rename enum':
      return [enumSubject(change.enum), enumSubject(change.to)]
    default:
      return []
  }
}

/** The engine makes an enum anew under such a name. */
const enumSubject = (name: string): string => `enum ${name.replace(/_(?:new|old)$/, '')}`

/** Tables and columns under both of their names. */
function renamedBy(change: Change): string[] {
  if (change.kind === 'rename column')
    return [`${change.table}.${change.column}`, `${change.table}.${change.to}`]
  if (change.kind !== 'rename table' && change.kind !== 'move table') return []
  const [schema, name] = change.table.includes('.') ? change.table.split('.') : [null, change.table]
  return [
    change.table,
    change.kind === 'move table' ? tableKey(change.to, name!) : tableKey(schema, change.to),
  ]
}

function isOfRenamed(change: Change, renamed: ReadonlySet<string>): boolean {
  if (!('table' in change) || change.table === null) return false
  if ('refersTo' in change && renamed.has(change.refersTo)) return true
  const columns = 'column' in change ? [change.column] : 'columns' in change ? change.columns : []
  return renamed.has(change.table) || columns.some((column) => renamed.has(`${change.table}.${column}`))
}
