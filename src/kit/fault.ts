/**
 * A fault is an error with a cure. Its `code`, `title` and `hint` are public and stable; `context` and `cause`
 * are for the log. No secret belongs in any of them.
 */
export interface FaultSpec {
  /** HTTP status, 400 to 599. */
  status: number
  /** Of a registered kind of problem: its address. Default: our own page. */
  type?: string
  /** What happened, one sentence. */
  title: string
  /** What the reader can do about it, one sentence. */
  hint: string
  /** Names of the context's members that leave with the answer (such as `retryAfterSeconds`). */
  shows?: readonly string[]
  /** Its status at the routes of source system 002, where that was another; `context.detail` has its words there. */
  status002?: number
  /** Its members at the routes of source system 004, where its words there were others. Default: `error` is the title. */
  as004?: Readonly<Record<string, unknown>> & { error: string }
  /** Its cure at the routes of source system 000, where there is neither a page nor a link. Default: the hint. */
  hint000?: string
}

export type FaultContext = Record<string, unknown>

export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: string
  readonly spec: FaultSpec
  readonly context: FaultContext

  constructor(code: string, spec: FaultSpec, context: FaultContext = {}, options: { cause?: unknown } = {}) {
    super(`${code}: ${spec.title}`, options)
    this.code = code
    this.spec = spec
    this.context = context
  }

  get status(): number {
    return this.spec.status
  }

  /** Whole seconds after which a retry makes sense, when the thrower knew it. */
  get retryAfterSeconds(): number | undefined {
    const seconds = this.context.retryAfterSeconds
    return typeof seconds === 'number' ? Math.max(1, Math.ceil(seconds)) : undefined
  }
}

export type FaultMaker = (context?: FaultContext, options?: { cause?: unknown }) => Fault

/** Every declared fault, for the reference page and for the test that each has a cure. */
export interface FaultBook<Code extends string = string> {
  part: string
  specs: Record<Code, FaultSpec>
}

/** Declares a part's faults: `throw faults.NEEDS_REAUTH({ connectionId }, { cause })`. */
export function defineFaults<Code extends string>(
  part: string,
  specs: Record<Code, FaultSpec>,
): Record<Code, FaultMaker> & { book: FaultBook<Code> } {
  const makers = {} as Record<Code, FaultMaker>
  for (const code of Object.keys(specs) as Code[]) {
    makers[code] = (context, options) => new Fault(code, specs[code], context, options)
  }
  return Object.assign(makers, { book: { part, specs } })
}

const csrfIn004 = { error: 'CSRF token validation failed', message: 'Invalid or missing CSRF token' }

