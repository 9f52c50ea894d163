/** What a request says in its query and its body, whether form or JSON. The body goes before the query. */
export class Fields {
  readonly #query: [string, string][]
  readonly #body: [string, string][]
  /** The body claimed to be JSON and was none. */
  readonly isMalformed: boolean

  constructor(query: [string, string][], body: [string, string][] | null) {
    this.#query = query
    this.#body = body ?? []
    this.isMalformed = body === null
  }

  get(name: string): string | undefined {
    return this.inBody(name).at(-1) ?? this.inQuery(name).at(-1)
  }

  inBody(name: string): string[] {
    return valuesOf(this.#body, name)
  }

  inQuery(name: string): string[] {
    return valuesOf(this.#query, name)
  }

  /** Names given twice in the same place, which RFC 6749 3.1 and 3.2 forbid. */
  repeated(): string[] {
    return [this.#query, this.#body].flatMap((pairs) => {
      const names = pairs.map(([name]) => name)
      return names.filter((name, index) => names.indexOf(name) !== index)
    })
  }
}

/** Reads them; `body` is the request's whole body. */
export function readFields(url: URL, contentType: string, body: string): Fields {
  const query = [...url.searchParams]
  if (contentType.startsWith('application/json')) return new Fields(query, jsonPairs(body))
  return new Fields(query, [...new URLSearchParams(body)])
}

function jsonPairs(body: string): [string, string][] | null {
  const value = parseObject(body)
  if (value === null) return null
  return Object.entries(value).flatMap(([name, item]) =>
    [item].flat().flatMap((one): [string, string][] => (isPlain(one) ? [[name, String(one)]] : [])),
  )
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value)

const valuesOf = (pairs: [string, string][], name: string): string[] =>
  pairs.filter(([known]) => known === name).map(([, value]) => value)
