import { Agent as PlainAgent, type ClientRequest, type IncomingMessage } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import type { Duplex } from 'node:stream'
import { after } from './duration.ts'
import { dial, type Lookup, lookupAll, type Target } from './http-dial.ts'
import { hostOf, refusalOf } from './http-guard.ts'
import { type Opened, openExchange, type StreamedRequest } from './http-stream.ts'
import { begin, type Connection, ExchangeError, failureOf, headersOf, momentOf } from './http-wire.ts'

export { ExchangeError } from './http-wire.ts'

export interface OutgoingRequest {
  method: string
  /** Absolute, http or https, without user name and password. */
  url: URL
  /** `user-agent` is `keyhold` unless given; `host`, `connection`, `content-length`, `transfer-encoding` and `accept-encoding` are set by the client. */
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** For the whole exchange: look-up, connection, request and the last byte of the answer. */
  deadlineMilliseconds: number
  /** The longest answer body taken; a longer one ends the connection. Default 1 MiB. */
  maxBytes?: number
  /** True: a connection of its own, so that `not_sent` and `unknown` are told apart exactly. Default false. */
  freshConnection?: boolean
  /** Which of the configured origins may lie on private addresses for this request. Default all but those to be named. */
  privateOrigins?: readonly string[]
  /** No redirect is ever followed. */
  followRedirects?: never
}

/**
 * How one exchange ended. `send` does not reject for anything the network does.
 * - `answered`: a whole answer, whatever its status.
 * - `not_sent`: look-up, connection or TLS failed before the first byte of the request left; sending again is safe.
 * - `unknown`: the request may have been received: reset, time-out, truncated or over-long answer; `begun`: its head was here.
 * - `blocked`: the address may not be called; nothing was sent.
 */
export type Exchange =
  | { kind: 'answered'; status: number; headers: Headers; body: Uint8Array; date: Date | null }
  | { kind: 'not_sent'; cause: Error }
  | { kind: 'unknown'; cause: Error; begun?: Begun }
  | { kind: 'blocked'; reason: string }

/** An answer that did not come to its end: its head, and how much of its body came. */
export interface Begun {
  status: number
  headers: Headers
  bytes: number
}

export interface HttpClient {
  /** @throws Error when called inside an open transaction: the call would hold its locks */
  send(request: OutgoingRequest): Promise<Exchange>
}

export interface StreamingClient extends HttpClient {
  /**
   * As `send`, for bodies that are passed on while they come: the answer is here with its head.
   * @throws Error when called inside an open transaction
   */
  open(request: StreamedRequest): Promise<Opened>
}

export interface HttpClientOptions {
  /** Origins (scheme, host, port) that may lie on private addresses: exactly those an operator configured. */
  allowedOrigins: readonly string[]
  /** The same for requests alone that name them in `privateOrigins`, such as our own address: no other call gets there. */
  toBeNamed?: readonly string[]
  insideTransaction: () => boolean
  /** Default: the system's resolver. */
  lookup?: Lookup
  /** Certificate authorities in PEM instead of the system's. */
  authorities?: readonly string[]
}

const defaultMaxBytes = 1_048_576
// Servers commonly close idle connections after 5 s; ours end before, so that few requests meet a closing one.
const idleMilliseconds = 4_000
const sharedDialMilliseconds = 10_000

export function createHttpClient(options: HttpClientOptions): StreamingClient {
  const allowedOrigins = new Set(options.allowedOrigins.map((origin) => new URL(origin).origin))
  const open = (target: Target, signal: AbortSignal) =>
    dial(target, { lookup: options.lookup ?? lookupAll, authorities: options.authorities, signal })
  const toBeNamed = new Set((options.toBeNamed ?? []).map((origin) => new URL(origin).origin))
  const isConfigured = (url: URL): boolean => allowedOrigins.has(url.origin)
  const isReachable = ({ origin }: URL, named: readonly string[] | undefined): boolean =>
    named
      ? named.includes(origin) && (allowedOrigins.has(origin) || toBeNamed.has(origin))
      : allowedOrigins.has(origin)
  const targetOf = (url: URL, mayBePrivate = isConfigured(url)): Target => ({
    isSecure: url.protocol === 'https:',
    host: hostOf(url),
    port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    mayBePrivate,
  })
  const agents = sharedAgents((url, signal) => open(targetOf(url), signal))
  // Of their own: streams that last would keep the short calls of the same origin waiting.
  const streamAgents = sharedAgents((url, signal) => open(targetOf(url), signal))
  const refusedNow = (url: URL, mayBePrivate = isConfigured(url)): string | null => {
    if (options.insideTransaction())
      throw new Error('an outgoing call inside an open transaction: commit first, then call')
    return refusalOf(url, mayBePrivate)
  }

  return {
    async send(request) {
      const { url, privateOrigins } = request
      const mayBePrivate = isReachable(url, privateOrigins)
      const reason = refusedNow(url, mayBePrivate)
      if (reason !== null) return { kind: 'blocked', reason }
      const deadline = new AbortController()
      const timer = after(request.deadlineMilliseconds, () => deadline.abort(lateAfter(request)))
      // A connection that stands may lead to where this request may not go.
      const isOfItsOwn = request.freshConnection === true || mayBePrivate !== isConfigured(url)
      const connection: Connection = isOfItsOwn
        ? { createConnection: handingOver(() => open(targetOf(url, mayBePrivate), deadline.signal)) }
        : { agent: url.protocol === 'https:' ? agents.secure : agents.plain }
      try {
        return await exchange(request, connection, deadline.signal)
      } finally {
        timer.cancel()
      }
    },
    async open(request) {
      const reason = refusedNow(request.url)
      if (reason !== null) return { kind: 'blocked', reason }
      const agent = request.url.protocol === 'https:' ? streamAgents.secure : streamAgents.plain
      return openExchange(request, { agent })
    },
  }
}

