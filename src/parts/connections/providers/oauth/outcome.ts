import type { BudgetReading, Identity } from '../hooks.ts'

/** What every exchange with a provider may tell besides its outcome. */
export interface Told {
  /** The rate limit's windows, from the answer's headers. */
  budget: BudgetReading[]
  /** Provider's clock minus ours, 0 when they agree within the exchange; `null` when no answer told. */
  clockSkewSeconds: number | null
}

export interface GrantedTokens {
  accessToken: string
  /** `null`: the answer had none, so the one presented goes on. */
  refreshToken: string | null
  /** `Bearer`, or as the provider wrote it. */
  tokenType: string
  /** By our clock; `null`: never expires. */
  expiresAt: Date | null
  /** `null`: not told, so as asked for (exchange) or as before (refresh). */
  scope: string[] | null
  /** Whose account it is, when this answer or its checked ID token told. */
  identity: Identity | null
}

/**
 * How asking for tokens ended. Nothing in it but `tokens` and `raw` holds a secret.
 * - `granted`
 * - `unparsed`: a 2xx whose body is no grant we can read; it may hold the only copy of a token, so keep it sealed.
 * - `terminal`: this code or refresh token will never be taken again.
 * - `app`: the provider refuses our client; connections are untouched.
 * - `transient`: try later. Never the end of a connection.
 * - `unknown`: the request may have been carried out.
 * - `not_sent`: it certainly was not.
 */
export type Outcome =
  | { kind: 'granted'; tokens: GrantedTokens }
  | { kind: 'unparsed'; raw: Uint8Array }
  | { kind: 'terminal'; code: string; description: string | null }
  | { kind: 'app'; code: string; description: string | null }
  | { kind: 'transient'; code: string; retryAfterSeconds: number | null; cause: Error }
  | { kind: 'unknown'; cause: Error }
  | { kind: 'not_sent'; cause: Error }

export type GrantOutcome = Outcome & Told

/** An answer that is no grant. Its message quotes statuses and codes, never a body. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
  readonly code: string
  readonly status: number
  constructor(code: string, status: number, message: string) {
    super(message)
    this.code = code
    this.status = status
  }
}
