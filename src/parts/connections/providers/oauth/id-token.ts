import {
  type AuthorizationServer,
  type Client,
  clockTolerance,
  getValidatedIdTokenClaims,
  processAuthorizationCodeResponse,
} from 'oauth4webapi'
import { secondsBetween } from '../../../../kit/duration.ts'
import { isJsonObject, type JsonObject } from '../pointer.ts'
import { correctedSkewSeconds } from './expiry.ts'

export interface IdTokenExpectation {
  /** The provider's issuer; `{tenantid}` stands for the token's `tid`. */
  issuer: string
  clientId: string
  /** Sent with the authorize address; a token without it, or with another, is refused. */
  nonce: string | undefined
  now: Date
}

const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
  'HS256',
]

// Times are judged below, by the clock handed in and not by the host's.
const anyTimeSeconds = 10_000_000_000

/**
 * The claims of an ID token that came straight from the token address, or `null` when it is not for us: issuer,
 * audience, authorized party, nonce, expiry and time of issue are checked. Its signature is not: TLS to the token
 * address vouches for it (OpenID Connect Core 3.1.3.7, 6). Never throws.
 */
export async function idTokenClaims(
  idToken: string,
  expectation: IdTokenExpectation,
): Promise<JsonObject | null> {
  const { issuer, clientId, nonce, now } = expectation
  const server: AuthorizationServer = {
    issuer: issuer.replace('{tenantid}', tenantIn(idToken)),
    id_token_signing_alg_values_supported: algorithms,
  }
  const client: Client = { client_id: clientId, [clockTolerance]: anyTimeSeconds }
  const body = JSON.stringify({ access_token: '-', token_type: 'bearer', id_token: idToken })
  const response = new Response(body, { headers: { 'content-type': 'application/json' } })
  try {
    const answer = await processAuthorizationCodeResponse(server, client, response, {
      requireIdToken: true,
      ...(nonce !== undefined && { expectedNonce: nonce }),
    })
    const claims = getValidatedIdTokenClaims(answer)
    return claims && isTimely(claims, now) ? { ...claims } : null
  } catch {
    return null // whatever is wrong with it, it is not for us
  }
}

const isTimely = ({ exp, iat }: { exp: number; iat: number }, now: Date): boolean =>
  secondsBetween(now, new Date(exp * 1_000)) > -correctedSkewSeconds &&
  secondsBetween(now, new Date(iat * 1_000)) < correctedSkewSeconds

/** The tenant a token claims to be of; the issuer it must then have is checked with the rest. */
function tenantIn(idToken: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString())
    return isJsonObject(claims) && typeof claims.tid === 'string' && /^[\w-]+$/.test(claims.tid)
      ? claims.tid
      : ''
  } catch {
    return '' // no token at all; refused with the rest
  }
}
