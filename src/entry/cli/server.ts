import { type Answer, filled, type Names, type Question } from '../../../client/asked.ts'
import type { Given, OperationOf, PathOf, Verb } from '../../../client/calls.ts'
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

export type { Answer, Got, Sent } from '../../../client/asked.ts'

/**
 * A running server, called over HTTP, so that its limits and its audit log hold for the CLI too; in the words of the
 * API's own document: what an address does not take, and what it does not answer, is an error of types.
 */
export interface Server {
  get: Ask<'get'>
  post: Ask<'post'>
  put: Ask<'put'>
  patch: Ask<'patch'>
  remove: Ask<'delete'>
  /** Sends a file as it is, or takes one. */
  send<T>(method: string, path: string, sent?: Upload): Promise<T>
  /** Calls a provider through a connection: its answer as it came, whatever its status. */
  through(path: string, sent: Passed): Promise<Response>
}

type Ask<V extends Verb> = <Path extends PathOf<V>>(
  path: Path,
  ...asking: Given<Question<OperationOf<V, Path>> & Patience>
) => Promise<Answer<V, Path>>

export interface Passed {
  method: string
  headers: Record<string, string>
  body?: string | Buffer<ArrayBuffer>
}

interface Patience {
  /** How long the answer is waited for. Default a minute. */
  patienceMilliseconds?: number
}

interface Upload extends Patience {
  query?: Query
  bytes?: Uint8Array<ArrayBuffer>
  /** Of the bytes. Default application/json. */
  contentType?: string
}

export type Query = Readonly<Record<string, string | number | undefined>>

/** Any question, as it is sent. */
interface Asked extends Patience {
  path?: Names
  query?: Query
  body?: unknown
}

/** Looks for a credential when it is first called, not before. Every call throws a Trouble when it does not succeed. */
export function serverOf(environment: Environment, given?: string): Server {
  const send = async <T>(method: string, path: string, { query = {}, ...sent }: Upload = {}) => {
    const { url, credential } = await reach(environment, given)
    return request<T>(new URL(path + searchOf(query), url), { method, credential, ...sent })
  }
  const by =
    <V extends Verb>(verb: V): Ask<V> =>
    (path, ...[asking]) => {
      const { path: names, body, ...sent } = (asking ?? {}) as Asked
      const bytes = body === undefined ? {} : { bytes: Buffer.from(JSON.stringify(body)) }
      return send(verb.toUpperCase(), filled(path, names), { ...sent, ...bytes })
    }
  return {
    get: by('get'),
    post: by('post'),
    put: by('put'),
    patch: by('patch'),
    remove: by('delete'),
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

/** For `send` and `through`: a path with its parameters percent-encoded, ``path`/api/users/${id}` ``. */
export const path = (parts: TemplateStringsArray, ...values: string[]): string =>
  String.raw({ raw: parts }, ...values.map(encodeURIComponent))

function searchOf(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

interface Sending extends Omit<Upload, 'query'> {
  method: string
  credential: Credential
}

async function request<T>(url: URL, sent: Sending): Promise<T> {
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
