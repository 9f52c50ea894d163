import type { HttpClient } from '../../../../kit/http-client.ts'
import type { TokenRequest } from '../hooks.ts'
import type { Provider, ProviderApp } from '../provider.ts'
import { authenticate, withEachSecret } from './client-authentication.ts'
import { idTokenClaims } from './id-token.ts'
import { identityIn } from './identity.ts'
import type { GrantOutcome } from './outcome.ts'
import { readTokenAnswer } from './token-answer.ts'

export interface CodeExchange {
  code: string
  /** The very one of the authorize address. */
  redirectUri: string
  verifier?: string | undefined
  nonce?: string | undefined
  /** The redirect's `scope`, for providers that tell the granted scopes there. */
  redirectScope?: string | null | undefined
  /** Read when the request begins and when its answer is there. */
  clock: () => Date
}

export interface Refresh {
  refreshToken: string
  clock: () => Date
  /** For the whole exchange, all secrets tried included. Default 28,000. */
  deadlineMilliseconds?: number
}

/**
 * Turns a code into tokens. With an OpenID provider the answer counts only with an ID token for this client and nonce;
 * else it is `terminal` with `id_token_invalid`. Never rejects for anything the provider does.
 */
export async function exchangeCode(
  http: HttpClient,
  provider: Provider,
  app: ProviderApp,
  { code, redirectUri, verifier, nonce, redirectScope, clock }: CodeExchange,
): Promise<GrantOutcome> {
  const parameters = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    ...(verifier !== undefined && { code_verifier: verifier }),
  }
  const secrets = [code, verifier ?? '']
  const read = await askForTokens(http, provider, app, parameters, { secrets, redirectScope, clock })
  if (read.outcome.kind !== 'granted' || !provider.openid) return read.outcome
  return withIdToken(provider, app, read.outcome, read.idToken, nonce, clock())
}

/** Spends a refresh token, once for each secret tried. Never rejects for anything the provider does. */
export async function refreshGrant(
  http: HttpClient,
  provider: Provider,
  app: ProviderApp,
  { refreshToken, clock, deadlineMilliseconds }: Refresh,
): Promise<GrantOutcome> {
  const parameters = { grant_type: 'refresh_token', refresh_token: refreshToken }
  const { outcome } = await askForTokens(http, provider, app, parameters, {
    secrets: [refreshToken],
    clock,
    deadlineMilliseconds,
  })
  return outcome
}

interface AskOptions {
  secrets: readonly string[]
  redirectScope?: string | null | undefined
  clock: () => Date
  deadlineMilliseconds?: number | undefined
}

type Read = ReturnType<typeof readTokenAnswer>

function askForTokens(
  http: HttpClient,
  provider: Provider,
  app: ProviderApp,
  parameters: Record<string, string>,
  { secrets, redirectScope = null, clock, deadlineMilliseconds }: AskOptions,
): Promise<Read> {
  const attempt = async (secret: string | null, deadlineMilliseconds: number): Promise<Read> => {
    const startedAt = clock()
    const request = authenticate(tokenRequest(provider, parameters), provider.tokenEndpointAuth, app, secret)
    const exchange = await http.send({
      method: 'POST',
      url: request.url,
      ...written(provider, request),
      deadlineMilliseconds,
      freshConnection: true,
    })
    const allSecrets = [...secrets, ...app.clientSecrets]
    return readTokenAnswer(provider, exchange, {
      startedAt,
      receivedAt: clock(),
      redirectScope,
      secrets: allSecrets,
    })
  }
  return withEachSecret(app, clock, attempt, ({ outcome }) => isClientRefused(outcome), deadlineMilliseconds)
}

function tokenRequest(provider: Provider, parameters: Record<string, string>): TokenRequest {
  const request = {
    url: new URL(provider.tokenUrl),
    headers: { accept: 'application/json' },
    parameters: new URLSearchParams({ ...provider.tokenParameters, ...parameters }),
  }
  return provider.hooks.tokenRequest?.(request) ?? request
}

function written({ tokenRequestBody }: Provider, { headers, parameters }: TokenRequest) {
  const isJson = tokenRequestBody === 'json'
  return {
    headers: {
      'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
      ...headers,
    },
    body: isJson ? JSON.stringify(Object.fromEntries(parameters)) : parameters.toString(),
  }
}

/** The one answer after which another secret may be tried: the grant was not touched. */
const isClientRefused = (outcome: GrantOutcome): boolean =>
  outcome.kind === 'app' && outcome.code === 'invalid_client'

type Granted = Extract<GrantOutcome, { kind: 'granted' }>

async function withIdToken(
  provider: Provider,
  { clientId }: ProviderApp,
  outcome: Granted,
  idToken: string | null,
  nonce: string | undefined,
  now: Date,
): Promise<GrantOutcome> {
  const { budget, clockSkewSeconds } = outcome
  const issuer = provider.issuer ?? ''
  const claims = idToken === null ? null : await idTokenClaims(idToken, { issuer, clientId, nonce, now })
  if (claims === null) {
    const description =
      idToken === null ? 'the answer has no ID token' : 'the ID token is not for this client and request'
    return { kind: 'terminal', code: 'id_token_invalid', description, budget, clockSkewSeconds }
  }
  if (provider.identity.from !== 'id_token') return outcome
  return { ...outcome, tokens: { ...outcome.tokens, identity: identityIn(provider, claims) } }
}
