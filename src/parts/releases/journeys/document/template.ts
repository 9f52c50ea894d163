/** `{{name}}` or `{{name.member.member}}`, with blanks or without. */
const pattern = /\{\{\s*([A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_-]+)*)\s*\}\}/g
const any = /\{\{[\s\S]*?(?:\}\}|$)/g

export type Scope = Readonly<Record<string, unknown>>

/** A variable that nothing has set yet. */
export class Unset extends Error {
  override readonly name = 'Unset'
  readonly variable: string
  constructor(variable: string) {
    super(`{{${variable}}} is not set`)
    this.variable = variable
  }
}

/** The names that a text takes variables by. */
export const namesIn = (text: string): string[] => [...text.matchAll(pattern)].map(([, name]) => name!)

/** What looks like a variable and is none. */
export const strayIn = (text: string): string[] =>
  [...text.matchAll(any)].map(([found]) => found).filter((found) => found.replaceAll(pattern, '') !== '')

/** @throws Unset */
export function valueOf(scope: Scope, name: string): unknown {
  let value: unknown = scope
  for (const part of name.split('.')) {
    const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, part)
    value = isThere ? (value as Scope)[part] : undefined
    if (value === undefined) throw new Unset(name)
  }
  return value
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Puts the values in. @throws Unset */
export const fill = (
  scope: Scope,
  text: string,
  encode: (text: string, at: number) => string = (text) => text,
): string =>
  text.replaceAll(pattern, (_found, name: string, at: number) => encode(asText(valueOf(scope, name)), at))

/** The same through a whole value; a text that is one variable and nothing else becomes its value as it is. @throws Unset */
export function fillAll(scope: Scope, value: unknown): unknown {
  if (typeof value === 'string') {
    const alone = /^\{\{\s*([\w.-]+)\s*\}\}$/.exec(value)
    return alone ? valueOf(scope, alone[1]!) : fill(scope, value)
  }
  if (Array.isArray(value)) return value.map((each) => fillAll(scope, each))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fillAll(scope, each)]))
}
