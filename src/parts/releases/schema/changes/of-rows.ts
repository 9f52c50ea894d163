import type { DeleteStmt, MergeStmt, Node, UpdateStmt } from 'libpg-query'
import type { Change } from './change.ts'
import { isOn } from './of-commands.ts'
import { keyOf, kindOf, namesOf, walk } from './tree.ts'

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
  const table = keyOf(relation)
  return targetList.flatMap((target): Change[] => {
    const { name: column = '', val } = 'ResTarget' in target ? target.ResTarget : {}
    const isWhole = !isChosen(whereClause)
    const isFilled = (isWhole || isEmpty(column, whereClause)) && !isNull(val)
    return [
      ...(isWhole && isOneValue(val)
        ? [{ kind: 'overwrite column', table, column, by: 'UPDATE' } as const]
        : []),
      ...(isFilled ? [{ kind: 'fill column', table, column } as const] : []),
    ]
  })
}

/** `WHERE column IS NULL`, and nothing else. */
const isEmpty = (column: string, condition: Node | undefined): boolean =>
  condition !== undefined &&
  'NullTest' in condition &&
  condition.NullTest.nulltesttype === 'IS_NULL' &&
  condition.NullTest.arg !== undefined &&
  'ColumnRef' in condition.NullTest.arg &&
  namesOf(condition.NullTest.arg.ColumnRef.fields).at(-1) === column

/** `NULL`, and `NULL::text`. */
function isNull(value: Node | undefined): boolean {
  if (value && 'TypeCast' in value) return isNull(value.TypeCast.arg)
  return value !== undefined && 'A_Const' in value && value.A_Const.isnull === true
}

/** A condition that looks at no column chooses no rows: `WHERE true`. */
const isChosen = (condition: Node | undefined): boolean =>
  has(condition, new Set(['ColumnRef', 'CurrentOfExpr']))

/** The same for every row, and written there. */
export const isOneValue = (value: Node | undefined): boolean => !has(value, workedOut)

const workedOut = new Set(['ColumnRef', 'FuncCall', 'SubLink', 'SQLValueFunction', 'ParamRef'])

function has(node: Node | undefined, kinds: ReadonlySet<string>): boolean {
  let isFound = false
  walk(node, (name) => {
    isFound ||= kinds.has(name)
  })
  return isFound
}
