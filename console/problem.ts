/** A refused or failed request: what happened, the cure, and the id under which the server logged it. */
export class Problem extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  readonly code: string
  readonly title: string
  readonly hint: string | null
  readonly requestId: string | null
  readonly retryAfterSeconds: number | null
  /** Everything that the answer said. */
  readonly members: Readonly<Record<string, unknown>>

  constructor(fields: Omit<Problem, 'name' | 'message' | 'stack' | 'cause'>) {
    super(fields.title)
    this.title = fields.title
    this.name = 'Problem'
    this.status = fields.status
    this.code = fields.code
    this.hint = fields.hint
    this.requestId = fields.requestId
    this.retryAfterSeconds = fields.retryAfterSeconds
    this.members = fields.members
  }
}

/** A problem that no server told. */
export const ownProblem = (code: string, title: string, hint: string | null = null): Problem =>
  new Problem({ status: 0, code, title, hint, requestId: null, retryAfterSeconds: null, members: {} })

/** Any thrown thing as a problem, so that every screen can show it the same way. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  const title = thrown instanceof Error ? thrown.message : String(thrown)
  const hint = 'Reload the page. If it happens again, it is a fault of the console: please report it.'
  return ownProblem('CONSOLE_FAULT', title, hint)
}

export const noAnswer = (): Problem =>
  ownProblem(
    'NO_ANSWER',
    'Keyhold does not answer.',
    'Is it still running? Start it with npm start, then try again.',
  )

/** Whether nobody is signed in (any more). Other refusals of 401 are about a password, a code or a link. */
export const isSignedOut = (thrown: unknown): boolean =>
  thrown instanceof Problem && thrown.status === 401 && thrown.code === 'UNAUTHENTICATED'

const textIn = (body: Record<string, unknown>, name: string) =>
  typeof body[name] === 'string' ? body[name] : null

/** Reads an RFC 9457 document, or `{error}` in words; any other body becomes a problem that names the status. */
export function problemFrom(status: number, headers: Headers, body: unknown): Problem {
  const document = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const retryAfter = Number(headers.get('retry-after') ?? document.retryAfter ?? Number.NaN)
  return new Problem({
    status,
    code: textIn(document, 'code') ?? `HTTP_${status}`,
    title:
      textIn(document, 'title') ??
      textIn(document, 'error') ??
      `Keyhold answered ${status} without an explanation.`,
    hint: textIn(document, 'hint'),
    requestId: textIn(document, 'requestId') ?? headers.get('x-request-id'),
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
    members: document,
  })
}
