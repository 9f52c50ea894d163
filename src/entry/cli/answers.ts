/** What the server answers, as far as the CLI shows it; /openapi.json has all of it. Moments are RFC 3339. */

export interface Connection {
  id: string
  userId: string
  provider: string
  kind: string
  label: string | null
  providerAccount: string | null
  status: 'active' | 'pending' | 'needs_reauth' | 'closing'
  reasonText: string | null
  scopes: string[]
  missingScopes: string[]
  connectedAt: string
  refreshedAt: string | null
  expiresAt: string | null
  nextAttemptAt: string | null
  failures: number
  lastFailure: { at: string; code: string; text: string } | null
  lastUsedAt: string | null
  lastUsedBy: string | null
}

export interface Entry {
  at: string
  action: string
  outcome: string
  actorKind: string
  actorName: string | null
  count: number
  text: string
}

export interface Key {
  id: string
  name: string
  obfuscated: string
  scopes: string[]
  userId: string | null
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
  revokedAt: string | null
  suspendedAt: string | null
}

export interface KeyUses {
  clients: { client: string; firstUsedAt: string; lastUsedAt: string }[]
  connections: { connectionId: string; reads: number; lastReadAt: string }[]
  readsSince: string | null
}

export interface Provider {
  id: string
  title: string
  configured: boolean
  redirectUri: string
  missing: string[]
  sandbox: boolean
}

export interface Sync {
  id: string
  connectionId: string
  cause: string
  state: 'running' | 'waiting' | 'done' | 'failed'
  startedAt: string
  calls: number
  seen: number
  added: number
  changed: number
  removed: number
  code: string | null
  resumesAt: string | null
}

export interface Syncs {
  syncedAt: string | null
  syncs: Sync[]
}

export interface Endpoint {
  id: string
  url: string
  eventTypes: string[]
  disabledAt: string | null
  disabledReason: string | null
  failingSince: string | null
}

export interface Delivery {
  id: string
  type: string
  at: string
  state: 'pending' | 'delivered' | 'failed'
  attempts: number
  nextAttemptAt: string | null
  lastStatus: number | null
  lastReason: string | null
}

export interface Token {
  access_token: string
  token_type: string
  expires_at: string | null
  scope: string
}
