/** What the console reads of the OpenAPI document. */
export type Schema = {
  type?: string
  format?: string
  enum?: readonly (string | number)[]
  minimum?: number
  maximum?: number
  default?: unknown
  properties?: Record<string, Schema>
  required?: readonly string[]
  items?: Schema
}

type RawOperation = {
  operationId: string
  summary?: string
  tags?: readonly string[]
  security?: readonly Record<string, readonly string[]>[]
  parameters?: readonly Parameter[]
  requestBody?: { content: Record<string, { schema?: Schema }> }
  responses: Record<string, { content?: Record<string, unknown> }>
  'x-audit'?: string
}

export type OpenApi = { paths: Record<string, Record<string, RawOperation>> }

export type Parameter = { name: string; in: 'path' | 'query'; required: boolean; schema: Schema }

export type Operation = {
  id: string
  method: string
  path: string
  summary: string
  /** The part it belongs to, as the document tags it. */
  tag: string
  parameters: readonly Parameter[]
  body: Schema | null
  /** What an API key needs for it; null: no key opens it. */
  scope: string | null
  isOpenToAll: boolean
  /** The event it is recorded as; null: nothing is recorded. */
  audit: string | null
  answersJson: boolean
}

/** Every operation, in the order of the document. */
export const operationsOf = ({ paths }: OpenApi): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => operationOf(path, method, raw)),
  )

function operationOf(path: string, method: string, raw: RawOperation): Operation {
  const security = raw.security ?? []
  const audit = raw['x-audit'] ?? 'none'
  return {
    id: raw.operationId,
    method: method.toUpperCase(),
    path,
    summary: raw.summary ?? '',
    tag: partOf(path, raw.tags?.[0]),
    parameters: raw.parameters ?? [],
    body: raw.requestBody?.content['application/json']?.schema ?? null,
    scope: security.find((way) => way.apiKey)?.apiKey?.[0] ?? null,
    isOpenToAll: security.length === 0,
    audit: audit.startsWith('none') ? null : audit,
    answersJson: raw.responses['200']?.content?.['application/json'] !== undefined,
  }
}

/** The document tags what lies outside `/api` all alike; its address tells more. */
function partOf(path: string, tag = 'others'): string {
  const [first = '', second] = path.split('/').slice(1)
  if (tag !== 'house' || second === undefined) return tag
  return first.startsWith('{') ? 'connect' : first
}

export type Group = { tag: string; operations: Operation[] }

/** By part, those alone whose method, address or summary has every word. */
export function groupsOf(operations: readonly Operation[], find: string): Group[] {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean)
  const groups = new Map<string, Operation[]>()
  for (const operation of operations) {
    const text = `${operation.method} ${operation.path} ${operation.summary}`.toLowerCase()
    if (!words.every((word) => text.includes(word))) continue
    groups.set(operation.tag, [...(groups.get(operation.tag) ?? []), operation])
  }
  return [...groups]
    .map(([tag, operations]) => ({ tag, operations }))
    .toSorted((a, b) => orderOf(a.tag) - orderOf(b.tag))
}

/** What an app calls comes first, what the house needs for itself last. */
const orderOf = (tag: string): number => (tag === 'connections' ? 0 : tag === 'house' ? 2 : 1)

const secretNames = /^(?:secret|token|code|state|key|password|signature)$/i

/** Whether the console may send it: it only reads, answers JSON, and wants no secret in its address. */
export const isTryable = ({ method, answersJson, parameters }: Operation): boolean =>
  method === 'GET' && answersJson && !parameters.some(({ name }) => secretNames.test(name))
