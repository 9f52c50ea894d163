import { z } from 'zod'
import { expectation } from '../expressions/expectation.ts'
import { pathProblem } from '../expressions/json-path.ts'

/** What a variable is called: `{{name}}`, or `{{name.member}}`. */
export const variableName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9_]{0,39}$/, { error: 'wants a name such as orderId: letters, digits and _' })
  .refine((name) => !ownNames.has(name), { error: 'is a name of our own; choose another' })
/** Names that every journey has. */
export const ownNames: ReadonlySet<string> = new Set(['own', 'run', 'secrets'])

const line = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, { error: 'wants one line without control characters' })

/**
 * Set by us or by the network, or said of who asks: a journey that names its own address would pass for somebody else, and
 * one that names another path or method for another call. docs/guides/journeys.md names them.
 */
const headersOfOurs =
  /^(host|connection|content-length|transfer-encoding|accept-encoding|cookie2?|forwarded|via|te|trailer|upgrade|expect|keep-alive|proxy-.*|x-forwarded.*|x-original-.*|x-rewrite-url|x-real-ip|x-(cluster-)?client-ip|(true-|fly-|fastly-)?client-ip|x-azure-.*|x-nf-.*|x-http-method(-override)?|x-method-override|cf-.*|sec-.*|keyhold-journey)$/i

const headerName = line(100)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: 'wants the name of a header' })
  .refine((name) => !headersOfOurs.test(name), { error: 'is set by Keyhold and may not be sent' })

const byName = (value: z.ZodType<string>) => z.record(line(100).min(1), value)
export const timeout = z.number().min(0.1).max(60)

export const requestShape = z
  .strictObject({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']).default('GET'),
    url: line(4096).min(1),
    headers: z.record(headerName, line(4096)).default({}),
    query: byName(z.string().max(4096)).default({}),
    bearer: line(4096).optional(),
    basic: z.strictObject({ username: line(400), password: line(400) }).optional(),
    json: z.json().optional(),
    form: byName(z.string().max(65_536)).optional(),
    text: z.string().max(65_536).optional(),
    /** Sends what a cookie holds as a header; true: `XSRF-TOKEN` as `X-CSRF-Token`. */
    csrf: z
      .union([z.boolean(), z.strictObject({ cookie: line(100).min(1), header: headerName })], {
        error: 'wants true, or the names of cookie and header',
      })
      .default(false),
    /** How many are followed; each is looked at as the first address is. */
    redirects: z.int().min(0).max(10).default(5),
    timeoutSeconds: timeout.default(15),
  })
  .superRefine(({ json, form, text, bearer, basic }, context) => {
    if ([json, form, text].filter((body) => body !== undefined).length > 1)
      context.addIssue({ code: 'custom', message: 'wants one body: json, form or text', path: [] })
    if (bearer !== undefined && basic !== undefined)
      context.addIssue({ code: 'custom', message: 'wants bearer or basic', path: ['basic'] })
  })

/** Where a value is taken from: exactly one. */
const sources = {
  jsonPath: z.string().min(1).max(500).optional(),
  header: z.string().min(1).max(200).optional(),
  cookie: z.string().min(1).max(200).optional(),
  /** The text between two others; the end where only `after` is given. */
  after: z.string().min(1).max(400).optional(),
  /** Of a mail: its link, or a part of it. */
  link: z.enum(['whole', 'fragment', 'path']).optional(),
  linkQuery: line(100).min(1).optional(),
} as const
const sourceNames = Object.keys(sources) as (keyof typeof sources)[]
const ofMail: ReadonlySet<string> = new Set(['after', 'link', 'linkQuery'])
const ofAnswer: ReadonlySet<string> = new Set(['jsonPath', 'header', 'cookie', 'after'])

const extraction = z
  .strictObject({
    ...sources,
    before: z.string().min(1).max(400).optional(),
    /** Stands in traces and results as it is. Default: it is redacted there, as a secret is. */
    shown: z.boolean().default(false),
  })
  .superRefine((given, context) => {
    const named = sourceNames.filter((name) => given[name] !== undefined)
    if (named.length !== 1)
      return context.addIssue({
        code: 'custom',
        message: `wants exactly one of ${sourceNames.join(', ')}`,
        path: [],
      })
    if (given.before !== undefined && named[0] !== 'after')
      context.addIssue({ code: 'custom', message: 'wants `after` beside it', path: ['before'] })
    const path = given.jsonPath === undefined ? null : pathProblem(given.jsonPath)
    if (path !== null) context.addIssue({ code: 'custom', message: path, path: ['jsonPath'] })
  })

export type Extraction = z.infer<typeof extraction>

const kinds = {
  request: requestShape.optional(),
  /** Makes somebody up: `{{as.email}}`, `{{as.username}}`, `{{as.password}}`. */
  person: z.strictObject({ as: variableName }).optional(),
  /** Waits for a mail to somebody this run made up. */
  mail: z
    .strictObject({
      to: line(400).min(1),
      template: line(60).min(1).optional(),
      timeoutSeconds: timeout.default(20),
    })
    .optional(),
  /** The code that an authenticator app would show (RFC 6238). */
  totp: z
    .strictObject({
      secret: line(400).min(1),
      as: variableName,
      digits: z.int().min(6).max(8).default(6),
      hash: z.enum(['sha1', 'sha256', 'sha512']).default('sha1'),
      /** Of the step before or after the present one. */
      offset: z.int().min(-1).max(1).default(0),
    })
    .optional(),
} as const
const kindNames = Object.keys(kinds) as (keyof typeof kinds)[]

export const step = z
  .strictObject({
    name: line(100).min(1),
    ...kinds,
    expect: z.array(expectation).max(30).default([]),
    extract: z.record(variableName, extraction).default({}),
    /** Asks again until all that is expected holds. */
    until: z
      .strictObject({
        timeoutSeconds: z.number().min(1).max(120),
        everySeconds: z.number().min(0.2).max(30).default(1),
      })
      .optional(),
    /** Slower than that it is degraded, and no failure. */
    degradedAfterMilliseconds: z.int().min(1).max(120_000).optional(),
  })
  .superRefine((given, context) => {
    const refuse = (message: string, path: (string | number)[]) =>
      context.addIssue({ code: 'custom', message, path })
    const [kind, ...more] = kindNames.filter((name) => given[name] !== undefined)
    if (kind === undefined || more.length > 0)
      return refuse(`wants exactly one of ${kindNames.join(', ')}`, [])
    if (kind !== 'request' && given.expect.length > 0) refuse('wants a request beside it', ['expect'])
    if (given.until && kind !== 'request') refuse('wants a request beside it', ['until'])
    if (given.until && given.expect.length === 0) refuse('wants something to expect', ['until'])
    const takes = { request: ofAnswer, mail: ofMail, person: null, totp: null }[kind]
    for (const [name, source] of Object.entries(given.extract)) {
      const wrong = sourceNames.find((each) => source[each] !== undefined && !takes?.has(each))
      if (wrong) refuse(`a ${kind} step has no ${wrong} to extract`, ['extract', name, wrong])
    }
  })

export type Step = z.infer<typeof step>
