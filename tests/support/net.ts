import type { Exchange, OutgoingRequest, StreamingClient } from '../../src/kit/http-client.ts'
import type { StreamedRequest } from '../../src/kit/http-stream.ts'
import type { Failure } from '../../src/kit/http-wire.ts'

export interface Call {
  url: URL
  /** The form that was sent. */
  form: URLSearchParams
  headers: Record<string, string>
  /** The body as it was sent. */
  text: string
}

/** A scripted answer: JSON with 200, or a whole exchange, or a function of the call. */
export type Scripted = Record<string, unknown> | Exchange | ((call: Call) => Scripted | Promise<Scripted>)

export interface Scripting {
  calls: Call[]
}

export interface Net {
  http: StreamingClient
  /** `net.answers('POST https://strava.test/oauth/token', { access_token: 'a' })`: every such call gets it; several in a row: in turn, the last again. */
  answers(request: string, ...answers: Scripted[]): Scripting
  /** Calls that no test foresaw. A test with any has failed. */
  unforeseen: string[]
}

/** The network of a test: nothing leaves, and what no test foresaw is an error. */
export function scriptedNet(insideTransaction: () => boolean): Net {
  const scripts = new Map<string, { answers: Scripted[]; calls: Call[] }>()
  const unforeseen: string[] = []
  return {
    unforeseen,
    answers(request, ...answers) {
      const script = { answers, calls: [] }
      scripts.set(request, script)
      return script
    },
    http: {
      send: (request) => answerTo(request, request.body),
      async open(request) {
        const exchange = await answerTo(request, await wholeBody(request))
        if (exchange.kind !== 'answered') return exchange
        return { ...exchange, body: new Response(Buffer.from(exchange.body)).body! }
      },
    },
  }

  async function answerTo(
    { method, url, headers }: Pick<OutgoingRequest, 'method' | 'url' | 'headers'>,
    body: OutgoingRequest['body'],
  ): Promise<Exchange> {
    if (insideTransaction()) throw new Error('an outgoing call inside an open transaction')
    const name = `${method} ${url.origin}${url.pathname}`
    const script = scripts.get(name)
    if (!script) {
      unforeseen.push(name)
      return { kind: 'not_sent', cause: new Error(`no test foresaw ${name}`) }
    }
    const text = typeof body === 'string' ? body : Buffer.from(body ?? '').toString()
    const call: Call = { url, form: new URLSearchParams(text), headers: headers ?? {}, text }
    script.calls.push(call)
    const answer = script.answers[Math.min(script.calls.length, script.answers.length) - 1]!
    return asExchange(answer, call)
  }
}

async function wholeBody({ body }: StreamedRequest): Promise<Uint8Array | undefined> {
  if (body === undefined || body instanceof Uint8Array) return body
  return Buffer.from(await new Response(body.stream).arrayBuffer())
}

async function asExchange(answer: Scripted, call: Call): Promise<Exchange> {
  if (typeof answer === 'function') return asExchange(await answer(call), call)
  if ('kind' in answer) return answer as Exchange
  return answered(200, answer)
}

export const answered = (status: number, body: unknown, headers: Record<string, string> = {}): Exchange => ({
  kind: 'answered',
  status,
  headers: new Headers({ 'content-type': 'application/json', ...headers }),
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  date: headers.date === undefined ? null : new Date(headers.date),
})

export const lost: Exchange = { kind: 'unknown', cause: new Error('the line broke') }
export const unreachable: Failure = { kind: 'not_sent', cause: new Error('connection refused') }

/** A promise to be settled by hand, for ordering a race without waiting. */
export function gate<T = void>(): { promise: Promise<T>; open(value: T): void } {
  let open!: (value: T) => void
  const promise = new Promise<T>((resolve) => {
    open = resolve
  })
  return { promise, open }
}