type OnCreated = (error: Error | null, socket: Duplex) => void

/** Gives a connection to node's client only when it stands and its peer is verified. */
function handingOver(open: () => Promise<Duplex>): (options: object, created: OnCreated) => undefined {
  return (_options, created) => {
    open().then(
      (opened) => created(null, opened),
      (error: Error) => created(error, undefined as never),
    )
    return undefined
  }
}

/**
 * Connections kept open for the next request of the same holder to the same origin; each holder has at most so many at
 * once. They do not hold up the end of the process.
 */
function sharedAgents(open: (url: URL, signal: AbortSignal) => Promise<Duplex>) {
  const settings = { keepAlive: true, maxSockets: 64, maxFreeSockets: 8, timeout: idleMilliseconds }
  const createConnection = (options: object, created?: OnCreated) => {
    const { protocol, host, port } = options as { protocol: string; host: string; port: number }
    const deadline = new AbortController()
    const late = new ExchangeError(
      'ETIMEDOUT',
      `${host} could not be reached in ${sharedDialMilliseconds} ms`,
    )
    const timer = after(sharedDialMilliseconds, () => deadline.abort(late))
    const url = new URL(`${protocol}//${host.includes(':') ? `[${host}]` : host}:${port}`)
    const inTime = () => open(url, deadline.signal).finally(() => timer.cancel())
    return created && handingOver(inTime)(options, created)
  }
  return {
    plain: Object.assign(new PlainAgent(settings), { createConnection, getName: nameBy(PlainAgent) }),
    secure: Object.assign(new SecureAgent(settings), { createConnection, getName: nameBy(SecureAgent) }),
  }
}

type NameOptions = NonNullable<Parameters<PlainAgent['getName']>[0]>

/** What an agent knows equal connections by. */
const nameBy = (Agent: typeof PlainAgent) =>
  function (this: PlainAgent, options: NameOptions & Pick<Connection, 'holder'> = {}): string {
    return `${Agent.prototype.getName.call(this, options)}:${options.holder ?? ''}`
  }

function exchange(
  request: OutgoingRequest,
  connection: Connection,
  deadline: AbortSignal,
): Promise<Exchange> {
  return new Promise((resolve) => {
    let mayHaveLeft = false
    let isOver = false
    let outgoing: ClientRequest | undefined
    let begun: (() => Begun) | undefined
    const end = (ended: Exchange) => {
      isOver = true
      deadline.removeEventListener('abort', onDeadline)
      resolve(ended)
    }
    const fail = (error: unknown) => {
      const failure = failureOf(error, mayHaveLeft)
      end(failure.kind === 'unknown' && begun ? { ...failure, begun: begun() } : failure)
      outgoing?.destroy()
    }
    // A process that was paused comes here before it has read what arrived meanwhile. That is read in this very turn,
    // and a whole answer goes before the deadline; a request that has not left must not leave any more.
    const onDeadline = () => {
      if (!mayHaveLeft) return fail(deadline.reason)
      setImmediate(() => isOver || fail(deadline.reason))
    }
    deadline.addEventListener('abort', onDeadline, { once: true })
    try {
      outgoing = begin(request, lengthOf(request), connection)
    } catch (error) {
      return fail(error) // a header or method that cannot be written
    }
    // Node hands a request its connection just before it writes to it.
    outgoing.on('socket', () => (mayHaveLeft = true))
    outgoing.on('response', (answer) => (begun = collect(answer, request, end, fail)))
    outgoing.on('error', fail)
    outgoing.on('close', () =>
      fail(new ExchangeError('ECONNRESET', 'the connection ended without an answer')),
    )
    outgoing.end(request.body)
  })
}

const lengthOf = ({ body }: OutgoingRequest): number | undefined =>
  body === undefined ? undefined : Buffer.byteLength(body)

function collect(
  answer: IncomingMessage,
  { maxBytes = defaultMaxBytes }: OutgoingRequest,
  end: (ended: Exchange) => void,
  fail: (error: unknown) => void,
): () => Begun {
  const chunks: Buffer[] = []
  let bytes = 0
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maxBytes) fail(new ExchangeError('TOO_LARGE', `the answer is over ${maxBytes} bytes`))
    else chunks.push(chunk)
  })
  answer.on('error', fail)
  answer.on('end', () => {
    if (!answer.complete) return fail(new ExchangeError('TRUNCATED', 'the answer ended before its time'))
    const headers = headersOf(answer)
    end({
      kind: 'answered',
      status: answer.statusCode ?? 0,
      headers,
      body: Buffer.concat(chunks),
      date: momentOf(headers.get('date')),
    })
  })
  return () => ({ status: answer.statusCode ?? 0, headers: headersOf(answer), bytes })
}

const lateAfter = ({ deadlineMilliseconds, url }: OutgoingRequest): ExchangeError =>
  new ExchangeError('ETIMEDOUT', `no whole answer from ${url.host} within ${deadlineMilliseconds} ms`)
