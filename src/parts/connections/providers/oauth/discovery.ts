import { type AuthorizationServer, processDiscoveryResponse } from 'oauth4webapi'
import type { HttpClient } from '../../../../kit/http-client.ts'
import { isComplete, type ListedProvider, type Provider } from '../provider.ts'
import { exchangeDeadlineMilliseconds } from './client-authentication.ts'
import { ProviderError } from './outcome.ts'

/**
 * The provider with its addresses: as listed, or from its issuer's discovery document. Keep the result; each call of
 * a discovered provider asks again.
 * @throws ProviderError when the issuer does not answer with a document of its own
 */
export async function complete(http: HttpClient, listed: ListedProvider): Promise<Provider> {
  if (isComplete(listed)) return listed
  const issuer = listed.issuer ?? ''
  const exchange = await http.send({
    method: 'GET',
    url: new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`),
    headers: { accept: 'application/json' },
    deadlineMilliseconds: exchangeDeadlineMilliseconds,
  })
  if (exchange.kind !== 'answered') {
    const why = exchange.kind === 'blocked' ? exchange.reason : exchange.cause.message
    throw new ProviderError('discovery_failed', 0, `the issuer ${issuer} did not answer: ${why}`)
  }
  const { status, headers, body } = exchange
  // A null-body status takes no body, and would make the constructor throw.
  const response = new Response(status === 204 || status === 304 ? null : Buffer.from(body), {
    status: status < 200 ? 500 : status,
    headers: { 'content-type': headers.get('content-type') ?? '' },
  })
  try {
    return filled(listed, await processDiscoveryResponse(new URL(issuer), response))
  } catch (error) {
    if (error instanceof ProviderError) throw error
    throw new ProviderError(
      'discovery_failed',
      status,
      `the issuer ${issuer} has no usable discovery document`,
    )
  }
}

function filled(listed: ListedProvider, server: AuthorizationServer): Provider {
  const authorizeUrl = listed.authorizeUrl ?? addressIn(listed, server, 'authorization_endpoint')
  const tokenUrl = listed.tokenUrl ?? addressIn(listed, server, 'token_endpoint')
  if (authorizeUrl === null || tokenUrl === null) {
    throw new ProviderError(
      'discovery_failed',
      200,
      `the issuer ${listed.issuer} names no authorize or token address`,
    )
  }
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  const takesBasic =
    listed.tokenEndpointAuth === 'client_secret_basic' && methods.includes('client_secret_basic')
  const isPost = !takesBasic && methods.includes('client_secret_post')
  const tokenEndpointAuth = isPost ? 'client_secret_post' : 'client_secret_basic'
  const revocationUrl = addressIn(listed, server, 'revocation_endpoint')
  const { scopes_supported: supported } = server
  const isSupported = (scope: string): boolean => supported === undefined || supported.includes(scope)
  const offline = server.scopes_supported?.includes('offline_access') ? ['offline_access'] : []
  return {
    ...listed,
    // As the issuer writes it: a trailing slash must be the same in ID tokens and callbacks.
    issuer: server.issuer,
    authorizeUrl,
    tokenUrl,
    tokenEndpointAuth,
    scopes: {
      ...listed.scopes,
      // What it does not have it could not grant either.
      default: listed.scopes.default.filter(isSupported),
      always: [...new Set([...listed.scopes.always, ...offline])],
    },
    announcesIssuer: server.authorization_response_iss_parameter_supported === true,
    revoke: listed.revoke ?? (revocationUrl === null ? null : revocationAt(revocationUrl, tokenEndpointAuth)),
  }
}

/** RFC 7009. */
const revocationAt = (url: string, authentication: Provider['tokenEndpointAuth']): Provider['revoke'] => ({
  url,
  method: 'POST',
  authentication,
  token: 'refresh_token',
  parameter: 'token',
  send: 'form',
  parameters: {},
  headers: {},
  needsLiveAccessToken: false,
  deadStatus: [],
  deadErrors: ['invalid_token'],
})

/** An address of the document; one that is less safe than the issuer's own is refused. */
function addressIn(
  { issuer }: ListedProvider,
  server: AuthorizationServer,
  name: 'authorization_endpoint' | 'token_endpoint' | 'revocation_endpoint',
): string | null {
  const address = server[name]
  if (typeof address !== 'string' || !URL.canParse(address)) return null
  const { protocol } = new URL(address)
  const isSafe = protocol === 'https:' || (protocol === 'http:' && issuer?.startsWith('http:') === true)
  if (!isSafe)
    throw new ProviderError('discovery_failed', 200, `the issuer ${issuer} names a ${name} that is not https`)
  return address
}
