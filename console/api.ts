/** What Keyhold answers, and the one way the console asks for it. Times are RFC 3339 text in UTC. */
import { call } from './call.ts'
import type { PersonSession } from './people/api.ts'

export { addressOf, call, csrfTokenIn } from './call.ts'
export { asProblem, Problem, problemFrom } from './problem.ts'

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

const at = (...parts: string[]) => `/api/${parts.map(encodeURIComponent).join('/')}`

/** Every call the console makes, by name. */
export const api = {
  /** `home`: as a person who looks after the deployment. */
  session: (home: boolean) => call<Session>('GET', '/api/operator/session', { home }),
  person: () => call<PersonSession>('GET', '/auth/session'),
  signOutPerson: () => call<void>('POST', '/auth/logout'),
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
