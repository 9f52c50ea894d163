import { errors, type JWTPayload, jwtVerify } from 'jose'
import { secondsBetween } from '../../../kit/duration.ts'
import { Fault } from '../../../kit/fault.ts'
import type { World } from '../../../kit/world.ts'
import { accountFaults } from '../faults.ts'
import type { TrustedIssuer } from './issuer.ts'
import { keyFor } from './issuer-keys.ts'
import type { ReadToken } from './token-form.ts'

/** How far an issuer's clock may be from ours, seconds. */
export const skewSeconds = 5

/** Claims that were proved. */
export interface Claims extends JWTPayload {
  iss: string
  sub: string
  iat: number
  exp: number
}

/**
 * The claims of a token whose signature is the issuer's, that is for us, and good now.
 * @throws AUTH_FAILED, without saying what of it was wrong; TOKEN_EXPIRED where that alone was;
 * ISSUER_UNAVAILABLE when it cannot be told
 */
export async function verifyToken(world: World, issuer: TrustedIssuer, token: ReadToken): Promise<Claims> {
  try {
    const claims = await proved(world, issuer, token)
    const wrong = wrongIn(world, issuer, token, claims)
    if (wrong !== undefined) throw accountFaults.AUTH_FAILED({ reason: wrong })
    return claims as Claims
  } catch (error) {
    if (error instanceof Fault) throw error
    if (error instanceof errors.JWTExpired) throw accountFaults.TOKEN_EXPIRED()
    throw accountFaults.AUTH_FAILED({ reason: 'signature or claims' }, { cause: error })
  }
}

async function proved(world: World, issuer: TrustedIssuer, token: ReadToken): Promise<JWTPayload> {
  if (!(issuer.algorithms as readonly string[]).includes(token.algorithm))
    throw accountFaults.AUTH_FAILED({ reason: 'algorithm' })
  const key = await keyFor(world, issuer, token)
  if (!key) throw accountFaults.AUTH_FAILED({ reason: 'key' })
  const { payload } = await jwtVerify(token.text, key, {
    algorithms: [...issuer.algorithms],
    ...(issuer.issuer !== null && { issuer: issuer.issuer }),
    ...(issuer.audience.length > 0 && { audience: [...issuer.audience] }),
    requiredClaims: ['iss', 'sub', 'exp', 'iat'],
    clockTolerance: skewSeconds,
    currentDate: world.now(),
  })
  return payload
}

/** What the library does not look at. @returns a word for the log */
function wrongIn(
  world: World,
  issuer: TrustedIssuer,
  { isAccessToken }: ReadToken,
  claims: JWTPayload,
): string | undefined {
  const { iss, sub, iat, azp, sid, sts, cnf } = claims
  if (!isName(iss) || !isName(sub)) return 'sub'
  if (typeof iat !== 'number' || secondsBetween(world.now(), new Date(iat * 1000)) > skewSeconds) return 'iat'
  if (!isForOurPages(issuer, azp)) return 'azp'
  if (issuer.sessionsAlone && isAccessToken) return 'typ'
  if (issuer.sessionsAlone && !isName(sid)) return 'sid'
  // Clerk: a session with tasks left, such as choosing an organisation, is not signed in yet.
  if (sts === 'pending') return 'sts'
  // Bound to a key that its bearer would have to prove, which a bearer does not.
  if (cnf !== undefined) return 'cnf'
  return undefined
}

const isName = (claim: unknown): boolean =>
  typeof claim === 'string' && claim !== '' && claim.length <= 500 && !/\p{Cc}/u.test(claim)

function isForOurPages({ authorizedParties, mayLackParty }: TrustedIssuer, azp: unknown): boolean {
  if (authorizedParties.length === 0) return true
  if (azp === undefined) return mayLackParty
  return typeof azp === 'string' && authorizedParties.includes(azp)
}
