import type { Field, Model } from '../engine/datamodel.ts'
import { type ForeignKey, type Table, tableKey } from './catalogue.ts'
import { typeOf } from './column-type.ts'
import type { Member, Outlined } from '../text/outline.ts'
import { columnName } from './columns.ts'
import { defaultName } from './names.ts'

/** Of the relations whose columns stand in this model. What happens on delete is worked out where the schema leaves it open. */
export function relationsOf(
  model: Model,
  models: ReadonlyMap<string, Model>,
  outlined: Outlined | undefined,
): ForeignKey[] {
  return model.fields.flatMap((field) => {
    const { relationFromFields = [], relationToFields = [] } = field
    const other = models.get(field.type)
    if (relationFromFields.length === 0 || !other) return []
    const own = relationFromFields.map((name) => fieldOf(model, name))
    const columns = own.map((each, index) => columnName(each, relationFromFields[index]!))
    return {
      name:
        mappedName(outlined?.members.get(field.name)) ??
        defaultName(model.dbName ?? model.name, columns, 'fkey'),
      field: field.name,
      columns,
      refersTo: keyOf(other),
      referredColumns: relationToFields.map((name) => columnName(fieldOf(other, name), name)),
      onDelete: field.relationOnDelete ?? (own.every((each) => each?.isRequired) ? 'Restrict' : 'SetNull'),
      onUpdate: field.relationOnUpdate ?? 'Cascade',
    }
  })
}

/** The engine does not tell the name that a relation gives its key. */
const mappedName = (member: Member | undefined): string | undefined =>
  /@relation\(.*\bmap:\s*"([^"]+)"/.exec(member?.attributes ?? '')?.[1]

const fieldOf = (model: Model, name: string): Field | undefined =>
  model.fields.find((field) => field.name === name)
const keyOf = (model: Model): string => tableKey(model.schema, model.dbName ?? model.name)

/** Two lists that point at each other stand in a table of their own: `_CatToUser` with the columns A and B. */
export function joinTables(
  models: ReadonlyMap<string, Model>,
  enums: ReadonlyMap<string, string>,
): Described[] {
  const tables = new Map<string, Described>()
  for (const model of models.values())
    for (const field of model.fields) {
      const other = models.get(field.type)
      if (!other || !field.relationName || !field.isList || !answersWithList(field, model, other)) continue
      const [a, b] = [model, other].toSorted((one, another) => (one.name < another.name ? -1 : 1)) as [
        Model,
        Model,
      ]
      const name = `_${field.relationName}`
      const key = tableKey(a.schema, name)
      if (!tables.has(key)) tables.set(key, joinTable(key, name, a, b, enums))
    }
  return [...tables.values()]
}

/** Of a model with itself both lists stand in the same one. */
const answersWithList = (field: Field, model: Model, other: Model): boolean =>
  other.fields.some(
    (each) =>
      each !== field && each.isList && each.type === model.name && each.relationName === field.relationName,
  )

type Described = Omit<Table, 'foreignKeys'>

function joinTable(
  key: string,
  name: string,
  a: Model,
  b: Model,
  enums: ReadonlyMap<string, string>,
): Described {
  const side = (column: string, model: Model) => {
    const id = model.fields.find(({ isId }) => isId)
    return {
      name: column,
      field: null,
      type: id ? typeOf(id, enums) : { base: 'int4', sizes: [], isList: false },
      written: id?.type ?? 'Int',
      isRequired: true,
      isList: false,
      default: null,
      isUpdatedAt: false,
    }
  }
  return {
    key,
    name,
    schema: a.schema,
    model: null,
    columns: [side('A', a), side('B', b)],
    primaryKey: { name: `${name}_AB_pkey`, columns: ['A', 'B'] },
    indexes: [{ name: `${name}_B_index`, columns: ['B'], isUnique: false }],
    relations: [reference(name, 'A', a), reference(name, 'B', b)],
  }
}

const reference = (table: string, column: 'A' | 'B', to: Model): ForeignKey => {
  const id = to.fields.find(({ isId }) => isId)
  return {
    name: defaultName(table, [column], 'fkey'),
    field: null,
    columns: [column],
    refersTo: keyOf(to),
    referredColumns: [columnName(id, 'id')],
    onDelete: 'Cascade',
    onUpdate: 'Cascade',
  }
}
