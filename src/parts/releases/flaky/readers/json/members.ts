/** What is kept of a JSON document: members that some format needs, and of long strings the beginning. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export type JsonObject = { readonly [member: string]: Json }

/** Views of a value that may be of any kind: what is not of the wanted one counts as absent. */

export const objectOf = (value: Json | undefined): JsonObject | undefined =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : undefined

export const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])

export const objectsOf = (value: Json | undefined): JsonObject[] =>
  listOf(value)
    .map(objectOf)
    .filter((one) => one !== undefined)

export const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)

export const textsOf = (value: Json | undefined): string[] =>
  listOf(value).filter((one) => typeof one === 'string')

export const numberOf = (value: Json | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null
