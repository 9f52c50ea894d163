import type { DropStmt, Node } from 'libpg-query'
import type { Change } from './change.ts'
import { columnTypeOf, keyOfNames, lastName, namesOf } from './tree.ts'

export function dropped({ removeType, objects = [], concurrent }: DropStmt): Change[] {
  return objects.map((object): Change => {
    const names = namesIn(object)
    if (removeType === 'OBJECT_TABLE') return { kind: 'drop table', table: keyOfNames(names) }
    if (removeType === 'OBJECT_TYPE') return { kind: 'drop enum', enum: lastName(names) }
    if (removeType === 'OBJECT_INDEX')
      return { kind: 'drop index', name: lastName(names), isConcurrent: concurrent === true }
    return { kind: 'other', what: `Drop ${removeType ?? ''}` }
  })
}

function namesIn(object: Node): string[] {
  if ('List' in object) return namesOf(object.List.items)
  if ('TypeName' in object)
    return [...namesOf(object.TypeName.names).slice(0, -1), columnTypeOf(object.TypeName).base]
  return namesOf([object])
}

/** Columns of an index in their order; expressions have no name. */
export const columnsOfIndex = (params: readonly Node[] | undefined): string[] =>
  (params ?? []).flatMap((node) => ('IndexElem' in node && node.IndexElem.name ? [node.IndexElem.name] : []))
