import { calculatePKCECodeChallenge } from 'oauth4webapi'
import type { Provider, ProviderApp } from '../provider.ts'
import { scopesToAsk } from './scopes.ts'

export interface AuthorizeRequest {
  redirectUri: string
  /** Empty: the provider's default. What it always needs is added. */
  scopes: readonly string[]
  state: string
  /** Required where the provider takes a code challenge; left out where it does not. */
  codeChallenge?: string | undefined
  /** Required where the provider gives an ID token. */
  nonce?: string | undefined
}

/**
 * Where the browser is sent for consent.
 * @throws Error when a challenge or nonce that the provider takes is missing: a mistake of the caller
 */
export function authorizeUrl(provider: Provider, app: ProviderApp, request: AuthorizeRequest): URL {
  const url = new URL(provider.authorizeUrl)
  const scopes = scopesToAsk(provider, request.scopes)
  const parameters: Record<string, string | null> = {
    ...provider.authorizeParameters,
    response_type: 'code',
    response_mode: provider.responseMode,
    client_id: app.clientId,
    redirect_uri: request.redirectUri,
    [provider.scopes.parameter]: scopes.join(provider.scopes.separator) || null,
    state: request.state,
    ...(provider.pkce && {
      code_challenge: wanted(request.codeChallenge, 'a code challenge'),
      code_challenge_method: 'S256',
    }),
    ...(provider.openid && { nonce: wanted(request.nonce, 'a nonce') }),
  }
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null) url.searchParams.set(name, value)
  }
  return url
}

function wanted(value: string | undefined, what: string): string {
  if (!value) throw new Error(`the authorize address wants ${what}`)
  return value
}

/** S256 (RFC 7636) of a verifier of 43 to 128 characters. */
export const codeChallengeOf = (verifier: string): Promise<string> => calculatePKCECodeChallenge(verifier)
