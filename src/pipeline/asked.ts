import type { Asked } from '../kit/route.ts'
import { clientAddress, type Networks } from '../kit/http-peer.ts'

/** What of a request the steps look at; made without touching its body. */
export interface Incoming {
  request: Request
  /** Address of the peer, where the entry knows it. */
  remoteAddress?: string | undefined
  /** What the request line named, as it came. */
  target?: string | undefined
  /** Whose word about where a request comes from is taken. Default nobody's. */
  trustedProxies?: Networks | undefined
}

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

export function askedOf({ request, remoteAddress, target, trustedProxies }: Incoming, id: string): Asked {
  const header = (name: string): string | undefined => request.headers.get(name) ?? undefined
  let cookies: Map<string, string> | undefined
  const jar = () => (cookies ??= parseCookies(header('cookie')))
  return {
    id,
    url: request.url,
    method: request.method,
    get target() {
      return target ?? targetOf(request.url)
    },
    header,
    cookie: (name) => jar().get(name),
    cookieNames: () => [...jar().keys()],
    get address() {
      return clientAddress(remoteAddress, header('x-forwarded-for'), trustedProxies)
    },
    get isLocal() {
      return (
        remoteAddress !== undefined &&
        loopback.has(remoteAddress) &&
        header('x-forwarded-for') === undefined &&
        header('forwarded') === undefined
      )
    },
    get wantsPage() {
      return (header('accept') ?? '').includes('text/html')
    },
  }
}

/** Path and query. */
const targetOf = (url: string): string => url.slice(url.indexOf('/', url.indexOf('//') + 2))

function parseCookies(header: string | undefined): Map<string, string> {
  const found = new Map<string, string>()
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=')
    const name = plain(pair.slice(0, equals))
    // The first of a name counts: a later one may be planted by a sibling host.
    if (equals > 0 && !found.has(name)) found.set(name, plain(pair.slice(equals + 1)))
  }
  return found
}

/**
 * Without the blanks that RFC 6265 knows. `trim` knows more: a browser takes `<U+00A0>__Host-…` for a name without that
 * prefix, and lets a sibling host set it.
 */
const plain = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, '')
