import type { Datamodel, Field, Model } from '../engine/datamodel.ts'

/** One act of source 004's analyser, with its weight there. */
export interface Operation {
  type: 'addModel' | 'addField' | 'alterType' | 'dropField' | 'dropModel'
  model: string
  field?: string
  fieldType?: string
  from?: string
  to?: string
  risk: number
}

const risks = { addModel: 1, addField: 2, alterType: 7, dropField: 8, dropModel: 10 } as const

/** What the source read off the lines of `model` blocks, read off the datamodels: relations are fields there, too. */
export function operationsBetween(base: readonly Model[], target: readonly Model[]): Operation[] {
  const before = new Map(base.map((model) => [model.name, model]))
  const after = new Map(target.map((model) => [model.name, model]))
  return [
    ...target
      .filter(({ name }) => !before.has(name))
      .map(({ name }) => operation('addModel', { model: name })),
    ...base.filter(({ name }) => !after.has(name)).map(({ name }) => operation('dropModel', { model: name })),
    ...target.flatMap((model) => {
      const old = before.get(model.name)
      return old ? fieldOperations(old, model) : []
    }),
  ]
}

function fieldOperations(base: Model, target: Model): Operation[] {
  const model = target.name
  const before = new Map(base.fields.map((field) => [field.name, typeOf(field)]))
  const after = new Map(target.fields.map((field) => [field.name, typeOf(field)]))
  const added = [...after].filter(([field]) => !before.has(field))
  const gone = [...before].filter(([field]) => !after.has(field))
  const altered = [...after].filter(([field, type]) => before.has(field) && before.get(field) !== type)
  return [
    ...added.map(([field, fieldType]) => operation('addField', { model, field, fieldType })),
    ...gone.map(([field, fieldType]) => operation('dropField', { model, field, fieldType })),
    ...altered.map(([field, to]) => operation('alterType', { model, field, from: before.get(field)!, to })),
  ]
}

const typeOf = ({ type, isList, isRequired }: Field): string =>
  `${type}${isList ? '[]' : isRequired ? '' : '?'}`

const operation = (type: Operation['type'], about: Omit<Operation, 'type' | 'risk'>): Operation => ({
  type,
  ...about,
  risk: risks[type],
})

/** Models without views. */
export const modelsOf = ({ models }: Datamodel, isView: (name: string) => boolean): Model[] =>
  models.filter(({ name }) => !isView(name))
