import type { Route } from '../kit/route.ts'
import type { World } from '../kit/world.ts'
import { accountSettings } from '../parts/accounts/index.ts'

const preflightSeconds = 600

export interface Cors {
  /** The same answer, readable by the app's pages. */
  allow(request: Request, response: Response): Response
  /** What a browser asks before it asks; null when no such route is at that path. */
  preflight(request: Request, path: string): Response | null
}

/** Exact origins and never a cookie: what a page may read here, a key or nobody at all must unlock. */
export function corsFor(world: World, routes: readonly Route[]): Cors {
  const { frontendUrl, frontendOrigins } = world.settings(accountSettings)
  const origins = new Set([...(frontendUrl ? [frontendUrl.origin] : []), ...frontendOrigins])
  const open = routes.filter((route) => route.cors === true)
  return {
    allow(request, response) {
      response.headers.append('vary', 'Origin')
      const origin = request.headers.get('origin')
      if (origin === null || !origins.has(origin)) return response
      response.headers.set('access-control-allow-origin', origin)
      response.headers.set(
        'access-control-expose-headers',
        'ETag, RateLimit, RateLimit-Policy, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id',
      )
      return response
    },
    preflight(request, path) {
      const methods = open.filter((route) => route.path === path).map(({ method }) => method)
      if (methods.length === 0) return null
      const origin = request.headers.get('origin')
      const headers: Record<string, string> = { vary: 'Origin', 'cache-control': 'no-store' }
      if (origin === null || !origins.has(origin)) return new Response(null, { status: 403, headers })
      return new Response(null, {
        status: 204,
        headers: {
          ...headers,
          'access-control-allow-origin': origin,
          'access-control-allow-methods': methods.join(', '),
          'access-control-allow-headers': 'Content-Type, X-API-Key, Authorization, If-None-Match',
          'access-control-max-age': String(preflightSeconds),
        },
      })
    },
  }
}
