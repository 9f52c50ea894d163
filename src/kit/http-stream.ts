import type { ClientRequest, IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { after } from './duration.ts'
import {
  begin,
  type Connection,
  ExchangeError,
  type Failure,
  failureOf,
  headersOf,
  momentOf,
  plainError,
} from './http-wire.ts'

export interface StreamedRequest {
  method: string
  /** Absolute, http or https, without user name and password. */
  url: URL
  /** As of any other outgoing request. */
  headers?: Record<string, string>
  body?: Uint8Array | StreamedBody
  /** Until the head of the answer is here. */
  headMilliseconds: number
  /** For the whole exchange, the last byte of the answer included. */
  wholeMilliseconds: number
  /** The longest answer body passed on; at one byte more its stream fails. */
  maxBytes: number
  /** Whose exchange it is: one who leaves answers unread keeps nobody else waiting for a connection. Default nobody's. */
  holder?: string
}

export interface StreamedBody {
  stream: ReadableStream<Uint8Array>
  /** Its length, when it is known: a stream of another length ends the connection. `null`: sent in chunks. */
  bytes: number | null
}

/** As `Exchange`, but the body is still on its way: it fails when it ends early, is too long or comes too late. */
export type Opened =
  | {
      kind: 'answered'
      status: number
      headers: Headers
      date: Date | null
      body: ReadableStream<Uint8Array>
    }
  | Failure

/** One exchange whose bodies pass through, each at the pace of its reader. Redirects and upgrades are not followed. */
export function openExchange(request: StreamedRequest, connection: Connection): Promise<Opened> {
  return new Promise((resolve) => {
    let mayHaveLeft = false
    let isAnswered = false
    let outgoing: ClientRequest | undefined
    let incoming: IncomingMessage | undefined
    const end = (opened: Opened) => {
      head.cancel()
      if (opened.kind !== 'answered') whole.cancel()
      resolve(opened)
    }
    const fail = (error: unknown) => {
      if (isAnswered) return
      end(failureOf(error, mayHaveLeft))
      outgoing?.destroy()
    }
    const head = after(request.headMilliseconds, () =>
      fail(mayHaveLeft ? late(request, request.headMilliseconds) : queued(request)),
    )
    const whole = after(request.wholeMilliseconds, () => {
      fail(late(request, request.wholeMilliseconds))
      incoming?.destroy(late(request, request.wholeMilliseconds))
    })
    try {
      outgoing = begin(request, lengthOf(request.body), { ...connection, holder: request.holder })
    } catch (error) {
      return fail(error) // a header or method that cannot be written
    }
    outgoing.on('socket', () => (mayHaveLeft = true))
    outgoing.on('response', (answer) => {
      incoming = answer
      isAnswered = true
      end({
        kind: 'answered',
        status: answer.statusCode ?? 0,
        headers: headersOf(answer),
        date: momentOf(answer.headers.date ?? null),
        body: bodyOf(answer, request.maxBytes, () => whole.cancel()),
      })
    })
    outgoing.on('error', fail)
    outgoing.on('close', () =>
      fail(new ExchangeError('ECONNRESET', 'the connection ended without an answer')),
    )
    write(outgoing, request.body, fail)
  })
}

function lengthOf(body: StreamedRequest['body']): number | null | undefined {
  if (body === undefined) return undefined
  return body instanceof Uint8Array ? body.length : body.bytes
}

function write(outgoing: ClientRequest, body: StreamedRequest['body'], fail: (error: unknown) => void): void {
  if (body === undefined || body instanceof Uint8Array) return void outgoing.end(body)
  const source = Readable.from(counted(body), { objectMode: false })
  source.on('error', (error) => {
    fail(error)
    outgoing.destroy()
  })
  outgoing.on('close', () => source.destroy())
  source.pipe(outgoing)
}

/** @throws ExchangeError WRONG_LENGTH: what was announced must be what comes, or the next request would be read into it */
async function* counted({ stream, bytes }: StreamedBody): AsyncGenerator<Uint8Array> {
  let seen = 0
  for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
    seen += chunk.length
    if (bytes !== null && seen > bytes) throw wrongLength()
    yield chunk
  }
  if (bytes !== null && seen < bytes) throw wrongLength()
}

const wrongLength = () => new ExchangeError('WRONG_LENGTH', 'the body is not as long as it said')

function bodyOf(answer: IncomingMessage, maxBytes: number, over: () => void): ReadableStream<Uint8Array> {
  const chunks = answer[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let bytes = 0
  // Nothing is read ahead: a reader that is slow makes the provider slow, not us large.
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await chunks.next()
          if (next.done) {
            over()
            return controller.close()
          }
          bytes += next.value.length
          if (bytes > maxBytes) throw new ExchangeError('TOO_LARGE', `the answer is over ${maxBytes} bytes`)
          controller.enqueue(next.value)
        } catch (error) {
          over()
          answer.destroy()
          controller.error(plainError(error))
        }
      },
      cancel() {
        over()
        answer.destroy()
      },
    },
    { highWaterMark: 0 },
  )
}

const late = ({ url }: StreamedRequest, milliseconds: number): ExchangeError =>
  new ExchangeError('ETIMEDOUT', `no whole answer from ${url.host} within ${milliseconds} ms`)

/** Dialling ends sooner: who has no connection by then has all of its own under way. */
const queued = ({ url }: StreamedRequest): ExchangeError =>
  new ExchangeError('QUEUED', `no connection to ${url.host} was free in time`)
