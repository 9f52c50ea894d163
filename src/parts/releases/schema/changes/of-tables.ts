import type {
  AlterTableCmd,
  AlterTableStmt,
  ColumnDef,
  Constraint,
  CreateStmt,
  Node,
  TypeName,
} from 'libpg-query'
import { quoted } from '../catalogue/names.ts'
import type { AddedDefault, Change } from './change.ts'
import { isOneValue } from './of-rows.ts'
import { columnTypeOf, keyOf, namesOf, signatureOf, walk } from './tree.ts'

export const createTable = ({ relation, tableElts = [] }: CreateStmt): Change[] => [
  {
    kind: 'create table',
    table: keyOf(relation),
    columns: tableElts.flatMap((node) => ('ColumnDef' in node ? [node.ColumnDef.colname ?? ''] : [])),
  },
]

export function alterTable({ relation, cmds = [], objtype }: AlterTableStmt): Change[] {
  if (objtype !== 'OBJECT_TABLE')
    return [{ kind: 'other', what: `Alter ${objtype?.replace('OBJECT_', '')}`, table: null }]
  const table = keyOf(relation)
  return cmds.flatMap((node) => ('AlterTableCmd' in node ? alteration(table, node.AlterTableCmd) : []))
}

function alteration(table: string, { subtype, name: column = '', def }: AlterTableCmd): Change[] {
  switch (subtype) {
    case 'AT_AddColumn':
      return def && 'ColumnDef' in def ? addedColumn(table, def.ColumnDef) : []
    case 'AT_DropColumn':
      return [{ kind: 'drop column', table, column }]
    case 'AT_AlterColumnType':
      return def && 'ColumnDef' in def ? alteredType(table, column, def.ColumnDef) : []
    case 'AT_SetNotNull':
      return [{ kind: 'set not null', table, column }]
    case 'AT_DropNotNull':
      return [{ kind: 'drop not null', table, column }]
    case 'AT_ColumnDefault':
      return def
        ? [{ kind: 'set default', table, column, text: signatureOf(def) }]
        : [{ kind: 'drop default', table, column }]
    case 'AT_AddConstraint':
      return def && 'Constraint' in def ? addedConstraint(table, def.Constraint, null) : []
    case 'AT_ValidateConstraint':
      return [{ kind: 'validate constraint', table, name: column }]
    case 'AT_DropConstraint':
      return [{ kind: 'drop constraint', table, name: column }]
    default:
      return [otherAlteration(table, subtype ?? '')]
  }
}

function alteredType(table: string, column: string, { typeName, raw_default: using }: ColumnDef): Change[] {
  const from = isCastOf(column, using) ? 'cast' : isOneValue(using) ? 'one value' : 'worked out'
  const type = { type: columnTypeOf(typeName), isSerial: isSerial(typeName) }
  return [
    { kind: 'alter type', table, column, ...type, from },
    ...(from === 'one value' ? [{ kind: 'overwrite column', table, column, by: 'USING' } as const] : []),
  ]
}

/** Without `USING` PostgreSQL casts by itself. */
function isCastOf(column: string, using: Node | undefined): boolean {
  if (!using) return true
  if ('TypeCast' in using) return using.TypeCast.arg !== undefined && isCastOf(column, using.TypeCast.arg)
  return 'ColumnRef' in using && namesOf(using.ColumnRef.fields).at(-1) === column
}

/** Those that write the whole table anew while nobody can read it. */
const rewriting: Record<string, string> = {
  AT_SetLogged: 'SET LOGGED',
  AT_SetUnLogged: 'SET UNLOGGED',
  AT_SetTableSpace: 'SET TABLESPACE',
  AT_SetAccessMethod: 'SET ACCESS METHOD',
}

const otherAlteration = (table: string, subtype: string): Change =>
  rewriting[subtype]
    ? { kind: 'lock', table, by: `ALTER TABLE … ${rewriting[subtype]}`, isWrittenAnew: true }
    : { kind: 'other', what: subtype.replace('AT_', 'AlterTable '), table }

