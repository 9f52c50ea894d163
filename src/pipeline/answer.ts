import type { Violation } from '../kit/checked.ts'
import type { z } from 'zod'
import { Fault, faults, problemOf } from '../kit/fault.ts'
import { Markup, pageHeaders, troublePage } from '../kit/page.ts'
import { Answer, type Asked, type Route } from '../kit/route.ts'
import { CommitUnknown, SqlError } from '../kit/sql.ts'
import type { World } from '../kit/world.ts'
import { body004 } from './answer-004.ts'
import { body000, headers000, isOf000, status000 } from './answer-000.ts'

const apiHeaders: Record<string, string> = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}
const problemHeaders = { ...apiHeaders, 'content-type': 'application/problem+json' }

/** What every answer to a request carries: its id, and what limits say. */
export type CommonHeaders = Readonly<Record<string, string>>
export const commonHeaders = ({ id }: Asked): CommonHeaders => ({ 'x-request-id': id })

/** The only place where a value becomes bytes: what the output schema does not name stays inside. */
export function toResponse(
  route: Route,
  value: unknown,
  asked: Asked,
  common: CommonHeaders = commonHeaders(asked),
): Response {
  const given = value instanceof Answer ? value : new Answer(value, statusOf(route))
  if (route.output.kind === 'stream') return passedOn(given, common)
  const { etag } = given.headers
  if (etag !== undefined && isKnown(etag, asked.header('if-none-match')))
    return bare(new Answer(null, { status: 304, headers: given.headers }), common)
  // A page's route may redirect instead.
  if (given.headers.location !== undefined || given.status === 204) return bare(given, common)
  switch (route.output.kind) {
    case 'schema':
      return respond(rendered(route, route.output.schema, given), given, apiHeaders, common)
    case 'page':
      return respond(markupOf(given.value), given, pageHeaders, common)
    case 'document':
      return respond(
        String(given.value),
        given,
        { ...apiHeaders, 'content-type': route.output.contentType, 'cache-control': 'public, max-age=300' },
        common,
      )
    case 'redirect':
    case 'empty':
      return bare(given, common)
  }
}

const streamHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** Bytes as they come, whatever the status; some statuses have none. */
function passedOn(given: Answer, common: CommonHeaders): Response {
  const body = given.value instanceof ReadableStream ? (given.value as ReadableStream<Uint8Array>) : null
  if (!bodiless.has(given.status)) return respond(body, given, streamHeaders, common)
  void body?.cancel()
  return respond(null, given, streamHeaders, common)
}

const bodiless = new Set([204, 205, 304])

/** What an answer of JSON, or of nothing, is going to say. */
export function renderedText(route: Route, value: unknown): { status: number; text: string | null } {
  const given = value instanceof Answer ? value : new Answer(value, statusOf(route))
  const { status } = given
  if (route.output.kind !== 'schema' || status === 204) return { status, text: null }
  return { status, text: rendered(route, route.output.schema, given) }
}

function rendered(route: Route, schema: z.ZodType, given: Answer): string {
  if (given.rendered?.route !== route)
    given.rendered = { route, text: JSON.stringify(schema.parse(given.value)) }
  return given.rendered.text
}

const statusOf = ({ output }: Route): { status?: number } =>
  output.kind === 'schema' && output.status !== undefined ? { status: output.status } : {}

/** RFC 9110 13.1.2: compared weakly; `*` is any. */
const isKnown = (etag: string, ifNoneMatch: string | undefined): boolean =>
  ifNoneMatch !== undefined &&
  ifNoneMatch.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()))

const markupOf = (value: unknown): string => {
  if (!(value instanceof Markup)) throw new Error('a page must be markup')
  return value.text
}

const bare = (given: Answer, common: CommonHeaders): Response =>
  respond(null, given, { 'cache-control': 'no-store' }, common)

function respond(
  body: string | ReadableStream<Uint8Array> | null,
  given: Answer,
  headers: Record<string, string>,
  common: CommonHeaders,
): Response {
  const all: Record<string, string> = { ...headers, ...given.headers, ...common }
  if (given.cookies.length === 0) return new Response(body, { status: given.status, headers: all })
  const list = new Headers(all)
  for (const cookie of given.cookies) list.append('set-cookie', cookie)
  return new Response(body, { status: given.status, headers: list })
}