/** Faults of the pipeline itself. */
export const faults = defineFaults('kit', {
  BAD_REQUEST: {
    status: 400,
    title: 'The request is not of the form this route takes.',
    hint: 'Mend what `violations` names; the shapes are in /openapi.json.',
    shows: ['violations'],
  },
  REQUEST_MALFORMED: {
    status: 400,
    title: 'The request line or the `Host` header is malformed.',
    hint: 'Ask for a path such as `/livez`, or for a whole http address, and name host and port alone in `Host`.',
  },
  BAD_JSON: {
    status: 400,
    title: 'The body is not valid JSON.',
    hint: 'Mend the body at the position given.',
    shows: ['position', 'line', 'column'],
  },
  UNAUTHENTICATED: {
    status: 401,
    title: 'This route needs a caller.',
    hint: 'Send an API key as `Authorization: Bearer kh_…` or `X-API-Key`, or sign in.',
    as004: { error: 'Authentication required' },
  },
  FORBIDDEN: {
    status: 403,
    title: 'The caller may not do this.',
    hint: 'Use a key that carries the scope named in `needs`; where that is `operator` or `person`, sign in as one.',
    shows: ['needs'],
  },
  KEY_NEEDED: {
    status: 403,
    title: 'This address is for API keys, not for a signed-in browser.',
    hint: 'Send an API key as `Authorization: Bearer kh_…` or `X-API-Key`, and no cookie.',
  },
  SIGNATURE_INVALID: {
    status: 403,
    title: 'The signature is missing or is not of this body.',
    hint: 'Sign the raw body with HMAC-SHA256 and send `X-Hub-Signature-256: sha256=<hex>`, or send an API key as `X-API-Key`.',
    as004: { error: 'Invalid HMAC signature' },
  },
  QUERY_UNSIGNED: {
    status: 400,
    title: 'A signature vouches for the body alone, and the query says more.',
    hint: 'Put what `violations` names into the body, as members of the JSON or fields of the form, or send it with an API key.',
    shows: ['violations'],
  },
  SIGNED_BODIES_CROWDED: {
    status: 429,
    title: 'Too much is being received whose signature cannot be looked at yet.',
    hint: 'Send it again after the time given, or with an API key.',
    shows: ['retryAfterSeconds'],
  },
  CROSS_SITE: {
    status: 403,
    title: 'A browser sent this write from a page of another origin.',
    hint: "Send it from Keyhold's own pages, or from your app's where FRONTEND_ORIGINS names their origin on the same site; a program sends neither `Origin` nor cookies.",
  },
  CSRF_MISSING: {
    status: 403,
    title: 'A write of a signed-in browser came without its CSRF token.',
    hint: 'Send what the cookie `XSRF-TOKEN` holds as the header `X-CSRF-Token`.',
    as004: csrfIn004,
  },
  CSRF_INVALID: {
    status: 403,
    title: 'The CSRF token is not of this session.',
    hint: 'Read the cookie `XSRF-TOKEN` again: every sign-in gets a new one.',
    as004: csrfIn004,
  },
  EMAIL_NOT_VERIFIED: {
    status: 403,
    title: 'Who has not proved the own address writes nothing yet.',
    hint: 'Follow the link in the mail; `POST /auth/resend-verification` sends another.',
    as004: {
      error: 'Email verification required. Please verify your email address to access this resource.',
    },
  },
  STEP_UP_REQUIRED: {
    status: 403,
    title: 'This needs a fresh proof of who you are.',
    hint: 'Prove it at `POST /auth/step-up` by one of `methods`, then send this again.',
    shows: ['methods', 'maxAgeSeconds'],
  },
  ACTING_READS_ONLY: {
    status: 403,
    title: "Who looks through a person's eyes reads alone, and no secret.",
    hint: 'Leave that session; what is to be changed the person changes.',
  },
  FEATURE_OFF: {
    status: 404,
    title: 'This feature is switched off.',
    hint: 'The operator switches it on: `GET /api/flags` says what is off, and by whom.',
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    title: 'There is no such address.',
    hint: 'All addresses are listed in /openapi.json and on /docs.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'This address does not take that method.',
    hint: 'Use one of the methods in `Allow`.',
    shows: ['allow'],
  },
  BODY_TOO_LARGE: {
    status: 413,
    title: 'The body is larger than this route takes.',
    hint: 'Send at most the number of bytes given.',
    shows: ['limitBytes'],
  },
  SIGNED_BODY_TOO_LARGE: {
    status: 413,
    title: 'The body is larger than is taken with a signature alone.',
    hint: 'Send at most the number of bytes given, or with an API key.',
    shows: ['limitBytes'],
  },
  BODY_CUT_OFF: {
    status: 400,
    title: 'The body broke off before its end.',
    hint: 'Send it again, whole.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    title: 'This route takes another kind of body.',
    hint: 'Send it with the content type given.',
    shows: ['takes'],
  },
  REFUSED_AS_000: {
    status: 400,
    title: 'A function of source system 000 refused, in its own words.',
    hint: 'The statuses and words of each function are in docs/guides/moving-from-000.md.',
  },
  MISDIRECTED: {
    status: 421,
    title: 'This server does not answer for that host name.',
    hint: 'Call it by the address in KEYHOLD_URL, or name this one in KEYHOLD_HOSTS.',
  },
  BAD_EVENT: {
    status: 400,
    title: 'This event is no request that a function can answer.',
    hint: 'Call the function by way of API Gateway (payload format 1.0 or 2.0), its own URL, or a schedule.',
    shows: ['violations'],
  },
  ANSWER_TOO_LARGE: {
    status: 500,
    title: 'The answer is larger than AWS Lambda passes on.',
    hint: 'Ask for less at once; what takes more than about 6 MB (4 MB where it is no text) needs a server.',
    shows: ['limitBytes'],
  },
  INTERNAL: {
    status: 500,
    title: 'Something went wrong on our side.',
    hint: 'Try again; if it stays, give the request id to the operator.',
  },
  DATABASE_UNAVAILABLE: {
    status: 503,
    title: 'The database does not answer at the moment.',
    hint: 'Try again after the time given; the operator can run `keyhold doctor`.',
    shows: ['retryAfterSeconds'],
  },
  OUTCOME_UNKNOWN: {
    status: 503,
    title: 'The database was lost before it said whether this was done.',
    hint: 'Send it again after the time given; under the same `Idempotency-Key` a write takes effect once.',
    shows: ['retryAfterSeconds'],
  },
  SCHEMA_BEHIND: {
    status: 503,
    title: "The database's schema is older than this program.",
    hint: 'Run `keyhold migrate` of this version, from a machine or from CI, with DATABASE_OWNER_URL.',
    shows: ['schema', 'wanted'],
  },
  SCHEMA_AHEAD: {
    status: 503,
    title: "The database's schema is newer than this program.",
    hint: 'Deploy the version that made it, or a newer one.',
    shows: ['schema', 'wanted'],
  },
  MISCONFIGURED: {
    status: 503,
    title: 'This deployment is not set up as it has to be.',
    hint: "The function's log names each mistake with its cure.",
  },
  STARTING: {
    status: 503,
    title: 'This process is starting.',
    hint: 'Send the request again after the time given; `/readyz` says when it serves.',
    shows: ['retryAfterSeconds'],
  },
  DRAINING: {
    status: 503,
    title: 'This process is shutting down.',
    hint: 'Send the request again; another process will answer it.',
    shows: ['retryAfterSeconds'],
  },
})

/** The public members of a fault, as an RFC 9457 problem document. */
export function problemOf(fault: Fault, requestId: string): Record<string, unknown> {
  const members: Record<string, unknown> = {
    type: fault.spec.type ?? `/docs#${fault.code}`,
    title: fault.spec.title,
    status: fault.status,
    code: fault.code,
    hint: fault.spec.hint,
    requestId,
  }
  return Object.assign(members, shownOf(fault))
}

/** The whole answer, where no pipeline makes it: nothing serves yet, or no route can be found. */
export const problemResponse = (fault: Fault, requestId: string): Response =>
  Response.json(problemOf(fault, requestId), {
    status: fault.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': requestId,
      ...(fault.retryAfterSeconds && { 'retry-after': String(fault.retryAfterSeconds) }),
    },
  })

/** What leaves with the answer beside its words, in every dialect, so that the hint may point at it. */
export function shownOf({ spec, context, retryAfterSeconds }: Fault): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const name of spec.shows ?? []) if (context[name] !== undefined) shown[name] = context[name]
  if (retryAfterSeconds !== undefined) shown.retryAfter = retryAfterSeconds
  return shown
}