function addedColumn(
  table: string,
  { colname: column = '', typeName, constraints = [] }: ColumnDef,
): Change[] {
  const own = constraints.flatMap((node) => ('Constraint' in node ? [node.Constraint] : []))
  const has = (kind: Constraint['contype']) => own.find(({ contype }) => contype === kind)
  const written = has('CONSTR_DEFAULT') ?? has('CONSTR_IDENTITY') ?? has('CONSTR_GENERATED')
  const isRequired = has('CONSTR_NOTNULL') !== undefined || has('CONSTR_PRIMARY') !== undefined
  return [
    {
      kind: 'add column',
      table,
      column,
      isRequired,
      default: isSerial(typeName) ? { isVolatile: true } : defaultOf(written),
    },
    ...own.flatMap((constraint) => addedConstraint(table, constraint, column)),
  ]
}

const isSerial = (type: TypeName | undefined): boolean =>
  /^(big|small)?serial\d?$/.test(namesOf(type?.names).at(-1) ?? '')

/** These functions give one value for a whole statement, so that the rows that are there need not be written. */
const steady = new Set([
  'now',
  'current_timestamp',
  'transaction_timestamp',
  'statement_timestamp',
  'current_user',
])

/** Any other function is taken as one that gives each row its own value: the usual ones do. */
function defaultOf(constraint: Constraint | undefined): AddedDefault | null {
  if (!constraint) return null
  if (constraint.contype !== 'CONSTR_DEFAULT') return { isVolatile: true }
  let isVolatile = false
  walk(constraint.raw_expr, (name, value) => {
    if (name !== 'FuncCall') return
    const called = namesOf((value as { funcname?: Node[] }).funcname).at(-1)
    isVolatile ||= !steady.has(called ?? '')
  })
  return { isVolatile }
}

function addedConstraint(table: string, constraint: Constraint, column: string | null): Change[] {
  const { contype, conname: name = '', keys, fk_attrs: from, indexname } = constraint
  const columns = column === null ? namesOf(contype === 'CONSTR_FOREIGN' ? from : keys) : [column]
  const isValidated = constraint.skip_validation !== true && constraint.initially_valid !== false
  switch (contype) {
    case 'CONSTR_FOREIGN':
      return [
        {
          kind: 'add foreign key',
          table,
          name,
          columns,
          refersTo: keyOf(constraint.pktable),
          referredColumns: namesOf(constraint.pk_attrs),
          isValidated,
        },
      ]
    case 'CONSTR_PRIMARY':
      return [{ kind: 'add primary key', table, columns }]
    case 'CONSTR_UNIQUE':
      return [
        {
          kind: 'add unique',
          table,
          name,
          columns,
          fromIndex: indexname !== undefined,
          tail: tailOf(constraint),
        },
      ]
    case 'CONSTR_CHECK':
      return [{ kind: 'add check', table, name, isValidated, notNull: notNullColumn(constraint.raw_expr) }]
    case 'CONSTR_EXCLUSION':
      return [{ kind: 'lock', table, by: 'ADD … EXCLUDE', isWrittenAnew: false }]
    default:
      return []
  }
}

function tailOf({ including, nulls_not_distinct: isNullsAlike }: Constraint): string {
  const more = namesOf(including).map((name) => quoted(name))
  return `${more.length > 0 ? ` INCLUDE (${more.join(', ')})` : ''}${isNullsAlike ? ' NULLS NOT DISTINCT' : ''}`
}

/** Of `CHECK (name IS NOT NULL)`. */
function notNullColumn(expression: Node | undefined): string | null {
  if (!expression || !('NullTest' in expression) || expression.NullTest.nulltesttype !== 'IS_NOT_NULL')
    return null
  const { arg } = expression.NullTest
  return arg && 'ColumnRef' in arg ? (namesOf(arg.ColumnRef.fields).at(-1) ?? null) : null
}
