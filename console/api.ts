/** What Keyhold answers, and the one way the console asks for it. Times are RFC 3339 text in UTC. */

export type ConnectionStatus = 'active' | 'pending' | 'needs_reauth' | 'closing'

export type Connection = {
  id: string
  userId: string
  provider: string
  kind: string
  label: string | null
  providerAccount: string | null
  status: ConnectionStatus
  /** A code, and the same in words. */
  reason: string | null
  reasonText: string | null
  scopes: string[]
  missingScopes: string[]
  createdAt: string
  connectedAt: string | null
  refreshedAt: string | null
  softExpiresAt: string | null
  /** Null: the token never expires. */
  expiresAt: string | null
  nextAttemptAt: string | null
  failures: number
  lastFailure: { at: string; code: string; text: string } | null
  lastUsedAt: string | null
  lastUsedBy: string | null
}

/** One line of the audit log; `count` reads of the same kind may share it. */
export type Entry = {
  id: string
  at: string
  action: string
  outcome: string
  /** `key`, `operator`, `internal`, `job`, `person`, `anyone` … */
  actorKind: string
  actor: string | null
  actorName: string | null
  count: number
  /** As `connection`. */
  objectKind: string | null
  object: string | null
  /** What the text only hints at, as the class of a failure. */
  detail: Record<string, string | number | boolean | null> | null
  text: string
}

export type Session = {
  home: { accountId: string }
  signedInAt: string
  idleExpiresAt: string
  expiresAt: string
  environment: string
  version: string
}

export type BreakerState = 'closed' | 'open' | 'half-open'

export type Overview = {
  url: string
  version: string
  environment: string
  connections: { total: number; active: number; needsReauth: number; pending: number; closing: number }
  atRisk: Connection[]
  providers: { id: string; title: string; configured: boolean; connections: number; breaker: BreakerState }[]
  firstSteps: { keyBackedUp: boolean; keyFingerprint: string; connected: boolean; tokenRead: boolean }
  recent: Entry[]
  checkedAt: string
}

export type Provider = {
  id: string
  title: string
  configured: boolean
  redirectUri: string
  scopes: { id: string; title: string }[]
  defaultScopes: string[]
  /** Names of the environment variables that are still to be set. */
  missing: string[]
  sandbox: boolean
}

/** Whether a provider posts its events to this deployment. */
export type Subscription = {
  callbackUrl: string
  /** Null: it posts none. */
  subscriptionId: string | null
  createdAt: string | null
}

export type Key = {
  id: string
  name: string
  obfuscated: string
  scopes: string[]
  /** Bound to one user, when not null. */
  userId: string | null
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
  revokedAt: string | null
}

/** What uses a key: programs by the name they give themselves, and the connections whose tokens it read. */
export type KeyUses = {
  clients: { client: string; firstUsedAt: string; lastUsedAt: string }[]
  connections: { connectionId: string; reads: number; lastReadAt: string }[]
  /** The oldest read that was counted. */
  readsSince: string | null
}

export type NewKey = { name: string; scopes: string[]; userId?: string; expiresInDays?: number }
export type Token = {
  access_token: string
  token_type: string
  expires_at: string | null
  scope: string | null
}
export type ConnectLink = { connectUrl: string; expiresAt: string }
export type ConnectRequest = {
  userId: string
  provider: string
  scopes?: string[]
  returnTo?: string
  /** Given to reconnect that very connection. */
  connectionId?: string
}
export type Disconnected = {
  id: string
  revocation: 'revoked' | 'pending' | 'failed' | 'shared' | 'none'
  reason: string | null
}
export type ConnectionFilter = { status?: string; provider?: string; userId?: string; cursor?: string }

/** A refused or failed request: what happened, the cure, and the id under which the server logged it. */
export class Problem extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  readonly code: string
  readonly title: string
  readonly hint: string | null
  readonly requestId: string | null
  readonly retryAfterSeconds: number | null

  constructor(
    fields: Pick<Problem, 'status' | 'code' | 'title' | 'hint' | 'requestId' | 'retryAfterSeconds'>,
  ) {
    super(fields.title)
    this.title = fields.title
    this.name = 'Problem'
    this.status = fields.status
    this.code = fields.code
    this.hint = fields.hint
    this.requestId = fields.requestId
    this.retryAfterSeconds = fields.retryAfterSeconds
  }
}

