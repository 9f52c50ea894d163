import type { DropStmt, Node, RangeVar } from 'libpg-query'
import type { Change } from './change.ts'
import { keyOfNames, lastName, namesOf } from './tree.ts'

export function dropped({
  removeType = 'OBJECT_TYPE',
  objects = [],
  concurrent,
  behavior,
}: DropStmt): Change[] {
  const isCascade =
    behavior === 'DROP_CASCADE' && removeType !== 'OBJECT_TABLE' && removeType !== 'OBJECT_INDEX'
  const what = removeType.replace('OBJECT_', '')
  return objects.map((object): Change => {
    const names = namesIn(object)
    if (isCascade) return { kind: 'drop whole', object: what, name: names.join('.') }
    if (removeType === 'OBJECT_TABLE') return { kind: 'drop table', table: keyOfNames(names) }
    if (removeType === 'OBJECT_TYPE') return { kind: 'drop enum', enum: keyOfNames(names) }
    if (removeType === 'OBJECT_INDEX')
      return { kind: 'drop index', name: lastName(names), isConcurrent: concurrent === true }
    return { kind: 'other', what: `Drop ${what}`, table: null }
  })
}

const derived = new Set([
  'VIEW',
  'MATVIEW',
  'TRIGGER',
  'POLICY',
  'RULE',
  'FUNCTION',
  'PROCEDURE',
  'AGGREGATE',
  'ROUTINE',
])

/** Whether nothing but what is made of rows elsewhere goes with such a thing. */
export const holdsNoRows = (object: string): boolean => derived.has(object)

/** Those that `DROP … CASCADE` knows and a script may make again. */
export function createdObjects(stmt: Node): Change[] {
  if ('ViewStmt' in stmt) return [created('VIEW', namesOfRelation(stmt.ViewStmt.view))]
  if ('CreateTableAsStmt' in stmt)
    return [created('MATVIEW', namesOfRelation(stmt.CreateTableAsStmt.into?.rel))]
  if (!('CreateFunctionStmt' in stmt)) return []
  const { is_procedure: isProcedure, funcname } = stmt.CreateFunctionStmt
  return [created(isProcedure ? 'PROCEDURE' : 'FUNCTION', namesOf(funcname))]
}

const namesOfRelation = ({ schemaname, relname = '' }: RangeVar = {}): string[] =>
  schemaname === undefined ? [relname] : [schemaname, relname]

const created = (object: string, names: readonly string[]): Change => ({
  kind: 'create object',
  object,
  name: names.join('.'),
})

function namesIn(object: Node): string[] {
  if ('List' in object) return namesOf(object.List.items)
  if ('TypeName' in object) return namesOf(object.TypeName.names)
  return namesOf('ObjectWithArgs' in object ? object.ObjectWithArgs.objname : [object])
}

/** Columns of an index in their order; expressions have no name. */
export const columnsOfIndex = (params: readonly Node[] | undefined): string[] =>
  (params ?? []).flatMap((node) => ('IndexElem' in node && node.IndexElem.name ? [node.IndexElem.name] : []))
