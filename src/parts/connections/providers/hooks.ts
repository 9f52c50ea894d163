import type { JsonObject } from './pointer.ts'

/**
 * The only code a provider may carry beside its data, for what data cannot say. A hook that returns `null` leaves the
 * matter to the data's rules. Hooks get what a stranger sent and must not throw.
 */
export interface ProviderHooks {
  /** Changes a token request just before it leaves. */
  tokenRequest?(request: TokenRequest): TokenRequest
  /** The granted scopes, from the whole answer. */
  scopes?(answer: JsonObject): string[] | null
  /** What an answer that is no grant means. Of an answer of success without tokens only a hook that knows it says no. */
  classify?(answer: ProviderAnswer): Classified | null
  /** Whose account it is, from the document `identity.from` names. */
  identity?(document: unknown): Identity | null
  /** The state of the rate limit, from an answer's headers. */
  budget?(headers: Headers, now: Date): BudgetReading[] | null
}

/** What is sent to the token address, before the client's authentication is added and it is written as form or JSON. */
export interface TokenRequest {
  url: URL
  headers: Record<string, string>
  parameters: URLSearchParams
}

export interface ProviderAnswer {
  status: number
  /** The body as JSON (or as a form); `null` when it is neither. */
  json: JsonObject | null
  text: string
}

export interface Classified {
  class: 'terminal' | 'app' | 'transient'
  code: string
}

export interface Identity {
  /** The account at the provider, permanent there; 1 to 255 characters. */
  subject: string
  /** For people: a name or an address; `null` when the provider tells none. */
  label: string | null
}

/** One window of the rate limit as an answer showed it. */
export interface BudgetReading {
  /** The window's name in the provider's `rateBudget`. */
  name: string
  counts: 'app' | 'grant'
  windowSeconds: number
  limit: number | null
  remaining: number | null
  resetsAt: Date | null
}
