import type { Asked } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { accountSettings } from '../settings.ts'
import { csrfTokenFor, csrfTokenIsGood } from './csrf.ts'
import type { Lives } from './lives.ts'
import type { Pair } from './tokens.ts'

/** Cookies of people, by what is in them. */
export type CookieKind = 'session' | 'refresh' | 'challenge' | 'device' | 'oidc'

/** Where pages read the token that they send back as `X-CSRF-Token`. No other cookie's name contains it. */
export const csrfCookieName = 'XSRF-TOKEN'

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Browsers and curl keep Secure cookies of https, and of this very machine. */
function isSecure(world: World): boolean {
  const { protocol, hostname } = world.settings(accountSettings).keyholdUrl
  return protocol === 'https:' || loopbackHost.test(hostname)
}

/** `__Host-` binds a cookie to this very host; it goes with Secure alone. */
export const personCookieName = (world: World, kind: CookieKind): string =>
  `${isSecure(world) ? '__Host-' : ''}kh_${kind}`

/**
 * A cookie that no script reads.
 * @param ageSeconds how long the browser keeps it; 0 takes it away
 */
export const personCookie = (world: World, kind: CookieKind, value: string, ageSeconds: number): string =>
  `${personCookieName(world, kind)}=${value}; Path=/; HttpOnly; SameSite=${kind === 'refresh' ? 'Strict' : 'Lax'}; Max-Age=${ageSeconds}${isSecure(world) ? '; Secure' : ''}`

/**
 * Binds what pages send back to a session, a person's or the operator's.
 * @param ageSeconds how long the browser keeps it; 0 takes it away
 */
export const csrfCookie = (world: World, value: string, ageSeconds: number): string =>
  `${csrfCookieName}=${value}; Path=/; SameSite=Lax; Max-Age=${ageSeconds}${isSecure(world) ? '; Secure' : ''}`

/**
 * A session's three cookies. Their ages are lengths, not what is left: of several answers to one refresh token each says
 * the same, byte for byte.
 * @param asked when given, a CSRF token that the browser holds already and that is good stays as it is
 */
export function sessionCookies(
  world: World,
  { sessionId, pair, lives }: { sessionId: string; pair: Pair; lives: Lives },
  asked?: Asked,
): string[] {
  const held = asked?.cookie(csrfCookieName)
  const csrf =
    held !== undefined && csrfTokenIsGood(world, sessionId, held) ? held : csrfTokenFor(world, sessionId)
  return [
    personCookie(world, 'session', pair.access.text, lives.accessSeconds),
    personCookie(world, 'refresh', pair.refresh.text, lives.idleSeconds),
    csrfCookie(world, csrf, lives.idleSeconds),
  ]
}

export const clearedSessionCookies = (world: World): string[] => [
  personCookie(world, 'session', '', 0),
  personCookie(world, 'refresh', '', 0),
  csrfCookie(world, '', 0),
]

/** A session's token in a request. Next to an API key or a bearer token cookies count for nothing. */
export function sessionCookieOf(world: World, asked: Asked, kind: 'session' | 'refresh'): string | undefined {
  if (asked.header('authorization') !== undefined || asked.header('x-api-key') !== undefined) return undefined
  return asked.cookie(personCookieName(world, kind))
}
