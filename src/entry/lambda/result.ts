import { isUtf8 } from 'node:buffer'
import { faults } from '../../kit/fault.ts'
import type { Format } from './event.ts'

/** What API Gateway makes an answer of; which members hold the headers depends on the form. */
export interface Result {
  statusCode: number
  headers?: Record<string, string>
  multiValueHeaders?: Record<string, string[]>
  cookies?: string[]
  body: string
  isBase64Encoded: boolean
}

/** What Lambda passes on of an answer, all of it as JSON. */
const limitBytes = 6 * 1024 * 1024 - 16 * 1024

const textual =
  /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded|[\w.-]+\+(json|xml))\b|image\/svg\+xml)/i

// Of the connection, which is the gateway's.
const gatewaysOwn = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'set-cookie'])

/**
 * An answer in the form of the event that asked for it. Text goes as text, everything else as base64: of what is no
 * UTF-8, or compressed, a text would lose bytes.
 * @throws ANSWER_TOO_LARGE
 */
export async function resultOf(response: Response, format: Format): Promise<Result> {
  const bytes = Buffer.from(await response.arrayBuffer())
  const isBase64Encoded = bytes.length > 0 && !isText(response.headers, bytes)
  const result: Result = {
    statusCode: response.status,
    ...(format === '1.0' ? headersOfForm1(response.headers) : headersOfForm2(response.headers)),
    body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  }
  // Six bytes of JSON are the most that one byte of text becomes.
  if (bytes.length > limitBytes / 6 && Buffer.byteLength(JSON.stringify(result)) > limitBytes)
    throw faults.ANSWER_TOO_LARGE({ limitBytes })
  return result
}

const isText = (headers: Headers, bytes: Buffer): boolean =>
  textual.test(headers.get('content-type') ?? '') && !headers.has('content-encoding') && isUtf8(bytes)

const headersOfForm2 = (headers: Headers): Pick<Result, 'headers' | 'cookies'> => {
  const cookies = headers.getSetCookie()
  return { headers: Object.fromEntries(plain(headers)), ...(cookies.length > 0 && { cookies }) }
}

const headersOfForm1 = (headers: Headers): Pick<Result, 'multiValueHeaders'> => {
  const cookies = headers.getSetCookie()
  const lists = plain(headers).map(([name, value]) => [name, [value]])
  if (cookies.length > 0) lists.push(['set-cookie', cookies])
  return { multiValueHeaders: Object.fromEntries(lists) as Record<string, string[]> }
}

const plain = (headers: Headers): [string, string][] =>
  [...headers].filter(([name]) => !gatewaysOwn.has(name))
