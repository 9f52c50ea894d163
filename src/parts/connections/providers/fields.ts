import { z } from 'zod'

/** The larger fields of a provider, each with its defaults. */

/** First path segments that belong to Keyhold: `/{provider}/authorize` must not shadow them. */
export const reservedIds: ReadonlySet<string> = new Set([
  'api',
  'assets',
  'auth',
  'connect',
  'connections',
  'console',
  'docs',
  'favicon',
  'functions',
  'health',
  'internal',
  'keyhold',
  'livez',
  'metrics',
  'netlify',
  'openapi',
  'operator',
  'profiles',
  'public',
  'readyz',
  'robots',
  'static',
  'webhooks',
  'well-known',
])

export const providerId = z
  .string()
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    'wants lower-case letters, digits and single hyphens, a letter first',
  )
  .min(2)
  .max(40)
  .refine((id) => !reservedIds.has(id), { error: "is the first part of one of Keyhold's own addresses" })

export const webUrl = z.string().refine((text) => isPlainUrl(text), {
  error: 'wants an absolute address such as https://provider.example/path',
})

/** An address whose `{name}` places are filled in later. */
export const urlTemplate = z.string().refine((text) => isPlainUrl(text.replace(/\{\w+\}/g, 'x')), {
  error: 'wants an absolute address, with {name} where a variable stands',
})

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === ''
}

export const pointer = z
  .string()
  .regex(/^(\/[^/]*)*$/, 'wants a JSON pointer such as /user/id, or an empty text for the whole document')

/**
 * What an answer looks like and what it means. All parts given must hold.
 * `terminal`: the grant is dead. `app`: the client's own fault (its secret, its redirect URI). `transient`: try later.
 */
export const errorRule = z.strictObject({
  /** HTTP statuses. Default any. */
  status: z.array(z.int().min(100).max(599)).optional(),
  /** Values of the OAuth `error` member, any of them. */
  error: z.array(z.string().min(1)).min(1).optional(),
  /** Each pointer must lead to at least one value equal to one of these. */
  where: z
    .array(
      z.strictObject({ at: pointer, is: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1) }),
    )
    .optional(),
  /** A text anywhere in the body, upper and lower case alike. */
  text: z.string().min(1).optional(),
  class: z.enum(['terminal', 'app', 'transient']),
  /** The code told to others, an OAuth error code where one fits: `invalid_grant`, `invalid_client`. */
  code: z.string().regex(/^[a-z0-9_]{1,60}$/),
})

/** How a grant is ended at the provider. */
export const revocation = z.strictObject({
  /** `{client_id}` is filled in. */
  url: urlTemplate,
  method: z.enum(['POST', 'DELETE', 'GET']).default('POST'),
  /** Who is asking. `bearer`: the access token itself. */
  authentication: z.enum(['none', 'client_secret_post', 'client_secret_basic', 'bearer']),
  /** Which token is named; `none` when the bearer is enough. `refresh_token` falls back to the access token. */
  token: z.enum(['refresh_token', 'access_token', 'none']),
  /** The name of the token's parameter (RFC 7009: `token`). */
  parameter: z.string().min(1).default('token'),
  /** How parameters travel. */
  send: z.enum(['form', 'json', 'query']).default('form'),
  /** Further fixed parameters. */
  parameters: z.record(z.string(), z.string()).default({}),
  /** Headers the address wants besides `Authorization`. */
  headers: z.record(z.string(), z.string()).default({}),
  /** True when it works only with an access token that has not expired: refresh first. */
  needsLiveAccessToken: z.boolean().default(false),
  /** HTTP statuses that mean: was dead before. */
  deadStatus: z.array(z.int().min(400).max(499)).default([]),
  /** OAuth `error` codes that mean: was dead before. */
  deadErrors: z.array(z.string()).default(['invalid_token']),
})

/** Alternatives, first whole one wins; the values of one alternative are joined by a space. */
const label = z.array(z.array(pointer).min(1)).default([])

/** All of these must be there; several are joined by `:`. */
const subject = z.array(pointer).min(1)

/** Where the provider says whose account it is. */
export const identity = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('token_answer'), subject, label }),
  z.strictObject({ from: z.literal('id_token'), subject: subject.default(['/sub']), label }),
  z.strictObject({
    from: z.literal('userinfo'),
    url: webUrl,
    subject,
    label,
    /** Headers the address wants besides `Authorization`. */
    headers: z.record(z.string(), z.string()).default({}),
    /** Sent as JSON by POST, for an address that wants a question; `null`: a plain GET. */
    body: z.record(z.string(), z.json()).nullable().default(null),
  }),
])

/** A number in an answer's header; `item` picks one of a comma-separated list, from 0. */
const headerNumber = z.strictObject({
  header: z.string().regex(/^[a-z0-9-]+$/, 'wants the header name in lower case'),
  item: z.int().min(0).max(9).optional(),
})

/** When a proxied GET or HEAD is sent again. A 429 never is, nor is what may change something. */
export const retry = z
  .strictObject({
    /** HTTP statuses that may pass soon. */
    status: z.array(z.int().min(500).max(599)).default([502, 503, 504]),
    /** Further tries; 0 to 3. */
    most: z.int().min(0).max(3).default(1),
    /** A provider that wants a longer pause (`Retry-After`) is not waited for; 0 to 10. */
    longestWaitSeconds: z.int().min(0).max(10).default(2),
  })
  .prefault({})

/** One window of a provider's rate limit: what its headers say, and what holds until they are seen. */
export const rateWindow = z.strictObject({
  /** Permanent name, unique in the provider. */
  name: z.string().regex(/^[a-z0-9_]+$/),
  /** Whom the window counts: all users of our app together, or each grant by itself. */
  counts: z.enum(['app', 'grant']),
  /** Length of the window; 1 to 86,400. */
  windowSeconds: z.int().min(1).max(86_400),
  /** `utc`: starts at whole multiples since midnight UTC. `rolling`: any other. */
  starts: z.enum(['utc', 'rolling']).default('rolling'),
  limit: headerNumber.optional(),
  used: headerNumber.optional(),
  remaining: headerNumber.optional(),
  /** When it starts anew: a Unix time or a number of seconds from the answer. */
  reset: headerNumber.extend({ unit: z.enum(['unix_seconds', 'seconds']) }).optional(),
  /** Requests a window before any header was seen; `null`: unknown. */
  defaultLimit: z.int().min(1).nullable().default(null),
})
