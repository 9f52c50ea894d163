import type { Fault } from '../kit/fault.ts'
import type { Route } from '../kit/route.ts'
import { sourceBody } from '../parts/limits/index.ts'

/** Whether a route speaks as source system 000 did. */
export const isOf000 = ({ dialect }: Route): boolean => dialect === '000' || dialect === '000 codes'

/** The status of its own words, else the fault's; whom a function with codes does not know it does not tell from others. */
export function status000(fault: Fault, route: Route): number {
  if (fault.code === 'REFUSED_AS_000') return Number(fault.context.status)
  return route.dialect === '000 codes' && fault.code === 'FORBIDDEN' ? 401 : fault.status
}

/** `{error, …}`; a function's own words where it gave some. */
export function body000(fault: Fault, { dialect }: Route): Record<string, unknown> {
  if (fault.code === 'REFUSED_AS_000') return fault.context.body as Record<string, unknown>
  if (fault.code === 'RATE_LIMITED') return limited(fault)
  const { title, hint } = fault.spec
  if (dialect === '000 codes') return { error: codeOf(fault), message: `${title} ${hint}` }
  if (fault.code === 'METHOD_NOT_ALLOWED') return { error: 'Method not allowed' }
  if (fault.code === 'UNAUTHENTICATED') return { error: 'Authentication required', message: hint }
  return { error: title, message: hint, code: fault.code }
}

const limited = ({ context, retryAfterSeconds }: Fault): ReturnType<typeof sourceBody> =>
  sourceBody({
    refusedBy: context['violated-policies'] as string[],
    retryAfterSeconds: retryAfterSeconds ?? null,
    words: (context.words as string | null | undefined) ?? null,
  })

function codeOf({ status }: Fault): string {
  if (status === 401 || status === 403) return 'AUTH_ERROR'
  if (status === 404) return 'NOT_FOUND'
  if (status === 405) return 'METHOD_NOT_ALLOWED'
  return status >= 500 ? 'SERVICE_UNAVAILABLE' : 'VALIDATION_ERROR'
}

/** What a function's own words were sent with. */
export const headers000 = ({ code, context }: Fault): Record<string, string> =>
  code === 'REFUSED_AS_000' ? ((context.headers as Record<string, string> | undefined) ?? {}) : {}
