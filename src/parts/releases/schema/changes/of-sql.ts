import type { Node, VariableSetStmt } from 'libpg-query'
import { shownSql } from '../text/shown-sql.ts'
import { scanSql } from '../text/sql-scan.ts'
import type { Change, Statement } from './change.ts'
import { commandChanges } from './of-commands.ts'
import { rowChanges } from './of-rows.ts'
import { alterTable, createTable } from './of-tables.ts'
import { columnsOfIndex, createdObjects, dropped } from './of-objects.ts'
import { constantsIn, keyOf, keyOfNames, kindOf, namesOf, signatureOf, statementsIn } from './tree.ts'

/**
 * Reads a PostgreSQL migration, or a file of one. `file`: null for the engine's own.
 * @throws `SqlObjection` where it cannot be parsed
 */
export async function readScript(script: string, file: string | null): Promise<Statement[]> {
  const text = script.replace(/^\uFEFF/, '')
  const bytes = Buffer.from(text)
  const lines = lineAtByte(bytes)
  return (await statementsIn(text, file)).map(({ stmt, stmt_location: from = 0, stmt_len: length }) => {
    const sql = bytes.subarray(from, length ? from + length : undefined).toString()
    // Blank lines and comments that stand before a statement belong to it for the parser, not for people.
    const lead = Math.max(0, scanSql(sql).bare.search(/\S/))
    return {
      place: { file, line: lines(from) + sql.slice(0, lead).split('\n').length - 1 },
      sql: shownSql(sql.slice(lead)),
      changes: changesIn(stmt),
      constants: constantsIn(stmt),
      signatures: signaturesOf(stmt),
    }
  })
}

/** Places come in order: the lines before one are counted once. */
function lineAtByte(bytes: Buffer): (place: number) => number {
  let at = 0
  let line = 1
  return (place) => {
    for (let next = bytes.indexOf(10, at); next >= 0 && next < place; next = bytes.indexOf(10, at)) {
      line += 1
      at = next + 1
    }
    return line
  }
}

function changesIn(stmt: Node | undefined): Change[] {
  if (!stmt) return []
  if ('CreateStmt' in stmt) return createTable(stmt.CreateStmt)
  if ('AlterTableStmt' in stmt) return alterTable(stmt.AlterTableStmt)
  if ('DropStmt' in stmt) return dropped(stmt.DropStmt)
  if ('IndexStmt' in stmt) {
    const { idxname, relation, indexParams, unique, concurrent } = stmt.IndexStmt
    return [
      {
        kind: 'create index',
        name: idxname ?? '',
        table: keyOf(relation),
        columns: columnsOfIndex(indexParams),
        isUnique: unique === true,
        isConcurrent: concurrent === true,
      },
    ]
  }
  return otherChange(stmt)
}

