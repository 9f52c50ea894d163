import { z } from 'zod'
import type { Actor } from './event.ts'
import type { FlagName } from './flags.ts'
import type { Markup } from './page.ts'
import type { World } from './world.ts'

/**
 * A route is data: authorisation, parsing, audit, the filter on what leaves, and the OpenAPI document all come from
 * this one table. `who`, `audit` and `output` are required by the type; nothing is open by default.
 */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Hono's syntax: `/api/keys/:id`; a last `/*` takes whatever follows. A GET is asked for with HEAD, too. */
  path: string
  /** One sentence for the OpenAPI document. */
  summary: string
  who: Who
  audit: Audit
  /** Where no key that can be made opens it: what to send instead, one sentence, told to whom it is refused. */
  credential?: string
  /** Path and query parameters together. */
  input?: z.ZodType
  body?: Body
  output: Output
  /** Which source system's error bodies this route answers with; ours are problem documents. */
  dialect?: Dialect
  /** Open to anyone, but a caller who can be recognised is told to the handler. */
  callerIfAny?: boolean
  /** A provider's own site may post here: the state's cookie guards it instead of Origin and Fetch-Metadata. */
  fromElsewhere?: boolean
  /** Pages of the app (FRONTEND_URL and FRONTEND_ORIGINS) may read it from a browser, without cookies. */
  cors?: boolean
  /** A feature that can be switched off: the route answers 404 then. */
  flag?: FlagName
  /** A person whose address is not proved may do it. Default: such a person writes nowhere. */
  whileUnverified?: boolean
  /** Reveals or changes a secret: a person must have proved who it is within the last minutes, by all factors it has. */
  stepUp?: boolean
  /** A write of a signed-in browser that needs no CSRF token, as it has none yet; Origin and Fetch-Metadata are looked at. */
  noCsrfToken?: boolean
  /** Asks even whom nobody knows for the CSRF token, before it asks who it is: source 004's order. */
  csrfFirst?: boolean
  /** An operator who looks through a person's eyes may do it. Default: such a one reads alone, by scopes that end in `:read`. */
  whileActing?: boolean
  /**
   * A caller known from memory will do, if that is not older: up to 5 where the statement that releases looks at the key
   * again, up to 1 where figures are shown. Default 0: the key is looked up.
   */
  callerMaxAgeSeconds?: number
  /**
   * Further limits on requests, by the names of their policies: they are charged together with the caller's own, all or
   * none. One that counts by address takes the place of the strangers' own. `none`: never limited, for probes. Default none further.
   */
  limits?: readonly string[] | 'none'
  /** Members of the answer that are shown this once: of an answer that is kept for an Idempotency-Key they are left out. */
  onceShown?: readonly string[]
  handle(call: Call<never, never>): Promise<unknown>
}

/**
 * Who may call. `scope` is met by a key that carries it, or `orScope`, and by the operator; `byKeyOnly` by no signed-in
 * browser; `orSigned` also by whoever signed the body with a secret that a part of the house knows; its number is the status for
 * whom neither is true of: 403 where source 004 asks for a signature. Such a one may send no query parameters, which
 * nobody signed, but those of `besideSignature`: they say nothing of the body.
 */
export type Who = Anyone | Known
export interface Anyone {
  kind: 'anyone'
}
export type Known =
  | {
      kind: 'scope'
      scope: string
      orScope?: string
      byKeyOnly?: true
      orSigned?: 401 | 403
      besideSignature?: readonly string[]
    }
  | { kind: 'operator' }
  | { kind: 'person' }
export const anyone: Anyone = { kind: 'anyone' }
export const operator: Known = { kind: 'operator' }
/** Somebody who signed in, for the own account. */
export const person: Known = { kind: 'person' }
export const scope = (name: string): Known => ({ kind: 'scope', scope: name })
/** Any of which does. */
export const scopesOf = ({ scope, orScope }: Extract<Known, { kind: 'scope' }>): string[] =>
  orScope === undefined ? [scope] : [scope, orScope]
