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

/** Puts in what the scope has itself; the rest stays as it stands. */
export const fillKnown = (scope: Scope, text: string): string =>
  text.replaceAll(pattern, (found, name: string) =>
    Object.hasOwn(scope, name) ? String(scope[name]) : found,
  )

/** Characters of values that one request, or one thing expected, takes; else a short document makes any number of them. */
const mostFilled = 1_048_576

/** Its variables come to more than is sent. */
export class Overfull extends Error {
  override readonly name = 'Overfull'
  constructor() {
    super(`its variables come to more than ${mostFilled} characters`)
  }
}

/** Puts values in, into several texts of one thing. */
export class Filling {
  #scope: Scope
  #left = mostFilled

  constructor(scope: Scope) {
    this.#scope = scope
  }

  /** @throws Unset, Overfull */
  text(text: string, encode: (text: string, at: number) => string = (text) => text): string {
    return text.replaceAll(pattern, (_found, name: string, at: number) =>
      this.#taken(encode(asText(valueOf(this.#scope, name)), at)),
    )
  }

  /** A text that is one variable and nothing else becomes its value as it is. @throws Unset, Overfull */
  value(value: unknown): unknown {
    if (typeof value === 'string') {
      const alone = /^\{\{\s*([\w.-]+)\s*\}\}$/.exec(value)
      return alone ? this.#whole(valueOf(this.#scope, alone[1]!)) : this.text(value)
    }
    if (Array.isArray(value)) return value.map((each) => this.value(each))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.value(each)]))
  }

  #whole(value: unknown): unknown {
    this.#taken(asText(value))
    return value
  }

  #taken(text: string): string {
    this.#left -= text.length
    if (this.#left < 0) throw new Overfull()
    return text
  }
}
