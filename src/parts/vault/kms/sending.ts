import type { KMSClientConfig } from '@aws-sdk/client-kms'
import type { HttpClient } from '../../../kit/http-client.ts'
import { NoAnswer } from './trouble.ts'

type RequestHandler = Extract<KMSClientConfig['requestHandler'], { handle: unknown }>
type Request = Parameters<RequestHandler['handle']>[0]

// An answer holds one wrapped key.
const longestAnswer = 65_536

/** The SDK signs; our own client sends, by the rules that hold for every call that leaves. */
export const sendingThrough = (
  { http }: { http: HttpClient },
  deadlineMilliseconds: number,
): RequestHandler => ({
  metadata: { handlerProtocol: 'http/1.1' },
  async handle(request: Request) {
    const exchange = await http.send({
      method: request.method,
      url: addressOf(request),
      headers: request.headers,
      body: request.body as Uint8Array,
      deadlineMilliseconds,
      maxBytes: longestAnswer,
    })
    if (exchange.kind === 'blocked') throw new NoAnswer(exchange.reason)
    if (exchange.kind !== 'answered') throw new NoAnswer(exchange.cause.message)
    const { status: statusCode, headers, body } = exchange
    return { response: { statusCode, headers: Object.fromEntries(headers), body } as Answer }
  },
  updateHttpClientConfig: () => undefined,
  httpHandlerConfigs: () => ({}),
})

type Answer = Awaited<ReturnType<RequestHandler['handle']>>['response']

const addressOf = ({ protocol, hostname, port, path }: Request): URL =>
  new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`)