/** For programs that cannot send a key, such as a webhook of a code host: they sign what they send. */
export const scopeOrSigned = (
  name: string,
  {
    otherwise = 401,
    beside = [],
    ...more
  }: { otherwise?: 401 | 403; beside?: readonly string[]; orScope?: string } = {},
): Known => ({ kind: 'scope', scope: name, orSigned: otherwise, besideSignature: beside, ...more })
/** For answers that a stranger wrote: a page of theirs on our origin must find no session to act with. */
export const keyOnly = (name: string): Known => ({ kind: 'scope', scope: name, byKeyOnly: true })

/**
 * How the act is proved: `recorded` by the pipeline in the handler's transaction; `byRule` by the rule itself (routes
 * that call a provider, or release secrets); `none` with its reason.
 */
export type Audit =
  | { kind: 'recorded'; action: string; objectKind: string }
  | { kind: 'byRule'; action: string }
  | { kind: 'none'; reason: string }
export const recorded = (action: string, objectKind: string): Audit => ({
  kind: 'recorded',
  action,
  objectKind,
})
export const byRule = (action: string): Audit => ({ kind: 'byRule', action })
export const noAudit = (reason: string): Audit => ({ kind: 'none', reason })

export interface Body<Schema extends z.ZodType = z.ZodType> {
  kind: 'json' | 'form' | 'stream' | 'bytes'
  schema: Schema
  /** Of a stream and of bytes: the most that is taken. */
  maxBytes?: number
  /** Of bytes, for the OpenAPI document: what the handler reads of each content type. */
  media?: Readonly<Record<string, z.ZodType>>
}
export const json = <Schema extends z.ZodType>(schema: Schema): Body<Schema> => ({ kind: 'json', schema })
export const form = <Schema extends z.ZodType>(schema: Schema): Body<Schema> => ({ kind: 'form', schema })

/** A body of any kind that is passed on while it comes. */
export interface SentBody {
  /** Fails with BODY_TOO_LARGE at one byte more than is taken. */
  stream: ReadableStream<Uint8Array>
  /** As the request announced it. */
  bytes: number | null
}
/** Any bytes, at most `maxBytes`; the handler gets them as they come, null when there are none. */
export const stream = (maxBytes: number): Body<z.ZodType<SentBody | null>> => ({
  kind: 'stream',
  schema: z.custom<SentBody | null>(),
  maxBytes,
})

/** A body of any kind, read whole. */
export interface WholeBody {
  bytes: Buffer
  /** As the request says, lower-case, without parameters; empty where it says none. */
  contentType: string
  /** The whole header, for the parameters of a multipart body. */
  contentTypeHeader: string
}
/** Any bytes, at most `maxBytes`, which the handler gets whole and reads itself; `media` says what of. */
export const bytes = (
  maxBytes: number,
  media: Readonly<Record<string, z.ZodType>>,
): Body<z.ZodType<WholeBody>> => ({ kind: 'bytes', schema: z.custom<WholeBody>(), maxBytes, media })

export type Output =
  | { kind: 'schema'; schema: z.ZodType; /** Something was made. */ status?: 201 }
  | { kind: 'page' }
  | { kind: 'redirect' }
  | { kind: 'empty' }
  | { kind: 'document'; contentType: string }
  | { kind: 'stream'; reason: string }
export const shows: Output = { kind: 'page' }
export const redirects: Output = { kind: 'redirect' }
export const empty: Output = { kind: 'empty' }
/** A document of our own making (OpenAPI, a style sheet): not filtered, as no row of data is in it. */
export const document = (contentType: string): Output => ({ kind: 'document', contentType })

/** Bytes that no schema filters, with the reason; the answer's value is a stream, or null for none. */
export const streams = (reason: string): Output => ({ kind: 'stream', reason })

/** `000` says what went wrong in words, `000 codes` by a code, `000 proxy` by both: families of functions of one system. */
export type Dialect = '002' | '004' | '000' | '000 codes' | '000 proxy'

