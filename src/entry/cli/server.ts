import { program } from '../../kit/program.ts'
import type { Environment } from '../../kit/settings.ts'
import { type Credential, credentialOf, NoCredential } from './credential.ts'
import { serverAddress } from './server-address.ts'
import {
  isNotOurs,
  notReached,
  problemIn,
  problemTrouble,
  patienceMilliseconds,
  sentElsewhere,
} from './server-trouble.ts'
import { Trouble } from './trouble.ts'

/** A running server, called over HTTP, so that its limits and its audit log hold for the CLI too. */
export interface Server {
  get<T>(path: string, query?: Query): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  put<T>(path: string, body: unknown): Promise<T>
  patch<T>(path: string, body: unknown): Promise<T>
  remove<T>(path: string): Promise<T>
  /** Sends a file as it is, or asks for longer than others do. */
  send<T>(method: string, path: string, sent: Upload): Promise<T>
  /** Calls a provider through a connection: its answer as it came, whatever its status. */
  through(path: string, sent: Passed): Promise<Response>
}

export interface Passed {
  method: string
  headers: Record<string, string>
  body?: string | Buffer<ArrayBuffer>
}

export interface Upload {
  query?: Query
  bytes?: Uint8Array<ArrayBuffer>
  /** Of the bytes. Default application/json. */
  contentType?: string
  /** How long the answer is waited for. Default a minute. */
  patienceMilliseconds?: number
}

export type Query = Readonly<Record<string, string | number | undefined>>

/** Looks for a credential when it is first called, not before. Every call throws a Trouble when it does not succeed. */
export function serverOf(environment: Environment, given?: string): Server {
  const send = async <T>(method: string, path: string, { query = {}, ...sent }: Upload) => {
    const { url, credential } = await reach(environment, given)
    return request<T>(new URL(path + searchOf(query), url), { method, credential, ...sent })
  }
  const call = <T>(method: string, path: string, body?: unknown) =>
    send<T>(method, path, body === undefined ? {} : { bytes: Buffer.from(JSON.stringify(body)) })
  return {
    get: (path, query = {}) => send('GET', path, { query }),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    patch: (path, body) => call('PATCH', path, body),
    remove: (path) => call('DELETE', path),
    send,
    async through(path, sent) {
      const { url, credential } = await reach(environment, given)
      return passThrough(new URL(path, url), sent, credential)
    },
  }
}

async function reach(
  environment: Environment,
  given: string | undefined,
): Promise<{ url: URL; credential: Credential }> {
  try {
    const credential = credentialOf(environment)
    return { url: serverAddress(environment, given, credential.kind), credential }
  } catch (error) {
    // Without a server there is no key either, and that is what is wrong.
    if (error instanceof NoCredential)
      await knock(new URL('/livez', serverAddress(environment, given, 'key')))
    throw error
  }
}

async function knock(url: URL): Promise<void> {
  try {
    await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(patienceMilliseconds) })
  } catch (error) {
    throw notReached(url, error)
  }
}

/** A path with its parameters percent-encoded: ``path`/api/users/${id}` ``. */
export const path = (parts: TemplateStringsArray, ...values: string[]): string =>
  String.raw({ raw: parts }, ...values.map(encodeURIComponent))

function searchOf(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

interface Sent extends Omit<Upload, 'query'> {
  method: string
  credential: Credential
}

async function request<T>(url: URL, sent: Sent): Promise<T> {
  const { method, bytes, contentType = 'application/json', credential } = sent
  const headers: Record<string, string> = {
    authorization: `Bearer ${credential.secret}`,
    accept: 'application/json',
    'user-agent': `keyhold-cli/${program.version}`,
  }
  if (bytes !== undefined) headers['content-type'] = contentType
  const milliseconds = sent.patienceMilliseconds ?? patienceMilliseconds
  const signal = AbortSignal.timeout(milliseconds)
  const wanted: RequestInit = { method, headers, redirect: 'manual', signal }
  if (bytes !== undefined) wanted.body = bytes
  try {
    return await answerOf<T>(url, await fetch(url, wanted), credential)
  } catch (error) {
    throw error instanceof Trouble ? error : notReached(url, error, milliseconds)
  }
}

/** A stream of some size may take its time; Keyhold itself ends one after five minutes. */
const streamMilliseconds = 330_000

async function passThrough(url: URL, sent: Passed, { secret, from }: Credential): Promise<Response> {
  const headers = {
    ...sent.headers,
    authorization: `Bearer ${secret}`,
    'user-agent': `keyhold-cli/${program.version}`,
  }
  const signal = AbortSignal.timeout(streamMilliseconds)
  const response = await fetch(url, { ...sent, headers, redirect: 'manual', signal }).catch(
    (error: unknown) => {
      throw notReached(url, error)
    },
  )
  if (response.headers.has('x-provider-status')) return response
  const problem = problemIn(parsed(await response.text()))
  if (response.status >= 300 && response.status < 400) throw sentElsewhere(url, response)
  throw problem ? problemTrouble(problem, response.status, from) : isNotOurs(url, response.status)
}

async function answerOf<T>(url: URL, response: Response, { from }: Credential): Promise<T> {
  const text = await response.text()
  const value = parsed(text)
  if (response.ok && (value !== undefined || response.status === 204)) return value as T
  if (response.status >= 300 && response.status < 400) throw sentElsewhere(url, response)
  const problem = problemIn(value)
  if (problem) throw problemTrouble(problem, response.status, from)
  throw isNotOurs(url, response.status)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // told apart by the caller: no JSON is no answer of ours
  }
}
