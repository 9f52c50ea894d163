import { addressOutside } from '../functions/client-address.ts'
import { amiss, type Incoming } from './event.ts'

export interface Asked {
  request: Request
  peer: { remoteAddress: string | undefined; target: string; requestId: string }
}

/** The request of an event, as every entry hands it on. @throws BAD_EVENT for what no request can be */
export function requestOf(incoming: Incoming, requestId: string): Asked {
  const { method, host, target, body, sourceIp } = incoming
  const hasBody = body !== null && method !== 'GET' && method !== 'HEAD'
  const headers = headersOf(incoming)
  try {
    const request = new Request(`https://${host}${target}`, { method, headers, ...(hasBody && { body }) })
    return { request, peer: { remoteAddress: addressOutside(sourceIp), target, requestId } }
  } catch (error) {
    throw amiss('/method', 'a method that a request may have', error)
  }
}

// Several of one name are joined: cookies by semicolons, all others by commas.
function headersOf({ headers }: Incoming): Headers {
  const list = new Headers()
  try {
    for (const [name, value] of headers) list.append(name, asBytes(value))
  } catch (error) {
    throw amiss('/headers', 'names and values that a header may have', error)
  }
  return list
}

/** A header is bytes, one a character; the gateway hands it on as text. */
const asBytes = (value: string): string =>
  /[^\0-\xff]/.test(value) ? Buffer.from(value).toString('latin1') : value
