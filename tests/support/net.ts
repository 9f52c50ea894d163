import type { Exchange, HttpClient, OutgoingRequest } from '../../src/kit/http-client.ts'

export interface Call {
  url: URL
  /** The form that was sent. */
  form: URLSearchParams
  headers: Record<string, string>
}

/** A scripted answer: JSON with 200, or a whole exchange, or a function of the call. */
export type Scripted = Record<string, unknown> | Exchange | ((call: Call) => Scripted | Promise<Scripted>)

export interface Scripting {
  calls: Call[]
}

export interface Net {
  http: HttpClient
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
      async send(request: OutgoingRequest) {
        if (insideTransaction()) throw new Error('an outgoing call inside an open transaction')
        const name = `${request.method} ${request.url.origin}${request.url.pathname}`
        const script = scripts.get(name)
        if (!script) {
          unforeseen.push(name)
          return { kind: 'not_sent', cause: new Error(`no test foresaw ${name}`) }
        }
        const call: Call = {
          url: request.url,
          form: new URLSearchParams(String(request.body ?? '')),
          headers: request.headers ?? {},
        }
        script.calls.push(call)
        const answer = script.answers[Math.min(script.calls.length, script.answers.length) - 1]!
        return asExchange(answer, call)
      },
    },
  }
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
export const unreachable: Exchange = { kind: 'not_sent', cause: new Error('connection refused') }

/** A promise to be settled by hand, for ordering a race without waiting. */
export function gate<T = void>(): { promise: Promise<T>; open(value: T): void } {
  let open!: (value: T) => void
  const promise = new Promise<T>((resolve) => {
    open = resolve
  })
  return { promise, open }
}
