/** A JSON Schema, as far as our OpenAPI document may use it. What is not listed here stops the emitter. */
export interface JsonSchema {
  $ref?: string
  type?: string | string[]
  format?: string
  description?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean | JsonSchema
  propertyNames?: JsonSchema
  items?: boolean | JsonSchema
  prefixItems?: JsonSchema[]
  default?: unknown
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  pattern?: string
}

const known = new Set(
  `$ref type format description const enum anyOf oneOf allOf properties required additionalProperties propertyNames
  items prefixItems default minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems
  pattern`.split(/\s+/),
)

const plain: Record<string, string> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
}

/**
 * The TypeScript type of a schema, unformatted.
 * @throws Error naming the keyword or type it cannot tell: a type that leaves something out would lie
 */
export function typeText(schema: JsonSchema): string {
  const strange = Object.keys(schema).filter((keyword) => !known.has(keyword))
  if (strange.length > 0) throw new Error(`no TypeScript is known for the keyword ${strange.join(', ')}`)
  if (schema.$ref !== undefined) return referenceText(schema.$ref)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return union(schema.enum.map((value) => JSON.stringify(value)))
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return union(choices.map(typeText))
  if (schema.allOf) return schema.allOf.map((each) => inBrackets(typeText(each))).join(' & ') || 'unknown'
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => typeText({ ...schema, type })))
  if (schema.type === 'array') return arrayText(schema)
  if (schema.type === 'object') return objectText(schema)
  if (schema.type === undefined) return 'unknown'
  const name = plain[schema.type]
  if (name === undefined) throw new Error(`no TypeScript is known for the type ${schema.type}`)
  return name
}

function referenceText(reference: string): string {
  const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1]
  if (name === undefined) throw new Error(`leads nowhere: ${reference}`)
  return `components['schemas']['${name}']`
}

/** What anything is, or any of these, each once. */
function union(texts: readonly string[]): string {
  const each = [...new Set(texts)]
  return each.includes('unknown') ? 'unknown' : each.join(' | ') || 'never'
}

const inBrackets = (text: string): string => (/[|&]/.test(text) ? `(${text})` : text)

function arrayText({ items, prefixItems }: JsonSchema): string {
  const rest = items === undefined || items === true ? 'unknown' : items === false ? null : typeText(items)
  if (!prefixItems) return rest === null ? '[]' : `${inBrackets(rest)}[]`
  const places = prefixItems.map(typeText)
  // A tuple of fixed length is what zod means when it says nothing of further items.
  return `[${[...places, ...(rest === null || items === undefined ? [] : [`...${inBrackets(rest)}[]`])].join(', ')}]`
}

function objectText({
  properties = {},
  required = [],
  additionalProperties,
  propertyNames,
}: JsonSchema): string {
  const members = Object.entries(properties).map(([name, member]) =>
    memberText(name, member, required.includes(name)),
  )
  const named = members.length > 0 ? `{\n${members.join('\n')}\n}` : null
  if (typeof additionalProperties === 'object') {
    const others = recordText(additionalProperties, propertyNames, required)
    return named === null ? others : `${named} & ${others}`
  }
  return named ?? (additionalProperties === false ? 'Record<string, never>' : 'Record<string, unknown>')
}

function recordText(value: JsonSchema, names: JsonSchema | undefined, required: readonly string[]): string {
  const keys = names?.enum ? typeText(names) : 'string'
  const record = `Record<${keys}, ${typeText(value)}>`
  return names?.enum && names.enum.some((name) => !required.includes(String(name)))
    ? `Partial<${record}>`
    : record
}

/** One member of an object, with what the type cannot say in a comment above it. */
export function memberText(name: string, schema: JsonSchema, isRequired: boolean): string {
  return `${comment(notesOf(schema))}${JSON.stringify(name)}${isRequired ? '' : '?'}: ${typeText(schema)}`
}

/** A documenting comment; nothing when there is nothing to say. */
export const comment = (text: string): string =>
  text === '' ? '' : `/** ${text.replaceAll('*/', '*\\/').replace(/\s+/g, ' ')} */\n`

function notesOf(schema: JsonSchema): string {
  const { description, format, minLength, maxLength, default: usual } = schema
  const inner = schema.anyOf?.find(({ type }) => type !== 'null')
  const notes = [
    format ?? inner?.format,
    rangeOf(schema.minimum, schema.maximum),
    rangeOf(minLength, maxLength, 'characters'),
    rangeOf(schema.minItems, schema.maxItems, 'items'),
    usual === undefined ? null : `default ${JSON.stringify(usual)}`,
  ].filter((note) => note)
  return [description, notes.join(', ')].filter((text) => text).join(' ')
}

const isBound = (bound: number | undefined): bound is number =>
  bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER

function rangeOf(least: number | undefined, most: number | undefined, unit = ''): string | null {
  const words = isBound(least)
    ? isBound(most)
      ? `${least} to ${most}`
      : `at least ${least}`
    : isBound(most)
      ? `at most ${most}`
      : null
  return words && `${words} ${unit}`.trim()
}
