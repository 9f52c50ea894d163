import { type Schema, Validator } from '@cfworker/json-schema'

/** Keywords of JSON Schema that are judged with one look at each value. */
const keywords: ReadonlySet<string> = new Set(
  `type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength maxItems minItems
  maxProperties minProperties required properties additionalProperties propertyNames dependentRequired items prefixItems
  contains minContains maxContains allOf anyOf oneOf not if then else format title description default examples $comment
  $schema`.split(/\s+/),
)
const formats: ReadonlySet<unknown> = new Set(['date-time', 'date', 'uuid', 'ipv4'])
/** Whose members are schemas by names of the answer's own. */
const byName: ReadonlySet<string> = new Set(['properties'])
const isPlain: ReadonlySet<string> = new Set([
  'enum',
  'const',
  'default',
  'examples',
  'required',
  'dependentRequired',
])

export interface SchemaProblem {
  path: (string | number)[]
  wants: string
}

/**
 * What is wrong with a JSON Schema (2020-12); null: nothing. `$ref`, `pattern` and `uniqueItems` are refused: each lets a
 * short schema keep whoever judges by it busy for ever. What is left can still take long: it is judged within a deadline.
 */
export function schemaProblem(schema: unknown, path: (string | number)[] = []): SchemaProblem | null {
  if (typeof schema === 'boolean') return null
  if (Array.isArray(schema)) return firstOf(schema.entries(), path)
  if (typeof schema !== 'object' || schema === null) return null
  for (const [keyword, value] of Object.entries(schema)) {
    const here = [...path, keyword]
    if (!keywords.has(keyword))
      return { path: here, wants: `does not take the keyword "${keyword.slice(0, 40)}"` }
    if (keyword === 'format' && !formats.has(value))
      return { path: here, wants: `wants one of ${[...formats].join(', ')}` }
    if (isPlain.has(keyword)) continue
    const problem = byName.has(keyword)
      ? firstOf(Object.entries(value ?? {}), here)
      : schemaProblem(value, here)
    if (problem !== null) return problem
  }
  return null
}

function firstOf(
  schemas: Iterable<readonly [string | number, unknown]>,
  path: (string | number)[],
): SchemaProblem | null {
  for (const [name, schema] of schemas) {
    const problem = schemaProblem(schema, [...path, name])
    if (problem !== null) return problem
  }
  return null
}

const longestObjection = 1_000

/** @returns where the value is not as the schema has it, in words; null: it is */
export function schemaObjection(schema: object, value: unknown): string | null {
  const { valid, errors } = new Validator(schema as Schema, '2020-12').validate(value)
  if (valid) return null
  // The innermost comes last, and those around it only say that something within is wrong.
  const { instanceLocation, error } = errors.at(-1)!
  return `${instanceLocation.replace(/^#/, '') || '/'}: ${error}`.slice(0, longestObjection)
}