function otherChange(stmt: Node): Change[] {
  if ('RenameStmt' in stmt) {
    const { renameType, relationType, relation, subname = '', newname = '', object } = stmt.RenameStmt
    if (renameType === 'OBJECT_TABLE') return [{ kind: 'rename table', table: keyOf(relation), to: newname }]
    if (renameType === 'OBJECT_COLUMN' && relationType === 'OBJECT_TABLE')
      return [{ kind: 'rename column', table: keyOf(relation), column: subname, to: newname }]
    if (renameType === 'OBJECT_TYPE') {
      const names = object && 'List' in object ? namesOf(object.List.items) : []
      return [
        { kind: 'rename enum', enum: keyOfNames(names), to: keyOfNames([...names.slice(0, -1), newname]) },
      ]
    }
    if (renameType === 'OBJECT_SCHEMA') return [{ kind: 'rename schema', schema: subname, to: newname }]
    if (renameType === 'OBJECT_TABCONSTRAINT' || renameType === 'OBJECT_INDEX') return []
    return [other(stmt)]
  }
  if ('CreateEnumStmt' in stmt)
    return [
      {
        kind: 'create enum',
        enum: keyOfNames(namesOf(stmt.CreateEnumStmt.typeName)),
        values: namesOf(stmt.CreateEnumStmt.vals),
      },
    ]
  if ('AlterEnumStmt' in stmt) {
    const { typeName, newVal = '', oldVal } = stmt.AlterEnumStmt
    const name = keyOfNames(namesOf(typeName))
    return oldVal
      ? [{ kind: 'rename enum value', enum: name, value: oldVal, to: newVal }]
      : [{ kind: 'add enum value', enum: name, value: newVal }]
  }
  if ('CreateTableAsStmt' in stmt && stmt.CreateTableAsStmt.objtype === 'OBJECT_TABLE')
    return [{ kind: 'create table', table: keyOf(stmt.CreateTableAsStmt.into?.rel), columns: [] }]
  if ('VariableSetStmt' in stmt) return [settingOf(stmt.VariableSetStmt)]
  if ('TransactionStmt' in stmt) return transactionChange(stmt.TransactionStmt.kind)
  const found = [...commandChanges(stmt), ...rowChanges(stmt)]
  return found.length > 0 ? found : [...createdObjects(stmt), other(stmt)]
}

const other = (stmt: Node): Change => ({
  kind: 'other',
  what: kindOf(stmt)[0].replace(/Stmt$/, ''),
  table: null,
})

const settingOf = ({ kind, name = 'lock_timeout', args = [], is_local }: VariableSetStmt): Change => {
  const [given] = args
  const constant = given && 'A_Const' in given ? given.A_Const : null
  const value = kind === 'VAR_SET_VALUE' ? (constant?.sval?.sval ?? String(constant?.ival?.ival ?? 0)) : null
  return { kind: 'set', name, value, isLocal: is_local === true }
}

const transactionChange = (kind: string | undefined): Change[] => {
  if (kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START') return [{ kind: 'begin' }]
  return kind === 'TRANS_STMT_COMMIT' ? [{ kind: 'commit' }] : []
}

/** What two authors write differently and mean alike is left out: whether it exists already, and how it is locked. */
function signaturesOf(stmt: Node | undefined): string[] {
  if (!stmt || 'TransactionStmt' in stmt || 'VariableSetStmt' in stmt) return []
  if ('AlterTableStmt' in stmt)
    return (stmt.AlterTableStmt.cmds ?? [])
      .flatMap(actsIn)
      .map((act) => `${keyOf(stmt.AlterTableStmt.relation)} ${signatureOf(plain(act))}`)
  return [signatureOf(plain(stmt))]
}

/** `ADD COLUMN … NOT NULL` is two acts in one: an author may fill the column between them. */
function actsIn(act: Node): Node[] {
  if (!('AlterTableCmd' in act) || act.AlterTableCmd.subtype !== 'AT_AddColumn') return [act]
  const { def } = act.AlterTableCmd
  if (!def || !('ColumnDef' in def)) return [act]
  const { constraints = [], ...column } = def.ColumnDef
  const others = constraints.filter(
    (each) => !('Constraint' in each && each.Constraint.contype === 'CONSTR_NOTNULL'),
  )
  if (others.length === constraints.length) return [act]
  const left = others.length > 0 ? { ...column, constraints: others } : column
  return [
    { AlterTableCmd: { ...act.AlterTableCmd, def: { ColumnDef: left } } },
    { AlterTableCmd: { subtype: 'AT_SetNotNull', name: column.colname ?? '' } },
  ]
}

const soft = new Set([
  'missing_ok',
  'if_not_exists',
  'concurrent',
  'skip_validation',
  'initially_valid',
  'behavior',
])
const plain = (node: Node): unknown =>
  JSON.parse(
    JSON.stringify(node, (name, value: unknown) =>
      soft.has(name) || (name === 'schemaname' && value === 'public') ? undefined : value,
    ),
  )
