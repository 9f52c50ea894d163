import type { Faults } from './schema.ts'

/** A code of Keyhold's own list, see `docs/reference/faults.md`. */
export type FaultCode = keyof Faults

/**
 * What the client says itself: the call could not be made (`NOT_ASKED`: an id that is no id, a key that could not be
 * had), no answer came (`NO_ANSWER`), none came in time (`TIMED_OUT`), what came could not be
 * read (`UNREADABLE_ANSWER`), or it leads elsewhere (`REDIRECTED`: the key is not carried to an address that nobody named).
 */
export type ClientCode = 'NOT_ASKED' | 'NO_ANSWER' | 'TIMED_OUT' | 'UNREADABLE_ANSWER' | 'REDIRECTED'

/** `HTTP_404` and its like: an answer without a code, as the routes of older systems and proxies give. */
export type ErrorCode = FaultCode | ClientCode | `HTTP_${number}`

interface Told {
  code: ErrorCode
  status: number
  title: string
  hint: string | null
  requestId: string | null
  retryAfterSeconds: number | null
  details?: Readonly<Record<string, unknown>>
}

/** A call that did not succeed: what happened, and what helps. Neither the key nor the request is in it. */
export class KeyholdError extends Error {
  override readonly name = 'KeyholdError'
  /** Compare with this. A newer server may send codes that this version does not list. */
  readonly code: ErrorCode
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  /** What happened, one sentence, fit to be shown. */
  readonly title: string
  /** What the reader can do about it. */
  readonly hint: string | null
  /** Under which the server logged it. */
  readonly requestId: string | null
  /** When it makes sense to ask again, if the server knew. */
  readonly retryAfterSeconds: number | null
  /** Further members of the answer, such as `missing` or `scopes`. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(told: Told, options: { cause?: unknown } = {}) {
    super(`${told.code}: ${told.title}`, options)
    this.code = told.code
    this.status = told.status
    this.title = told.title
    this.hint = told.hint
    this.requestId = told.requestId
    this.retryAfterSeconds = told.retryAfterSeconds
    this.details = told.details ?? {}
  }
}

const unanswered = { status: 0, requestId: null, retryAfterSeconds: null }

/** @param cause why not, without the key in it */
export const notAsked = (cause: unknown): KeyholdError =>
  new KeyholdError(
    {
      ...unanswered,
      code: 'NOT_ASKED',
      title: 'The call could not be made.',
      hint: `Mend what it was made with: ${cause instanceof Error ? cause.message : String(cause)}.`,
    },
    { cause },
  )

/** @param cause what `fetch` threw */
export const noAnswer = (cause: unknown): KeyholdError =>
  new KeyholdError(
    {
      ...unanswered,
      code: 'NO_ANSWER',
      title: 'Keyhold does not answer.',
      hint: 'See whether it runs, whether baseUrl is right, and in a browser whether this page may call it.',
    },
    { cause },
  )

export const timedOut = (totalSeconds: number, cause?: unknown): KeyholdError =>
  new KeyholdError(
    {
      ...unanswered,
      code: 'TIMED_OUT',
      title: `Keyhold did not answer within ${totalSeconds} s.`,
      hint: 'Ask again; a call that changes something may have been done all the same.',
    },
    { cause },
  )

export const unreadable = (response: Response, cause: unknown): KeyholdError =>
  new KeyholdError(
    {
      code: 'UNREADABLE_ANSWER',
      status: response.status,
      title: 'The answer is no JSON.',
      hint: 'See whether baseUrl leads to Keyhold, and not to a page of a proxy in between.',
      requestId: response.headers.get('x-request-id'),
      retryAfterSeconds: null,
    },
    { cause },
  )

export const redirected = (response: Response): KeyholdError =>
  new KeyholdError({
    code: 'REDIRECTED',
    status: response.status,
    title: 'The address leads elsewhere, and the client does not follow.',
    hint: 'Give as baseUrl the address it leads to, https in particular.',
    requestId: null,
    retryAfterSeconds: null,
  })

/**
 * Reads a problem document (RFC 9457), the bodies of older systems, or anything else.
 * @param body the parsed body, or its text
 * @param now for a `Retry-After` that names a moment
 */
export function errorFrom({ status, headers }: Response, body: unknown, now: Date): KeyholdError {
  const {
    type: _,
    code,
    title,
    hint,
    requestId,
    retryAfter,
    status: _status,
    detail,
    ...details
  } = membersOf(body)
  return new KeyholdError({
    code: typeof code === 'string' ? (code as ErrorCode) : `HTTP_${status}`,
    status,
    title:
      textIn(title, detail, membersOf(detail).message) ??
      `Keyhold answered ${status} without an explanation.`,
    hint: textIn(hint),
    requestId: textIn(requestId, headers.get('x-request-id')),
    retryAfterSeconds: secondsUntil(headers.get('retry-after'), now) ?? secondsUntil(retryAfter, now),
    details,
  })
}

const membersOf = (body: unknown): Record<string, unknown> =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}

const textIn = (...candidates: unknown[]): string | null =>
  candidates.find((each): each is string => typeof each === 'string' && each !== '') ?? null

/** `Retry-After` is a number of seconds or a moment (RFC 9110 10.2.3). */
function secondsUntil(given: unknown, now: Date): number | null {
  if (given === null || given === undefined || given === '') return null
  const seconds = Number(given)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const moment = Date.parse(String(given))
  return Number.isNaN(moment) ? null : Math.max(0, Math.ceil((moment - now.getTime()) / 1000))
}
