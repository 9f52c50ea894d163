import { quoted } from '../catalogue/names.ts'
import { sameColumns } from '../catalogue/catalogue.ts'
import type { Change } from '../changes/change.ts'
import type { Found } from '../findings/finding.ts'
import { ofKind, type Placed, type Situation } from '../findings/situation.ts'
import { tableName } from '../findings/words.ts'

/** L1 to L5: how long others wait. PostgreSQL alone. */
export const locks = (situation: Situation, placed: readonly Placed[]): Found[] =>
  situation.hasLockRules
    ? [
        ...builtIndexes(situation, placed),
        ...checkedReferences(situation, placed),
        ...writtenAnew(placed),
        ...withoutTimeout(placed),
        ...concurrentInTransaction(situation),
      ]
    : []

function builtIndexes(situation: Situation, placed: readonly Placed[]): Found[] {
  const indexes = ofKind(placed, 'create index').filter(({ change }) => !change.isConcurrent)
  const constraints = ofKind(placed, 'add unique').filter(({ change }) => !change.fromIndex)
  return [...indexes, ...constraints].map(({ change, table, line }) => {
    const unique = change.kind === 'add unique' || change.isUnique ? 'UNIQUE ' : ''
    const list = change.columns.map((name) => quoted(name)).join(', ')
    return {
      rule: 'L1',
      table,
      columns: change.columns,
      detail: change.name,
      line,
      message: `The index ${change.name} is built while nobody can write to ${table}.`,
      sql: `CREATE ${unique}INDEX CONCURRENTLY ${quoted(change.name)} ON ${tableName(situation, table)}(${list});`,
    }
  })
}

function checkedReferences(situation: Situation, placed: readonly Placed[]): Found[] {
  return ofKind(placed, 'add foreign key')
    .filter(({ change, table }) => change.isValidated && !wasThere(situation, table, change.columns))
    .map(({ change: { name, columns }, table, line }) => ({
      rule: 'L2',
      table,
      columns,
      detail: name,
      line,
      message: `The foreign key ${name} is checked over all of ${table} while nobody can write to it or to the table it refers to.`,
      sql: `ALTER TABLE ${tableName(situation, table)} VALIDATE CONSTRAINT ${quoted(name)}; -- after it was added NOT VALID`,
    }))
}

/** It is dropped and added again, as the engine does to change what happens on delete: R1 speaks of it. */
const wasThere = ({ base }: Situation, table: string | null, columns: readonly string[]): boolean =>
  (base.tables.get(table ?? '')?.foreignKeys ?? []).some((each) => sameColumns(each.columns, columns))

const writtenAnew = (placed: readonly Placed[]): Found[] =>
  ofKind(placed, 'add column')
    .filter(({ change }) => change.default?.isVolatile)
    .map(({ change: { column }, table, line }) => ({
      rule: 'L3',
      table,
      columns: [column],
      line,
      message: `${table}.${column} gets a default of each row its own: the whole table is written anew while nobody can read it.`,
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
  'other',
])

/** One for a migration, at its first statement that waits for a lock. */
function withoutTimeout(placed: readonly Placed[]): Found[] {
  if (ofKind(placed, 'set').some(({ change }) => change.name === 'lock_timeout')) return []
  const first = placed.find(
    ({ change }) => !harmless.has(change.kind) && !('isConcurrent' in change && change.isConcurrent),
  )
  if (!first) return []
  return [
    {
      rule: 'L4',
      line: first.line,
      message: 'Nothing ends the wait for a lock: while the migration waits, everybody after it waits, too.',
    },
  ]
}

/** Prisma sends a file of several statements at once, which PostgreSQL runs as one transaction. */
function concurrentInTransaction({ script, isAuthors }: Situation): Found[] {
  if (!isAuthors) return []
  return script.flatMap(({ changes, line }) =>
    changes
      .filter((change) => 'isConcurrent' in change && change.isConcurrent && script.length > 1)
      .map((change): Found => {
        const name = 'name' in change ? change.name : ''
        return {
          rule: 'L5',
          table: change.kind === 'create index' ? change.table : null,
          columns: change.kind === 'create index' ? change.columns : [],
          detail: name,
          line,
          message: `The index ${name} is built or dropped concurrently in a file with other statements, which PostgreSQL refuses.`,
        }
      }),
  )
}
