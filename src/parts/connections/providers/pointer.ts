/**
 * Reads parsed JSON that a stranger wrote. A pointer is RFC 6901 (`/athlete/id`, the empty one is the whole document)
 * with one addition: `*` stands for every element of an array or every member of an object, the first 100 of them.
 */
const manyAtMost = 100

/** Every value the pointer leads to; none when there is no such place. Never throws. */
export function valuesAt(document: unknown, pointer: string): unknown[] {
  let found: unknown[] = [document]
  for (const segment of pointer.split('/').slice(1)) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~')
    found = found.flatMap((value) => members(value, name)).slice(0, manyAtMost)
  }
  return found
}

/** The first value there, or `undefined`. */
export const valueAt = (document: unknown, pointer: string): unknown => valuesAt(document, pointer)[0]

function members(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (name === '*') return Object.values(value).slice(0, manyAtMost)
  return Object.hasOwn(value, name) ? [(value as Record<string, unknown>)[name]] : []
}

export type JsonObject = Record<string, unknown>

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
