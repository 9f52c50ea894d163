import { z } from 'zod'
import { faults } from '../../kit/fault.ts'
import { encodedPath, encodedQuery, pairsOf, withoutStage } from './target.ts'

/** The forms of API Gateway's events; an answer has the form of its event. */
export type Format = '1.0' | '2.0'

/** A request, of whatever form the event was. */
export interface Incoming {
  format: Format
  method: string
  /** As it is called: the header's word, else the platform's. */
  host: string
  /** Path and query in one form, without the stage: what a request line would have named. */
  target: string
  headers: [name: string, value: string][]
  body: Uint8Array<ArrayBuffer> | null
  /** Who opened the connection to AWS, by AWS's word. */
  sourceIp: string | null | undefined
}

const text = z.string().nullish()
const texts = z.record(z.string(), z.string().nullish()).nullish()
const lists = z.record(z.string(), z.array(z.string()).nullish()).nullish()
const context = { stage: text, apiId: text, domainName: text, domainPrefix: text }
const withBody = { body: text, isBase64Encoded: z.boolean().nullish() }

/** API Gateway's REST APIs, and its HTTP APIs where they are told to. */
const form1 = z.object({
  httpMethod: z.string(),
  path: z.string(),
  headers: texts,
  multiValueHeaders: lists,
  queryStringParameters: texts,
  multiValueQueryStringParameters: lists,
  requestContext: z.object({ ...context, path: text, identity: z.object({ sourceIp: text }).nullish() }),
  ...withBody,
})

/** API Gateway's HTTP APIs, and a function's own URL. */
const form2 = z.object({
  version: z.literal('2.0'),
  rawPath: z.string(),
  rawQueryString: text,
  cookies: z.array(z.string()).nullish(),
  headers: texts,
  requestContext: z.object({ ...context, http: z.object({ method: z.string(), sourceIp: text }) }),
  ...withBody,
})

type Form1 = z.output<typeof form1>
type Form2 = z.output<typeof form2>

/** Amazon EventBridge's clocks: a rule's, and its Scheduler's. */
const clocks = ['aws.events', 'aws.scheduler']

/** An event of a clock. What came through a gateway is none, whatever its caller wrote into it. */
export const isTick = (event: unknown): boolean =>
  isObject(event) && !('requestContext' in event) && clocks.includes(String(event.source))

/** In which form whoever sent this event wants its answer. */
export const formatOf = (event: unknown): Format =>
  isObject(event) && event.version !== '2.0' && 'httpMethod' in event ? '1.0' : '2.0'

const isObject = (event: unknown): event is Record<string, unknown> =>
  typeof event === 'object' && event !== null && !Array.isArray(event)

/** @throws BAD_EVENT with what is missing or amiss */
export function readEvent(event: unknown): Incoming {
  return formatOf(event) === '1.0' ? ofForm1(checked(form1, event)) : ofForm2(checked(form2, event))
}

function checked<T>(schema: z.ZodType<T>, event: unknown): T {
  const { data, error } = schema.safeParse(event)
  if (data !== undefined) return data
  const violations = error!.issues.map(({ path, message }) => ({ at: `/${path.join('/')}`, wants: message }))
  throw faults.BAD_EVENT({ violations })
}

function ofForm1(event: Form1): Incoming {
  const { requestContext: context, multiValueHeaders, headers } = event
  const query = pairsOf(event.multiValueQueryStringParameters ?? event.queryStringParameters)
  // Of a REST API the path has no stage, and the context's has one.
  const path = !context.path || context.path === event.path ? withoutStage(event.path, context) : event.path
  return {
    format: '1.0',
    method: event.httpMethod,
    ...named(pairsOf(multiValueHeaders ?? headers), context.domainName),
    target: targetOf(path, query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')),
    body: bodyOf(event),
    sourceIp: context.identity?.sourceIp,
  }
}

function ofForm2(event: Form2): Incoming {
  const { requestContext: context, cookies } = event
  const headers = pairsOf(event.headers)
  return {
    format: '2.0',
    method: context.http.method,
    ...named(cookies ? [...headers, ['cookie', cookies.join('; ')]] : headers, context.domainName),
    target: targetOf(withoutStage(event.rawPath, context), encodedQuery(event.rawQueryString ?? '')),
    body: bodyOf(event),
    sourceIp: context.http.sourceIp,
  }
}

const targetOf = (path: string, query: string): string =>
  encodedPath(path) + (query === '' ? '' : `?${query}`)

/** @throws BAD_EVENT without a host, or with what is none */
function named(
  headers: [name: string, value: string][],
  domainName: string | null | undefined,
): Pick<Incoming, 'headers' | 'host'> {
  const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? domainName ?? ''
  // Anything else would move what is path and what is host against each other.
  if (!/^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/.test(host) || !URL.canParse(`https://${host}`))
    throw amiss('/headers/host', 'the name of a host')
  return { headers, host }
}

/** @throws BAD_EVENT for what is no base64 although it says so */
function bodyOf({ body, isBase64Encoded }: Form1 | Form2): Incoming['body'] {
  if (!body) return null
  if (!isBase64Encoded) return Buffer.from(body)
  if (body.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(body)) throw amiss('/body', 'base64')
  return Buffer.from(body, 'base64')
}

/** A fault about one place of the event. */
export const amiss = (at: string, wants: string, cause?: unknown) =>
  faults.BAD_EVENT({ violations: [{ at, wants }] }, { cause })
