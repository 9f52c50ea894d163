import type { Field } from '../engine/datamodel.ts'
import type { Outlined } from '../text/outline.ts'
import type { Column, Default } from './catalogue.ts'

/** As the database calls it. */
export const columnName = (field: Field | undefined, otherwise: string): string => field?.dbName ?? otherwise

/** Functions that Prisma's client works out; the database has no default then. */
const clientsOwn = new Set(['cuid', 'uuid', 'ulid', 'nanoid', 'auto'])

/** A value, a list of values, or `{ name, args }` of a function. The engine tells those of a `BigInt` as texts. */
export function defaultOf(given: unknown, type: string): Default | null {
  if (given === undefined || given === null) return null
  if (isFunction(given))
    return {
      isInDatabase: !clientsOwn.has(given.name),
      text: `${given.name}(${given.args.map((arg) => JSON.stringify(arg)).join(', ')})`,
    }
  const text = JSON.stringify(given)
  return { isInDatabase: true, text: type === 'BigInt' ? text.replaceAll('"', '') : text }
}

const isFunction = (given: unknown): given is { name: string; args: readonly unknown[] } =>
  typeof given === 'object' &&
  given !== null &&
  'name' in given &&
  'args' in given &&
  Array.isArray(given.args)

/** Fields of types that Prisma only passes on. */
export function unsupportedColumns(outlined: Outlined | undefined, known: readonly Field[]): Column[] {
  const isKnown = new Set(known.map(({ name }) => name))
  return [...(outlined?.members ?? [])]
    .filter(([name, { type }]) => type.startsWith('Unsupported(') && !isKnown.has(name))
    .map(([name, { type, attributes }]) => ({
      name: /@map\((?:name:\s*)?"([^"]*)"\)/.exec(attributes)?.[1] ?? name,
      field: name,
      type: { base: /"([^"]*)"/.exec(type)?.[1] ?? type, sizes: [], isList: type.endsWith('[]') },
      written: type,
      isRequired: !/[?\]]$/.test(type),
      isList: type.endsWith('[]'),
      default: /@default\(/.test(attributes) ? { isInDatabase: true, text: attributes } : null,
      isUpdatedAt: false,
    }))
}
