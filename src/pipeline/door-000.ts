import type { World } from '../kit/world.ts'
import { accountSettings } from '../parts/accounts/index.ts'

const preflightSeconds = 600
const hstsSeconds = 31_536_000

/** What source system 000 sends with every answer of a function. */
export interface FunctionsDoor {
  /** The answer with its security headers, readable by pages of ALLOWED_ORIGINS alone. */
  dress(request: Request, response: Response): Response
  /** Always 200, as there; what it allows is for pages of ALLOWED_ORIGINS. */
  preflight(request: Request, methods: readonly string[]): Response
}

export function functionsDoor(world: World): FunctionsDoor {
  const { allowedOrigins, environment } = world.settings(accountSettings)
  const origins = new Set(allowedOrigins)
  const security: Record<string, string> = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store, no-cache, must-revalidate',
    pragma: 'no-cache',
    ...(environment === 'production' && {
      'strict-transport-security': `max-age=${hstsSeconds}; includeSubDomains`,
    }),
  }
  const dress = (request: Request, response: Response): Response => {
    for (const [name, value] of Object.entries(security)) response.headers.set(name, value)
    response.headers.append('vary', 'Origin')
    const origin = request.headers.get('origin')
    if (origin === null || !origins.has(origin)) return response
    response.headers.set('access-control-allow-origin', origin)
    response.headers.set(
      'access-control-expose-headers',
      'Retry-After, X-Cache, X-Circuit-Breaker-State, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id',
    )
    return response
  }
  return {
    dress,
    preflight(request, methods) {
      const response = dress(request, new Response(null, { status: 200 }))
      if (!response.headers.has('access-control-allow-origin')) return response
      response.headers.set('access-control-allow-methods', [...methods, 'OPTIONS'].join(', '))
      response.headers.set(
        'access-control-allow-headers',
        'Content-Type, X-API-Key, Authorization, Idempotency-Key',
      )
      response.headers.set('access-control-max-age', String(preflightSeconds))
      return response
    },
  }
}
