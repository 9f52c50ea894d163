import createClient from 'openapi-fetch'
import { errorFrom, noAnswer, notAsked, redirected, unreadable } from './error.ts'
import { checkedRetries, type Outside, persistently, type Retries } from './retry.ts'

export interface KeyholdOptions {
  /** Where Keyhold is, as `https://keyhold.example.org`; in a browser also a path of the page's own server. */
  baseUrl: string
  /** Sent as a header and nowhere else. A function is asked before each try. Never give one to a browser. */
  apiKey?: string | (() => string | Promise<string>)
  /** Default the global one. */
  fetch?: (request: Request) => Promise<Response>
  /** `false` tries once. Only calls that may be repeated are; see `Retries` for the limits. */
  retries?: Retries | false
}

export interface Asking {
  params?: { path?: Record<string, unknown>; query?: Record<string, unknown> }
  body?: unknown
  signal?: AbortSignal | undefined
}

export interface Got {
  data: unknown
  etag: string | null
}

/** One call, tried as often as is safe. @returns null when what has this tag is still right */
export type Asker = (
  method: string,
  path: string,
  asking?: Asking,
  etag?: string | null,
) => Promise<Got | null>

interface Sent {
  data?: unknown
  error?: unknown
  response: Response
}
/** `openapi-fetch` without its types, which `Call` tells in our own way. */
type Send = (method: string, path: string, init: object) => Promise<Sent>

/** @throws RangeError, TypeError for options that cannot work; the key is in neither */
export function askerOf(world: Outside, options: KeyholdOptions): Asker {
  const outside = { ...world, ...(options.fetch && { fetch: options.fetch }) }
  const retries = checkedRetries(options.retries)
  const keyOf = readerOf(options.apiKey)
  const { request } = createClient({
    baseUrl: checkedBase(options.baseUrl),
    // Whoever follows a redirect carries the key there.
    redirect: 'manual',
    ...(options.apiKey !== undefined && { credentials: 'omit' as const }),
  })
  const send = request as unknown as Send

  return (method, path, { params = {}, body, signal } = {}, etag = null) =>
    persistently(outside, retries, { method, signal }, async (ending) => {
      const headers = await headersFor(keyOf, params, etag)
      const init = { params, headers, signal: ending, ...(body !== undefined && { body }) }
      const sent = await once(outside, ending, (fetch) => send(method, path, { ...init, fetch }))
      return gotOf(sent, etag, outside.now())
    })
}

/** @throws KeyholdError NOT_ASKED */
async function headersFor(
  keyOf: () => Promise<string | null>,
  { path = {} }: NonNullable<Asking['params']>,
  etag: string | null,
): Promise<Record<string, string>> {
  try {
    checkPath(path)
    const key = await keyOf()
    return {
      accept: 'application/json',
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(etag !== null && { 'if-none-match': etag }),
    }
  } catch (cause) {
    throw notAsked(cause)
  }
}

/** @throws KeyholdError for what is no answer; the signal's own error when it was aborted */
async function once(
  outside: Outside,
  signal: AbortSignal,
  sending: (fetch: Outside['fetch']) => Promise<Sent>,
): Promise<Sent> {
  let isAsked = false
  let seen: Response | undefined
  const watched = async (request: Request) => {
    isAsked = true
    return (seen = await outside.fetch(request))
  }
  try {
    return await sending(watched)
  } catch (cause) {
    if (signal.aborted) throw cause
    if (!isAsked) throw notAsked(cause)
    throw seen && cause instanceof SyntaxError ? unreadable(seen, cause) : noAnswer(cause)
  }
}

/** @throws KeyholdError for everything that is not a success */
function gotOf({ data, error, response }: Sent, etag: string | null, now: Date): Got | null {
  if (response.status === 304 && etag !== null) return null
  const leadsAway = response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)
  if (leadsAway) throw redirected(response)
  if (!response.ok) throw errorFrom(response, error, now)
  if (data === undefined && response.status !== 204) throw unreadable(response, undefined)
  return { data, etag: response.headers.get('etag') }
}

/** @throws TypeError */
export function checkedBase(given: string): string {
  const base = given.trim()
  const isPath = /^\/(?![/\\])/.test(base)
  const url = URL.canParse(base) ? new URL(base) : null
  const isAddress =
    url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
  if (!(isPath || isAddress) || /[?#]/.test(base))
    throw new TypeError(
      'baseUrl wants http(s)://host, or a path such as /keyhold, without user, query or fragment',
    )
  return base.replace(/\/+$/, '')
}

/** @throws TypeError without the key in it, as that of `Headers` would be */
function checkedKey(given: unknown): string {
  const key = typeof given === 'string' ? given.trim() : ''
  if (!/^[\x21-\x7e]+$/.test(key)) throw new TypeError('apiKey is empty, or holds what no key holds')
  return key
}

export function readerOf(given: KeyholdOptions['apiKey']): () => Promise<string | null> {
  if (given === undefined) return async () => null
  if (typeof given === 'function') return async () => checkedKey(await given())
  const key = checkedKey(given)
  return async () => key
}

/** An id of `..` would make another address of this one. @throws TypeError */
export function checkPath(values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    if (/^\.{0,2}$/.test(String(value ?? ''))) throw new TypeError(`the path's ${name} is empty or only dots`)
  }
}
