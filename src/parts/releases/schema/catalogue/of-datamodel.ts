import type { Datamodel, Field, Model, ModelIndex } from '../engine/datamodel.ts'
import type { Outlined } from '../text/outline.ts'
import { type Catalogue, type Column, type Index, type Table, tableKey } from './catalogue.ts'
import { typeOf } from './column-type.ts'
import { columnName, defaultOf, unsupportedColumns } from './columns.ts'
import { joinTables, relationsOf } from './foreign-keys.ts'
import { defaultName } from './names.ts'

/**
 * What the engine says of a schema, as tables. The outline tells views from models, and fields of types that the engine
 * leaves out.
 */
export function catalogueOf(
  provider: string,
  hasForeignKeys: boolean,
  datamodel: Datamodel,
  outline: ReadonlyMap<string, Outlined>,
): Catalogue {
  const enums = new Map(
    datamodel.enums.map(({ name, dbName }) => [name, tableKey(outline.get(name)?.schema, dbName ?? name)]),
  )
  const models = new Map(
    datamodel.models
      .filter(({ name }) => outline.get(name)?.keyword !== 'view')
      .map((model) => [model.name, model]),
  )
  const indexes = Map.groupBy(datamodel.indexes, ({ model }) => model)
  const tables = [
    ...[...models.values()].map((model) =>
      tableOf(model, indexes.get(model.name) ?? [], models, enums, outline.get(model.name)),
    ),
    ...joinTables(models, enums),
  ].map((table) => ({ ...table, foreignKeys: hasForeignKeys ? table.relations : [] }))
  return {
    provider,
    tables: new Map(tables.map((table) => [table.key, table])),
    enums: new Map(
      datamodel.enums.map(({ name, values }) => [
        enums.get(name)!,
        { name: enums.get(name)!, enum: name, values: values.map((value) => value.dbName ?? value.name) },
      ]),
    ),
  }
}

function tableOf(
  model: Model,
  indexes: readonly ModelIndex[],
  models: ReadonlyMap<string, Model>,
  enums: ReadonlyMap<string, string>,
  outlined: Outlined | undefined,
): Omit<Table, 'foreignKeys'> {
  const name = model.dbName ?? model.name
  const stored = model.fields.filter(({ kind }) => kind !== 'object')
  const named = (fields: readonly { name: string }[]) =>
    fields.map((field) =>
      columnName(
        model.fields.find((each) => each.name === field.name),
        field.name,
      ),
    )
  const primary = indexes.find(({ type }) => type === 'id')
  return {
    key: tableKey(model.schema, name),
    name,
    schema: model.schema,
    model: model.name,
    columns: [...stored.map((field) => columnFor(field, enums)), ...unsupportedColumns(outlined, stored)],
    primaryKey: primary
      ? { name: primary.dbName ?? defaultName(name, [], 'pkey'), columns: named(primary.fields) }
      : null,
    indexes: indexes
      .filter(({ type }) => type !== 'id')
      .map((index): Index => {
        const columns = named(index.fields)
        const isUnique = index.type === 'unique'
        return {
          name: index.dbName ?? defaultName(name, columns, isUnique ? 'key' : 'idx'),
          columns,
          isUnique,
        }
      }),
    relations: relationsOf(model, models, outlined),
  }
}

const columnFor = (field: Field, enums: ReadonlyMap<string, string>): Column => ({
  name: columnName(field, field.name),
  field: field.name,
  type: typeOf(field, enums),
  written: `${field.type}${field.isList ? '[]' : field.isRequired ? '' : '?'}`,
  isRequired: field.isRequired && !field.isList,
  isList: field.isList,
  default: defaultOf(field.default, field.type),
  isUpdatedAt: field.isUpdatedAt,
})
