import type { Asked } from '../kit/route.ts'

/** What of a request the steps look at; made without touching its body. */
export interface Incoming {
  request: Request
  /** Address of the peer, where the entry knows it. */
  remoteAddress?: string | undefined
}

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

export function askedOf({ request, remoteAddress }: Incoming, id: string): Asked {
  const header = (name: string): string | undefined => request.headers.get(name) ?? undefined
  let cookies: Map<string, string> | undefined
  const jar = () => (cookies ??= parseCookies(header('cookie')))
  return {
    id,
    url: request.url,
    header,
    cookie: (name) => jar().get(name),
    cookieNames: () => [...jar().keys()],
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

function parseCookies(header: string | undefined): Map<string, string> {
  const found = new Map<string, string>()
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=')
    const name = pair.slice(0, equals).trim()
    // The first of a name counts: a later one may be planted by a sibling host.
    if (equals > 0 && !found.has(name)) found.set(name, pair.slice(equals + 1).trim())
  }
  return found
}