/** One writer for everything that went wrong: ours as problem documents, a source system's in its own form, a page for people. */
export function faultResponse(
  world: World,
  error: unknown,
  asked: Asked,
  route: Route | undefined,
  common: CommonHeaders = commonHeaders(asked),
): Response {
  const fault = error instanceof Fault ? error : explain(error)
  tell(world, fault, asked, route)
  const headers: Record<string, string> = { ...problemHeaders, ...common }
  if (fault.retryAfterSeconds !== undefined) headers['retry-after'] = String(fault.retryAfterSeconds)
  if (fault.status === 401) headers['www-authenticate'] = 'Bearer'
  if (fault.status === 405) headers.allow = String(fault.context.allow)
  const isForPeople =
    route !== undefined && (route.output.kind === 'page' || route.output.kind === 'redirect')
  if (isForPeople && asked.wantsPage) {
    const page = troublePage({
      title: fault.spec.title,
      hint: fault.spec.hint,
      code: fault.code,
      requestId: asked.id,
    })
    return new Response(page.text, { status: fault.status, headers: { ...headers, ...pageHeaders } })
  }
  if (route && isOf000(route))
    return new Response(JSON.stringify(body000(fault, route)), {
      status: statusAt(route, fault),
      headers: { ...headers, ...apiHeaders, ...headers000(fault) },
    })
  if (route?.dialect === '002')
    return new Response(JSON.stringify({ detail: detail002(fault) }), {
      status: statusAt(route, fault),
      headers: { ...headers, ...apiHeaders },
    })
  if (route?.dialect === '004')
    return new Response(JSON.stringify(body004(fault, asked.id)), {
      status: fault.status,
      headers: { ...headers, ...apiHeaders },
    })
  return new Response(JSON.stringify(problemOf(fault, asked.id)), { status: fault.status, headers })
}

function statusAt(route: Route | undefined, fault: Fault): number {
  if (route && isOf000(route)) return status000(fault, route)
  if (route?.dialect !== '002') return fault.status
  return isAboutCaller(fault) ? 401 : (fault.spec.status002 ?? fault.status)
}

const isAboutCaller = (fault: Fault): boolean => fault.status === 401 || fault.code === 'FORBIDDEN'

/** 002 answers `{detail}` alone, with an error id where it hides the reason, and one form for every missing right. */
function detail002(fault: Fault): unknown {
  if (isAboutCaller(fault)) return { message: 'Invalid or missing API key', category: 'security' }
  const { errorId, detail, violations } = fault.context
  const words = typeof detail === 'string' ? detail : [fault.spec.title, ...placesOf(violations)].join(' ')
  return typeof errorId === 'string' ? `${words} (Error ID: ${errorId})` : words
}

const placesOf = (violations: unknown): string[] =>
  Array.isArray(violations)
    ? (violations as Violation[]).map(({ at, wants }) => `${at.slice(1)}: ${wants}.`)
    : []

function explain(error: unknown): Fault {
  if (error instanceof CommitUnknown)
    return faults.OUTCOME_UNKNOWN({ retryAfterSeconds: 1 }, { cause: error })
  return error instanceof SqlError && error.code === '57014'
    ? faults.DATABASE_UNAVAILABLE({ retryAfterSeconds: 1 }, { cause: error })
    : faults.INTERNAL({}, { cause: error })
}

function tell(world: World, fault: Fault, asked: Asked, route: Route | undefined): void {
  const { errorId, reason } = fault.context
  const status = statusAt(route, fault)
  const fields = {
    requestId: asked.id,
    code: fault.code,
    status,
    route: route?.path ?? 'none',
    error: fault,
    ...(typeof errorId === 'string' && { errorId }),
    ...(typeof reason === 'string' && { reason }),
  }
  if (fault.status === 500) world.log.error('a request failed', fields)
  else if (fault.status > 500) world.log.warn('a request could not be served', fields)
  // Why it was refused is not for the caller, and stands nowhere else.
  else if (fields.reason !== undefined || fault.cause !== undefined) world.log.info('refused', fields)
}
