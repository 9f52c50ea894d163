/** What the engine's `get_datamodel` answers; only the members that are read here. */
export interface Datamodel {
  models: readonly Model[]
  enums: readonly {
    name: string
    dbName: string | null
    values: readonly { name: string; dbName: string | null }[]
  }[]
  indexes: readonly ModelIndex[]
}

/** A model or a view: the engine does not say which. Fields of a type it does not support are left out. */
export interface Model {
  name: string
  dbName: string | null
  schema: string | null
  fields: readonly Field[]
  primaryKey: { fields: readonly string[] } | null
}

export interface Field {
  name: string
  dbName?: string
  kind: 'scalar' | 'enum' | 'object' | 'unsupported'
  isList: boolean
  isRequired: boolean
  isUnique: boolean
  isId: boolean
  type: string
  /** `["VarChar", ["200"]]`. */
  nativeType: readonly [string, readonly string[]] | null
  default?: unknown
  isUpdatedAt: boolean
  relationName?: string
  relationFromFields?: readonly string[]
  relationToFields?: readonly string[]
  relationOnDelete?: string
  relationOnUpdate?: string
}

export interface ModelIndex {
  model: string
  type: 'id' | 'unique' | 'normal' | 'fulltext'
  dbName?: string
  fields: readonly { name: string; sortOrder?: string }[]
}
