import { addressOf } from '../api.ts'
import { accountHeader } from '../call.ts'
import type { Operation, Schema } from './document.ts'

export type Values = Readonly<Record<string, string>>

/** Names of the parameters that are still wanted. */
export const missingIn = ({ parameters }: Operation, values: Values): string[] =>
  parameters.filter(({ name, required }) => required && !values[name]?.trim()).map(({ name }) => name)

/** The address with its parameters filled in; what is still wanted in the path stays in braces. */
export function addressFor({ path, parameters }: Operation, values: Values): string {
  const value = (name: string) => values[name]?.trim() ?? ''
  const filled = path.replace(/\{(\w+)\}/g, (braced, name: string) =>
    value(name) === '' ? braced : encodeURIComponent(value(name)),
  )
  const query = parameters
    .filter((each) => each.in === 'query')
    .map(({ name }) => [name, value(name)] as const)
  return addressOf(filled, Object.fromEntries(query))
}

/** For a shell: nothing in it is read but the text itself. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** A line for a terminal. The key is never in it: the shell takes it from a variable. */
export function curlFor(url: string, operation: Operation, values: Values): string {
  const { method, scope, body } = operation
  return [
    'curl',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    ...(scope === null ? [] : ['-H "Authorization: Bearer $KEYHOLD_KEY"']),
    ...(body === null
      ? []
      : [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(exampleOf(body)))}`]),
    quoted(url.replace(/\/$/, '') + addressFor(operation, values)),
  ].join(' ')
}

/** A body of the right form, to be filled in: what is required alone. */
export function exampleOf(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default
  if (schema.enum) return schema.enum[0]
  if (schema.type === 'array') return schema.items ? [exampleOf(schema.items)] : []
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 0
  if (schema.type === 'boolean') return true
  if (schema.type !== 'object' && schema.properties === undefined) return '…'
  const wanted = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name))
  return Object.fromEntries(wanted.map(([name, member]) => [name, exampleOf(member)]))
}

const secretMembers = /^(?:access_token|refresh_token|id_token|token|key|secret|client_secret|password)$/i

/** An answer without its secrets: whoever tries a call should not find one on the screen. */
export function withoutSecrets(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(withoutSecrets)
  if (typeof answer !== 'object' || answer === null) return answer
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      name,
      secretMembers.test(name) && typeof value === 'string' ? '(hidden here)' : withoutSecrets(value),
    ]),
  )
}

export type Tried = {
  status: number
  milliseconds: number
  requestId: string | null
  text: string
  isShortened: boolean
}

const mostShown = 20_000

/** Sends a GET with the operator's session, and makes the answer fit to be shown. */
export async function tryOut(operation: Operation, values: Values): Promise<Tried> {
  const startedAt = performance.now()
  const address = addressFor(operation, values)
  const response = await fetch(address, {
    credentials: 'same-origin',
    headers: { accept: 'application/json', ...accountHeader(address) },
  })
  const body = await response.text()
  const milliseconds = Math.round(performance.now() - startedAt)
  const text = pretty(body)
  return {
    status: response.status,
    milliseconds,
    requestId: response.headers.get('x-request-id'),
    text: text.slice(0, mostShown),
    isShortened: text.length > mostShown,
  }
}

function pretty(body: string): string {
  try {
    return JSON.stringify(withoutSecrets(JSON.parse(body)), null, 2)
  } catch {
    return '(no JSON)' // Shown as it is it might hold what must be hidden.
  }
}
