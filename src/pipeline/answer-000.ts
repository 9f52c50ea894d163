import type { Fault } from '../kit/fault.ts'
import { hint000, withShown } from '../kit/fault-000.ts'
import type { Route } from '../kit/route.ts'
import { sourceBody } from '../parts/limits/index.ts'

const dialects: ReadonlySet<string> = new Set(['000', '000 codes', '000 proxy'])

/** Whether a route speaks as source system 000 did. */
export const isOf000 = ({ dialect }: Route): boolean => dialect !== undefined && dialects.has(dialect)

/** The status of its own words, else the fault's; whom a function with codes does not know it does not tell from others. */
export function status000(fault: Fault, route: Route): number {
  if (fault.code === 'REFUSED_AS_000') return Number(fault.context.status)
  return route.dialect === '000 codes' && fault.code === 'FORBIDDEN' ? 401 : fault.status
}

/** `{error, …}`; a function's own words where it gave some. Else what our own dialect shows stands behind its members. */
export function body000(fault: Fault, { dialect }: Route): Record<string, unknown> {
  if (fault.code === 'REFUSED_AS_000') return fault.context.body as Record<string, unknown>
  const members = dialect === '000 proxy' ? proxyBody(fault) : membersOf(fault, dialect)
  return pointsAtHeaders.has(fault.code) ? members : withShown(members, fault)
}

/** Their hints need no further member, and the source's bodies of them are written down whole. */
const pointsAtHeaders = new Set(['RATE_LIMITED', 'ABNORMAL_USAGE_DETECTED', 'METHOD_NOT_ALLOWED'])

function membersOf(fault: Fault, dialect: Route['dialect']): Record<string, unknown> {
  if (fault.code === 'RATE_LIMITED' || fault.code === 'ABNORMAL_USAGE_DETECTED') return limited(fault)
  const { title } = fault.spec
  const hint = hint000(fault)
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

/** The proxy's own: a kind of error and a code. Of our codes its clients know none: `reason` names ours beside theirs. */
function proxyBody(fault: Fault): Record<string, unknown> {
  const { code, status, spec, retryAfterSeconds: retryAfter } = fault
  const message = `${spec.title} ${hint000(fault)}`
  if (status === 401) return { error: 'Authentication required', message: hint000(fault) }
  if (status === 405) return { ...proxyRefusals[405], message: 'Only POST requests are allowed' }
  const known = proxyRefusals[status >= 500 && status !== 503 ? 500 : status]
  return {
    error: 'BAD_REQUEST',
    message,
    code,
    ...known,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(known?.code !== undefined && { reason: code }),
  }
}

const proxyRefusals: Readonly<Record<number, { error: string; code?: string }>> = {
  403: { error: 'FORBIDDEN' },
  404: { error: 'NOT_FOUND' },
  405: { error: 'METHOD_NOT_ALLOWED', code: 'INVALID_METHOD' },
  409: { error: 'CONFLICT' },
  429: { error: 'RATE_LIMIT_EXCEEDED', code: 'RATE_LIMITED' },
  500: { error: 'INTERNAL_SERVER_ERROR', code: 'SERVER_ERROR' },
  503: { error: 'SERVICE_UNAVAILABLE', code: 'SERVER_ERROR' },
}

function codeOf({ status }: Fault): string {
  if (status === 401 || status === 403) return 'AUTH_ERROR'
  if (status === 404) return 'NOT_FOUND'
  if (status === 405) return 'METHOD_NOT_ALLOWED'
  return status >= 500 ? 'SERVICE_UNAVAILABLE' : 'VALIDATION_ERROR'
}

/** What a function's own words were sent with. */
export const headers000 = ({ code, context }: Fault): Record<string, string> =>
  code === 'REFUSED_AS_000' ? ((context.headers as Record<string, string> | undefined) ?? {}) : {}
