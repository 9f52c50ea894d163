/** As much of JSON Schema as our routes make. */
export interface Shape {
  type?: string | string[]
  format?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Shape[]
  oneOf?: Shape[]
  allOf?: Shape[]
  properties?: Record<string, Shape>
  required?: string[]
  additionalProperties?: boolean | Shape
  items?: Shape
  minimum?: number
  maximum?: number
  maxLength?: number
  default?: unknown
}

/** A shape as a reader of TypeScript would write it; members of objects on lines of their own. */
export function shapeText(shape: Shape, indent = ''): string {
  const choices = shape.anyOf ?? shape.oneOf
  if (choices) return choices.map((each) => shapeText(each, indent)).join(' | ')
  if (shape.allOf) return shape.allOf.map((each) => shapeText(each, indent)).join(' & ')
  if (shape.const !== undefined) return JSON.stringify(shape.const)
  if (shape.enum) return shape.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (shape.type === 'array') return `${inBrackets(shapeText(shape.items ?? {}, indent))}[]`
  if (shape.type === 'object') return objectText(shape, indent)
  return Array.isArray(shape.type) ? shape.type.join(' | ') : plainText(shape)
}

const inBrackets = (text: string): string =>
  / [|&] /.test(text.replace(/\{[^]*\}/, '')) ? `(${text})` : text

function objectText({ properties = {}, required = [], additionalProperties }: Shape, indent: string): string {
  const deeper = `${indent}  `
  const members = Object.entries(properties).map(
    ([name, member]) =>
      `${deeper}${name}${required.includes(name) ? '' : '?'}: ${shapeText(member, deeper)}\n`,
  )
  if (typeof additionalProperties === 'object')
    members.push(`${deeper}[name: string]: ${shapeText(additionalProperties, deeper)}\n`)
  return members.length === 0 ? '{}' : `{\n${members.join('')}${indent}}`
}

function plainText({ type, format, minimum, maximum, maxLength, default: usual }: Shape): string {
  const isBounded = (bound: number | undefined): bound is number =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER
  const notes = [
    format,
    isBounded(minimum) && isBounded(maximum) ? `${minimum} to ${maximum}` : null,
    maxLength === undefined ? null : `at most ${maxLength} characters`,
    usual === undefined ? null : `default ${JSON.stringify(usual)}`,
  ].filter((note) => note)
  return notes.length === 0
    ? ((type as string | undefined) ?? 'unknown')
    : `${type as string} /* ${notes.join(', ')} */`
}
