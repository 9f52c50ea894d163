import { checkedBase, checkPath, type KeyholdOptions, readerOf } from './asker.ts'
import { errorFrom, KeyholdError, noAnswer, notAsked, redirected } from './error.ts'
import type { Outside } from './retry.ts'

/** What of `fetch`'s options passes through; a body is sent once and never again. */
export interface ThroughInit {
  /** Default GET. */
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Keyhold passes on `Accept`, `Content-Type`, `If-*`, `Range`, `Idempotency-Key` and those of the provider. */
  headers?: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array> | URLSearchParams | FormData
  signal?: AbortSignal
}

/** As `fetch`, for a path behind the provider's API address, with its query. The provider's own answer, whatever its status. */
export type Through = (path: string, init?: ThroughInit) => Promise<Response>

/** @throws RangeError, TypeError for options that cannot work; the key is in neither */
export function throughOf(world: Outside, options: KeyholdOptions): (connectionId: string) => Through {
  const base = checkedBase(options.baseUrl)
  const keyOf = readerOf(options.apiKey)
  const send = options.fetch ?? world.fetch
  return (connectionId) =>
    async (path, init = {}) => {
      const request = await requestFor(base + addressOf(connectionId, path), init, keyOf)
      const response = await send(request).catch((cause: unknown) => {
        throw request.signal.aborted ? cause : noAnswer(cause)
      })
      if (response.headers.has('x-provider-status')) return response
      if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400))
        throw redirected(response)
      throw errorFrom(response, parsed(await response.text()), world.now())
    }
}

/** @throws KeyholdError NOT_ASKED for what `fetch` would make another address of before it is sent */
function addressOf(connectionId: string, path: string): string {
  try {
    checkPath({ id: connectionId })
    const address = `/api/connections/${encodeURIComponent(connectionId)}/proxy${path}`
    const { pathname, search } = new URL(address, 'http://localhost')
    if (!path.startsWith('/') || pathname + search !== address || pathname.includes('//'))
      throw new TypeError('the path begins with /, has no .. or //, and is percent-encoded where it must be')
    return address
  } catch (cause) {
    throw notAsked(cause)
  }
}

/** @throws KeyholdError NOT_ASKED */
async function requestFor(
  address: string,
  { method = 'GET', headers, body, signal }: ThroughInit,
  keyOf: () => Promise<string | null>,
): Promise<Request> {
  try {
    const key = await keyOf()
    return new Request(address, {
      method,
      headers: { ...headers, ...(key !== null && { authorization: `Bearer ${key}` }) },
      // Whoever follows a redirect carries the key there.
      redirect: 'manual',
      credentials: 'omit',
      ...(signal && { signal }),
      ...(body !== undefined && { body }),
      ...(body instanceof ReadableStream && { duplex: 'half' }),
    })
  } catch (cause) {
    throw cause instanceof KeyholdError ? cause : notAsked(cause)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text // told as what it is
  }
}
