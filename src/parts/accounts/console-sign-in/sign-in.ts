import {
  AuthorizationResponseError,
  authorizationCodeGrantRequest,
  calculatePKCECodeChallenge,
  processAuthorizationCodeResponse,
  processUserInfoResponse,
  userInfoRequest,
  validateAuthResponse,
} from 'oauth4webapi'
import { earlierOf, secondsBetween } from '../../../kit/duration.ts'
import { Fault } from '../../../kit/fault.ts'
import { sameSecret } from '../../../kit/hash.ts'
import type { Asked } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { accountFaults } from '../faults.ts'
import { clearedCookie } from '../operator/cookie.ts'
import { readToken } from '../outside/token-form.ts'
import { type Claims, skewSeconds, verifyToken } from '../outside/verify.ts'
import { accountSettings } from '../settings.ts'
import { letIn } from '../sign-in/let-in.ts'
import { type Attempt, attemptOf, beginAttempt, clearedAttempt, useUpAttempt } from './attempt.ts'
import { isListed, operatorPerson, operatorsOf, type Proved, refuse } from './operators.ts'
import { type ConsoleProvider, consoleProvider } from './provider.ts'

/** Where a browser goes next, and what it keeps. */
export interface Onward {
  to: URL
  cookies: string[]
}

/**
 * Sends a browser to the console's provider. It is asked to have its person prove who it is, unless it did so as lately as
 * a step-up here would count.
 * @throws OIDC_NOT_CONFIGURED, OIDC_UNAVAILABLE
 */
export async function startSignIn(world: World, next: string): Promise<Onward> {
  const provider = await consoleProvider(world)
  const { attempt, cookies } = await beginAttempt(world, next)
  const to = new URL(provider.server.authorization_endpoint)
  const parameters = {
    response_type: 'code',
    client_id: provider.client.client_id,
    redirect_uri: provider.redirectUri,
    scope: operatorsOf(world).some((entry) => entry.includes('@')) ? 'openid email' : 'openid',
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
    max_age: String(freshSeconds(world)),
  }
  for (const [name, value] of Object.entries(parameters)) to.searchParams.set(name, value)
  return { to, cookies }
}

/**
 * Takes a browser back from there: the code for tokens, an operator of the list for a session. The session's cookies are
 * set by a GET here alone, as a provider sends browsers back by one; its state is of this browser, and good once.
 * @throws OIDC_ATTEMPT_GONE, OIDC_UNAVAILABLE, OIDC_SIGN_IN_FAILED, NOT_AN_OPERATOR, ACCOUNT_DISABLED
 */
export async function finishSignIn(world: World, asked: Asked): Promise<Onward> {
  const attempt = await attemptOf(world, asked)
  const provider = await consoleProvider(world)
  const code = answerIn(provider, attempt, asked)
  await useUpAttempt(world, asked)
  const proved = await provedBy(world, provider, attempt, code)
  if (!isListed(operatorsOf(world), proved)) {
    await refuse(world, proved, asked)
    throw accountFaults.NOT_AN_OPERATOR()
  }
  const accountId = await operatorPerson(world, proved, asked)
  const entered = await letIn(world, { accountId, methods: ['ext'], asked, authAt: proved.authAt })
  if (!('sessionId' in entered)) throw new Error('nothing stands between a provider and its session')
  const { keyholdUrl } = world.settings(accountSettings)
  // A link's session would go before this one.
  const cookies = [...entered.cookies, clearedAttempt(world), clearedCookie(world)]
  return { to: new URL(attempt.next, keyholdUrl), cookies }
}

const freshSeconds = (world: World): number => world.settings(accountSettings).stepUpMinutes * 60

/** What came back, of this attempt and of this provider (RFC 9207). */
function answerIn({ server, client }: ConsoleProvider, { state }: Attempt, asked: Asked): URLSearchParams {
  try {
    return validateAuthResponse(server, client, new URL(asked.url), state)
  } catch (cause) {
    const reason = cause instanceof AuthorizationResponseError ? cause.error.slice(0, 50) : 'answer'
    throw accountFaults.OIDC_SIGN_IN_FAILED({ reason }, { cause })
  }
}

async function provedBy(
  world: World,
  provider: ConsoleProvider,
  attempt: Attempt,
  code: URLSearchParams,
): Promise<Proved> {
  try {
    const { claims, accessToken } = await claimsFor(world, provider, attempt, code)
    const issuer = provider.trusted.issuer
    const told = {
      issuer,
      subject: claims.sub,
      address: addressTold(claims),
      authAt: authAtOf(world, claims),
    }
    if (told.address !== null || isListed(operatorsOf(world), told)) return told
    return { ...told, address: await addressBehind(provider, claims.sub, accessToken) }
  } catch (cause) {
    if (cause instanceof Fault && cause.status === 503) throw cause
    throw accountFaults.OIDC_SIGN_IN_FAILED({ reason: 'tokens' }, { cause })
  }
}

async function claimsFor(
  world: World,
  { trusted, server, client, clientAuthentication, redirectUri, options }: ConsoleProvider,
  { nonce, verifier }: Attempt,
  code: URLSearchParams,
): Promise<{ claims: Claims; accessToken: string }> {
  const response = await authorizationCodeGrantRequest(
    server,
    client,
    clientAuthentication,
    code,
    redirectUri,
    verifier,
    options,
  )
  const tokens = await processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  // The library looked at its form; its signature and its times are looked at as those of every other token.
  const read = readToken(tokens.id_token ?? '')
  if (!read) throw new Error('no ID token came, or one of a form that is not taken')
  const claims = await verifyToken(world, trusted, read)
  if (typeof claims.nonce !== 'string' || !sameSecret(claims.nonce, nonce)) throw new Error('another nonce')
  if (!isFresh(world, claims)) throw new Error('the provider let somebody through who proved nothing lately')
  return { claims, accessToken: tokens.access_token }
}

/** Providers that do not know `max_age` tell no time. */
const isFresh = (world: World, { auth_time: at }: Claims): boolean =>
  typeof at !== 'number' ||
  secondsBetween(new Date(at * 1000), world.now()) <= freshSeconds(world) + skewSeconds

/**
 * When the provider's person proved who it is: as fresh as that is the session, and no fresher. Providers that do not know
 * `max_age` tell no time, and their people could never do what needs a fresh proof: these count as proved now.
 */
const authAtOf = (world: World, { auth_time: at }: Claims): Date | undefined =>
  typeof at === 'number' ? earlierOf(new Date(at * 1000), world.now()) : undefined

const addressTold = (claims: Readonly<Record<string, unknown>>): string | null =>
  claims.email_verified === true && typeof claims.email === 'string' ? claims.email : null

/** Many providers tell an address only there. */
async function addressBehind(
  { server, client, options }: ConsoleProvider,
  subject: string,
  accessToken: string,
): Promise<string | null> {
  if (!server.userinfo_endpoint) return null
  const response = await userInfoRequest(server, client, accessToken, options)
  return addressTold(await processUserInfoResponse(server, client, subject, response))
}