/** Who is calling, and for which account. */
export interface Caller {
  accountId: string
  actor: Actor
  /** Scopes of a key; the operator's session has `*`. */
  scopes: readonly string[]
  /** A key may be bound to one subject: then `userId` must be its external id. */
  boundSubjectId?: string | null
  /** Which limits a key is under; null: those of the settings' default tier. */
  tier?: string | null
  /** Version of the key, compared when it releases a secret. */
  keyVersion?: number
  /** Recognised by a cookie: writes need Origin, JSON and the CSRF token. */
  byCookie?: boolean
  /** A person who acts, for the own account or for a team; absent for machines and for the operator's link. */
  person?: SignedIn
}

/** A person, and how it was recognised. */
export interface SignedIn {
  /** The person's own account. */
  personId: string
  /** Null where an outside issuer's token did it. */
  sessionId: string | null
  /** When it last proved who it is. */
  authAt: Date
  /** By what (RFC 8176): `pwd`, `otp`, `hwk`, `rc` (a recovery code), `ext` (an outside issuer). */
  methods: readonly string[]
  /** The address is proved, or need not be. */
  isVerified: boolean
  hasSecondFactor: boolean
  /** Looks after this deployment: acts for the home account as the operator. */
  isOperator: boolean
  /** An operator who looks through this person's eyes: reads alone, and no secret. */
  actingOperator: string | null
}

/** What a handler gets. `caller` is null only on routes for `anyone`. */
export interface Call<Input, BodyValue, C extends Caller | null = Caller | null> {
  world: World
  caller: C
  input: Input
  body: BodyValue
  request: Asked
}

/** The few things of a request that a handler may look at. */
export interface Asked {
  id: string
  url: string
  method: string
  /** The request line's own target where the entry tells it, before anybody made it plain; else as in `url`. */
  target: string
  header(name: string): string | undefined
  cookie(name: string): string | undefined
  /** Names of all cookies. */
  cookieNames(): string[]
  /** Where it comes from: the peer's address, or what trusted proxies say; undefined where the entry knows no peer. */
  address: string | undefined
  /** Whether it came over the loopback interface and through no proxy. */
  isLocal: boolean
  /** Whether a browser asked for a page rather than a program for JSON. */
  wantsPage: boolean
}

/** An answer that is more than its value. */
export class Answer {
  /** The bytes that a route's schema let out of it: an answer that is given again by that route is rendered once. */
  rendered: { route: Route; text: string } | undefined
  readonly value: unknown
  readonly status: number
  readonly headers: Record<string, string>
  readonly cookies: readonly string[]
  constructor(
    value: unknown,
    options: { status?: number; headers?: Record<string, string>; cookies?: readonly string[] } = {},
  ) {
    this.value = value
    this.status = options.status ?? 200
    this.headers = options.headers ?? {}
    this.cookies = options.cookies ?? []
  }
}

export const answer = (value: unknown, options?: ConstructorParameters<typeof Answer>[1]): Answer =>
  new Answer(value, options)
export const redirect = (
  to: string | URL,
  options: { status?: 302 | 303 | 307; cookies?: readonly string[] } = {},
): Answer =>
  new Answer(null, {
    status: options.status ?? 303,
    headers: { location: String(to), 'referrer-policy': 'no-referrer' },
    cookies: options.cookies ?? [],
  })
export const showPage = (markup: Markup, options?: ConstructorParameters<typeof Answer>[1]): Answer =>
  new Answer(markup, options)
export const noContent = (): Answer => new Answer(null, { status: 204 })

type CallerOf<W extends Who> = W extends Anyone ? Caller | null : Caller

type Declaration<Input extends z.ZodType, BodySchema extends z.ZodType, W extends Who> = Omit<
  Route,
  'handle' | 'input' | 'body' | 'who'
> & {
  who: W
  input?: Input
  body?: Body<BodySchema>
  handle(call: Call<z.infer<Input>, z.infer<BodySchema>, CallerOf<W>>): Promise<unknown>
}

/** Declares a route; the handler's types follow from the schemas. */
export const route = <Input extends z.ZodType, BodySchema extends z.ZodType, W extends Who>(
  declaration: Declaration<Input, BodySchema, W>,
): Route => declaration as unknown as Route
