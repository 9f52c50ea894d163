import type { DeleteStmt, MergeStmt, Node, UpdateStmt } from 'libpg-query'
import type { Change } from './change.ts'
import { isOn } from './of-commands.ts'
import { keyOf, kindOf, walk } from './tree.ts'

/** What a statement does to rows, wherever in it: also below `WITH`, `EXPLAIN ANALYZE` and `PREPARE`. */
export function rowChanges(stmt: Node): Change[] {
  if (!isRun(stmt)) return []
  const found: Change[] = []
  walk(stmt, (name, value) => {
    if (name === 'DeleteStmt') found.push(...deleted(value as DeleteStmt))
    if (name === 'MergeStmt') found.push(...merged(value as MergeStmt))
    if (name === 'UpdateStmt') found.push(...overwritten(value as UpdateStmt))
  })
  return found
}

const running = new Set([
  'SelectStmt',
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
  'CopyStmt',
  'CreateTableAsStmt',
  'PrepareStmt',
])

/** The body of a function, a view or a rule is not. */
function isRun(stmt: Node): boolean {
  if (!('ExplainStmt' in stmt)) return running.has(kindOf(stmt)[0])
  return isOn(stmt.ExplainStmt.options, 'analyze')
}

const deleted = ({ relation, whereClause }: DeleteStmt): Change[] =>
  isChosen(whereClause) ? [] : [{ kind: 'delete rows', table: keyOf(relation), by: 'DELETE' }]

const merged = ({ relation, mergeWhenClauses = [] }: MergeStmt): Change[] =>
  mergeWhenClauses.some(
    (each) => 'MergeWhenClause' in each && each.MergeWhenClause.commandType === 'CMD_DELETE',
  )
    ? [{ kind: 'delete rows', table: keyOf(relation), by: 'MERGE' }]
    : []

function overwritten({ relation, whereClause, targetList = [] }: UpdateStmt): Change[] {
  if (isChosen(whereClause)) return []
  return targetList.flatMap((target): Change[] => {
    const { name: column = '', val } = 'ResTarget' in target ? target.ResTarget : {}
    return has(val, workedOut) ? [] : [{ kind: 'overwrite column', table: keyOf(relation), column }]
  })
}

/** A condition that looks at no column chooses no rows: `WHERE true`. */
const isChosen = (condition: Node | undefined): boolean =>
  has(condition, new Set(['ColumnRef', 'CurrentOfExpr']))

const workedOut = new Set(['ColumnRef', 'FuncCall', 'SubLink', 'SQLValueFunction', 'ParamRef'])

function has(node: Node | undefined, kinds: ReadonlySet<string>): boolean {
  let isFound = false
  walk(node, (name) => {
    isFound ||= kinds.has(name)
  })
  return isFound
}
