import type { FailureReason } from './failures.ts'

/** The systems whose connected accounts are taken over. */
export type SourceId = '000' | '002' | '003'

interface Found {
  source: SourceId
  provider: string
  /** Whose account it is at the provider. */
  account: string
  /** The source's name for its user; null: the deployment's own account. */
  userId: string | null
  accessToken: string
}

/** What a row held, opened. */
export interface FoundGrant extends Found {
  kind: 'oauth2'
  refreshToken: string
  expiresAt: Date
  /** Null: the source does not say. */
  scopes: string[] | null
}

export interface FoundApiKey extends Found {
  kind: 'api_key'
  label: string | null
}

/** A row that cannot be taken. */
export interface Unreadable {
  reason: FailureReason
  /** The column that is at fault; null when it is none of them. */
  field: string | null
}
