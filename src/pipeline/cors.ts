import type { Route } from '../kit/route.ts'
import type { World } from '../kit/world.ts'
import { accountSettings } from '../parts/accounts/index.ts'
import { csrfHeader, opensToApp } from './csrf.ts'

const preflightSeconds = 600

export interface Cors {
  /** Whether pages of the app may read what this route answers. */
  opens(route: Route): boolean
  /** The same answer, readable by the app's pages. */
  allow(route: Route, request: Request, response: Response): Response
  /** What a browser asks before it asks; null when no such route is at that path. */
  preflight(request: Request, path: string): Response | null
}

/**
 * Exact origins, never a wildcard. What shows figures is read without a cookie, by a key or by anybody; where people of the
 * app sign up, sign in and show themselves, their cookies come along.
 */
export function corsFor(world: World, routes: readonly Route[]): Cors {
  const { frontendUrl, frontendOrigins } = world.settings(accountSettings)
  const origins = new Set([...(frontendUrl ? [frontendUrl.origin] : []), ...frontendOrigins])
  const opens = (route: Route): boolean => route.cors === true || opensToApp(route)
  const open = routes.filter(opens)
  return {
    opens,
    allow(route, request, response) {
      response.headers.append('vary', 'Origin')
      const origin = request.headers.get('origin')
      if (origin === null || !origins.has(origin)) return response
      response.headers.set('access-control-allow-origin', origin)
      if (opensToApp(route)) response.headers.set('access-control-allow-credentials', 'true')
      response.headers.set(
        'access-control-expose-headers',
        'ETag, RateLimit, RateLimit-Policy, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id',
      )
      return response
    },
    preflight(request, path) {
      const found = open.filter((route) => isAt(route, path))
      if (found.length === 0) return null
      const origin = request.headers.get('origin')
      const headers: Record<string, string> = { vary: 'Origin', 'cache-control': 'no-store' }
      if (origin === null || !origins.has(origin)) return new Response(null, { status: 403, headers })
      const withCookies = found.some(opensToApp)
      return new Response(null, {
        status: 204,
        headers: {
          ...headers,
          'access-control-allow-origin': origin,
          'access-control-allow-methods': found.map(({ method }) => method).join(', '),
          'access-control-allow-headers': withCookies ? `${ordinary}, ${csrfHeader}` : ordinary,
          'access-control-max-age': String(preflightSeconds),
          ...(withCookies && { 'access-control-allow-credentials': 'true' }),
        },
      })
    },
  }
}

const ordinary = 'Content-Type, X-API-Key, Authorization, If-None-Match'

const isAt = (route: Route, path: string): boolean =>
  route.path.split('/').length === path.split('/').length &&
  new RegExp(`^${route.path.replace(/:\w+/g, '[^/]+')}$`).test(path)