/** Any thrown thing as a problem, so that every screen can show it the same way. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  const title = thrown instanceof Error ? thrown.message : String(thrown)
  const hint = 'Reload the page. If it happens again, it is a fault of the console: please report it.'
  return new Problem({
    status: 0,
    code: 'CONSOLE_FAULT',
    title,
    hint,
    requestId: null,
    retryAfterSeconds: null,
  })
}

function noAnswer(): Problem {
  return new Problem({
    status: 0,
    code: 'NO_ANSWER',
    title: 'Keyhold does not answer.',
    hint: 'Is it still running? Start it with npm start, then try again.',
    requestId: null,
    retryAfterSeconds: null,
  })
}

const textIn = (body: Record<string, unknown>, name: string) =>
  typeof body[name] === 'string' ? body[name] : null

/** Reads an RFC 9457 document; any other body becomes a problem that names the status. */
export function problemFrom(status: number, headers: Headers, body: unknown): Problem {
  const document = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const retryAfter = Number(headers.get('retry-after') ?? document.retryAfter ?? Number.NaN)
  return new Problem({
    status,
    code: textIn(document, 'code') ?? `HTTP_${status}`,
    title: textIn(document, 'title') ?? `Keyhold answered ${status} without an explanation.`,
    hint: textIn(document, 'hint'),
    requestId: textIn(document, 'requestId') ?? headers.get('x-request-id'),
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
  })
}

type Options = { query?: Record<string, string | number | undefined>; body?: unknown; signal?: AbortSignal }

/** The path with its query; parameters that are undefined or empty are left out. */
export function addressOf(path: string, query: Options['query'] = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value))
  }
  return search.size === 0 ? path : `${path}?${search}`
}

/**
 * Asks the API on the same origin, with the session's cookie.
 * @throws `Problem` for every answer outside 2xx, for a body that is not JSON, and when no answer comes
 */
export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await fetch(addressOf(path, options.query), {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }).catch((thrown: unknown) => {
    if (options.signal?.aborted) throw thrown
    throw noAnswer()
  })
  const body = await response.json().catch(() => undefined)
  if (!response.ok || (body === undefined && response.status !== 204)) {
    throw problemFrom(response.status, response.headers, body)
  }
  return body as T
}

const at = (...parts: string[]) => `/api/${parts.map(encodeURIComponent).join('/')}`

/** Every call the console makes, by name. */
export const api = {
  session: () => call<Session>('GET', '/api/operator/session'),
  signIn: (token: string) =>
    call<{ expiresAt: string }>('POST', '/api/operator/session', { body: { token } }),
  signOut: () => call<void>('DELETE', '/api/operator/session'),
  confirmKeyBackup: () => call<void>('POST', '/api/operator/key-backup', { body: { confirmed: true } }),
  overview: () => call<Overview>('GET', '/api/overview'),
  providers: () => call<{ providers: Provider[] }>('GET', '/api/providers'),
  subscription: (provider: string) => call<Subscription>('GET', at('providers', provider, 'subscription')),
  subscribe: (provider: string) => call<Subscription>('POST', at('providers', provider, 'subscription')),
  unsubscribe: (provider: string) => call<void>('DELETE', at('providers', provider, 'subscription')),

  connections: (filter: ConnectionFilter, limit: number) =>
    call<{ connections: Connection[]; nextCursor: string | null }>('GET', '/api/connections', {
      query: { ...filter, limit },
    }),
  connection: (id: string) => call<Connection>('GET', at('connections', id)),
  rename: (id: string, label: string) =>
    call<Connection>('PATCH', at('connections', id), { body: { label } }),
  disconnect: (id: string) => call<Disconnected>('DELETE', at('connections', id)),
  refresh: (id: string) => call<Connection>('POST', at('connections', id, 'refresh'), { body: {} }),
  token: (id: string) => call<Token>('GET', at('connections', id, 'token')),
  timeline: (id: string, cursor?: string) =>
    call<{ entries: Entry[]; nextCursor: string | null }>(
      'GET',
      at('connections', id, 'timeline'),
      cursor ? { query: { cursor } } : {},
    ),
  connectLink: (request: ConnectRequest) =>
    call<ConnectLink>('POST', '/api/connections/sessions', { body: request }),

  keys: (cursor?: string) =>
    call<{ keys: Key[]; nextCursor: string | null }>('GET', '/api/keys', cursor ? { query: { cursor } } : {}),
  /** The key itself is in this answer and never again. */
  createKey: (key: NewKey) => call<{ id: string; key: string }>('POST', '/api/keys', { body: key }),
  keyUses: (id: string) => call<KeyUses>('GET', at('keys', id, 'uses')),
  revokeKey: (id: string) => call<void>('DELETE', at('keys', id)),
}
