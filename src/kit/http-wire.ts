import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestSecure, type RequestOptions } from 'node:https'
import { RefusedAddress } from './http-dial.ts'
import { hostOf } from './http-guard.ts'

/** What the two ways of calling have in common: how a request is written, and how its end is told. */

/** Why an exchange did not end with an answer. Holds no header, no body and no query of either side. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError'
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const maxHeaderBytes = 16_384

/** By which connection a request goes. `holder`: of whose the agent's are. */
export type Connection = Pick<RequestOptions, 'agent' | 'createConnection'> & { holder?: string | undefined }

interface Head {
  method: string
  url: URL
  headers?: Record<string, string>
}

/** @param bodyBytes length of the body; `null` where none is told beforehand: then it is sent in chunks */
export function begin(
  { method, url, headers: given = {} }: Head,
  bodyBytes: number | null | undefined,
  connection: Connection,
): ClientRequest {
  const make = url.protocol === 'https:' ? requestSecure : requestPlain
  const headers: Record<string, string | number> = { 'user-agent': 'keyhold' }
  for (const [name, value] of Object.entries(given)) {
    if (!ownHeaders.has(name.toLowerCase())) headers[name.toLowerCase()] = value
  }
  headers['accept-encoding'] = 'identity'
  if (typeof bodyBytes === 'number') headers['content-length'] = bodyBytes
  if (bodyBytes === null) headers['transfer-encoding'] = 'chunked'
  return make({
    ...connection,
    protocol: url.protocol,
    host: hostOf(url),
    port: url.port || undefined,
    path: url.pathname + url.search,
    method,
    maxHeaderSize: maxHeaderBytes,
    headers,
  })
}

const ownHeaders = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding'])

export function headersOf(answer: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  return headers
}

export function momentOf(text: string | null): Date | null {
  const moment = new Date(text ?? Number.NaN)
  return Number.isNaN(moment.getTime()) ? null : moment
}

export type Failure =
  | { kind: 'not_sent'; cause: Error }
  | { kind: 'unknown'; cause: Error }
  | { kind: 'blocked'; reason: string }

export function failureOf(error: unknown, mayHaveLeft: boolean): Failure {
  if (error instanceof RefusedAddress) return { kind: 'blocked', reason: error.message }
  return { kind: mayHaveLeft ? 'unknown' : 'not_sent', cause: plainError(error) }
}

/** Nothing was wrong on the other side: the holder's own connections were all under way. */
export const isQueued = (opened: { kind: string; cause?: unknown }): boolean =>
  opened.kind === 'not_sent' && opened.cause instanceof ExchangeError && opened.cause.code === 'QUEUED'

/** Code and message only: node's parse errors carry the raw bytes of the answer. */
export function plainError(error: unknown): Error {
  if (error instanceof ExchangeError) return error
  if (error instanceof AggregateError) {
    return new ExchangeError(codeOf(error), error.errors.map((inner) => messageOf(inner)).join('; '))
  }
  return new ExchangeError(codeOf(error), messageOf(error))
}

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'UNKNOWN'
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'not an error')
