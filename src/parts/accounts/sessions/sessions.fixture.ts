import { as, transaction, type World } from '../../../kit/world.ts'
import type { Asked } from '../../../kit/route.ts'
import type { TestWorld } from '../../../../tests/support/world.ts'
import { beginSession } from './begin.ts'
import { csrfCookieName } from './cookies.ts'

export interface Answered {
  status: number
  body: Record<string, unknown>
  headers: Headers
}

/** A browser that is signed in, with its cookies. */
export interface Browser {
  sessionId: string
  /** By name; what answers set takes their place, as in a browser. */
  cookies: Map<string, string>
  /** The `Cookie` header of now. */
  cookie(): string
  /** What the page would send as `X-CSRF-Token`. */
  readonly csrf: string
  /** As a page of ours calls: with cookies, the CSRF token and Fetch-Metadata. `headers` take their place; '' takes one away. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answered>
}

export interface SigningIn {
  /** Default `['pwd']`. */
  methods?: readonly string[]
  /** Default false. */
  isOperator?: boolean
  userAgent?: string
  address?: string
}

/** A request that carries nothing. */
export function askedWith(
  headers: Readonly<Record<string, string>> = {},
  { address }: { address?: string } = {},
): Asked {
  const cookies = new Map(
    (headers.cookie ?? '')
      .split('; ')
      .filter((pair) => pair !== '')
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const),
  )
  return {
    id: 'request',
    url: 'http://localhost:3000/',
    method: 'POST',
    target: '/',
    header: (name) => headers[name],
    cookie: (name) => cookies.get(name),
    cookieNames: () => [...cookies.keys()],
    address,
    isLocal: false,
    wantsPage: false,
  }
}

/** Signs somebody in without asking for a password. */
export async function signedIn(
  world: TestWorld,
  { personId }: { personId: string },
  { methods = ['pwd'], isOperator = false, userAgent, address }: SigningIn = {},
): Promise<Browser> {
  const asked = askedWith(
    userAgent === undefined ? {} : { 'user-agent': userAgent },
    address === undefined ? {} : { address },
  )
  const begun = await transaction(as(world, { role: 'app', accountId: personId }), (world: World) =>
    beginSession(world, { accountId: personId, methods, asked, isOperator }),
  )
  return browserWith(world, begun.sessionId, begun.cookies)
}

/** A browser that was given these `Set-Cookie` values. */
export function browserWith(
  world: Pick<TestWorld, 'app'>,
  sessionId: string,
  setCookies: readonly string[],
): Browser {
  const cookies = new Map<string, string>()
  keep(cookies, setCookies)
  const browser: Browser = {
    sessionId,
    cookies,
    cookie: () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    get csrf() {
      return cookies.get(csrfCookieName) ?? ''
    },
    async call(method, path, body, headers = {}) {
      const sent = {
        cookie: browser.cookie(),
        'x-csrf-token': browser.csrf,
        'sec-fetch-site': 'same-origin',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      }
      const response = await world.app.fetch(
        new Request(`http://localhost:3000${path}`, {
          method,
          headers: Object.entries(sent).filter(([, value]) => value !== ''),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      )
      keep(cookies, response.headers.getSetCookie())
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
      }
    },
  }
  return browser
}

function keep(cookies: Map<string, string>, setCookies: readonly string[]): void {
  for (const line of setCookies) {
    const [pair = ''] = line.split(';')
    const name = pair.slice(0, pair.indexOf('='))
    if (/; Max-Age=0(;|$)/.test(line)) cookies.delete(name)
    else cookies.set(name, pair.slice(pair.indexOf('=') + 1))
  }
}
