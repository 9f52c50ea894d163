import type { LockStmt, Node, ReindexStmt, VacuumStmt } from 'libpg-query'
import type { Change } from './change.ts'
import { keyOf } from './tree.ts'

/** What statements do that are about neither columns nor single rows; none for those that are not known here. */
export function commandChanges(stmt: Node): Change[] {
  if ('TruncateStmt' in stmt)
    return tablesIn(stmt.TruncateStmt.relations).map((table) => ({
      kind: 'delete rows',
      table,
      by: 'TRUNCATE',
    }))
  if ('CreateTableAsStmt' in stmt && stmt.CreateTableAsStmt.objtype === 'OBJECT_TABLE')
    return [
      { kind: 'create table', table: keyOf(stmt.CreateTableAsStmt.into?.rel), columns: [] },
      { kind: 'other', what: 'CreateTableAs', table: null },
    ]
  if ('AlterObjectSchemaStmt' in stmt) {
    const { objectType, relation, newschema = '' } = stmt.AlterObjectSchemaStmt
    return objectType === 'OBJECT_TABLE'
      ? [{ kind: 'move table', table: keyOf(relation), to: newschema }]
      : []
  }
  if ('CopyStmt' in stmt && stmt.CopyStmt.is_program) return [{ kind: 'run program' }]
  if ('DropdbStmt' in stmt)
    return [{ kind: 'drop whole', object: 'DATABASE', name: stmt.DropdbStmt.dbname ?? '' }]
  if ('DropOwnedStmt' in stmt) {
    const roles = (stmt.DropOwnedStmt.roles ?? []).flatMap((role) =>
      'RoleSpec' in role ? [role.RoleSpec.rolename ?? 'CURRENT_USER'] : [],
    )
    return [{ kind: 'drop whole', object: 'OWNED', name: roles.join(', ') }]
  }
  return lockings(stmt)
}

function lockings(stmt: Node): Change[] {
  if ('VacuumStmt' in stmt) return vacuumed(stmt.VacuumStmt)
  if ('ClusterStmt' in stmt) {
    const { relation } = stmt.ClusterStmt
    return [{ kind: 'lock', table: relation ? keyOf(relation) : null, by: 'CLUSTER', isWrittenAnew: true }]
  }
  if ('ReindexStmt' in stmt) return reindexed(stmt.ReindexStmt)
  if ('LockStmt' in stmt) return locked(stmt.LockStmt)
  if ('AlterTableMoveAllStmt' in stmt)
    return [{ kind: 'lock', table: null, by: 'ALTER TABLE ALL IN TABLESPACE', isWrittenAnew: true }]
  return []
}

function vacuumed({ is_vacuumcmd: isVacuum, options, rels }: VacuumStmt): Change[] {
  if (!isVacuum || !isOn(options, 'full')) return []
  const tables = (rels ?? []).flatMap((each) =>
    'VacuumRelation' in each ? [keyOf(each.VacuumRelation.relation)] : [],
  )
  return (tables.length > 0 ? tables : [null]).map((table) => ({
    kind: 'lock',
    table,
    by: 'VACUUM FULL',
    isWrittenAnew: true,
  }))
}

function reindexed({ kind, relation, params }: ReindexStmt): Change[] {
  if (isOn(params, 'concurrently')) return []
  const table = kind === 'REINDEX_OBJECT_TABLE' ? keyOf(relation) : null
  return [{ kind: 'lock', table, by: 'REINDEX', isWrittenAnew: false }]
}

/** `SHARE`: the weakest of PostgreSQL's eight that lets nobody write. */
const weakestAgainstWriters = 5

const locked = ({ relations, mode = 8 }: LockStmt): Change[] =>
  mode < weakestAgainstWriters
    ? []
    : tablesIn(relations).map((table) => ({ kind: 'lock', table, by: 'LOCK TABLE', isWrittenAnew: false }))

const tablesIn = (relations: readonly Node[] | undefined): string[] =>
  (relations ?? []).flatMap((each) => ('RangeVar' in each ? [keyOf(each.RangeVar)] : []))

/** Whether a statement has an option: `VACUUM (FULL false)` has not. */
export const isOn = (options: readonly Node[] | undefined, name: string): boolean =>
  (options ?? []).some((each) => {
    if (!('DefElem' in each) || each.DefElem.defname !== name) return false
    const { arg } = each.DefElem
    if (arg && 'Integer' in arg) return (arg.Integer.ival ?? 0) !== 0
    return !arg || !('String' in arg) || !/^(false|off)$/i.test(arg.String.sval ?? '')
  })
