import { LRUCache } from 'lru-cache'
import { secondsAfter, secondsBetween } from '../../../kit/duration.ts'
import { Fault } from '../../../kit/fault.ts'
import type { Asked, Caller, SignedIn } from '../../../kit/route.ts'
import { SingleFlight } from '../../../kit/single-flight.ts'
import { as, resident, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { accountFaults } from '../faults.ts'
import { askedAccount, scopesFor } from '../sessions/recognise.ts'
import { personBy } from './identity.ts'
import type { TrustedIssuer } from './issuer.ts'
import { issuerOf, issuersOf } from './issuers.ts'
import { standingOf } from './store.ts'
import { isTokenLike, readToken } from './token-form.ts'
import { type Claims, skewSeconds, verifyToken } from './verify.ts'

/** Why the token of a request was not taken; told only where nobody else knows the caller either. */
const refused = new WeakMap<Asked, Fault>()
export const refusedToken = (asked: Asked): Fault | undefined => refused.get(asked)

const bearer = /^Bearer(?: (.*))?$/i

/**
 * A person, by a token of an issuer that is trusted: `Authorization: Bearer` and the token, without an API key beside it.
 * Cookies are not looked at, Clerk's `__session` neither. A token that is not good makes nobody known, and the request
 * goes on as a stranger's: a secret of the settings may be of that form, and limits count it.
 * @throws ACCOUNT_NOT_YOURS when it asks to act for an account that it is no member of
 */
export function recogniseOutside(world: World, asked: Asked): Promise<Caller | undefined> | undefined {
  const found = bearer.exec(asked.header('authorization') ?? '')
  if (!found || asked.header('x-api-key') !== undefined || asked.header('x-admin-key') !== undefined)
    return undefined
  if (issuersOf(world).length === 0) return undefined
  const text = found[1] ?? ''
  if (text.trim() === '') refused.set(asked, accountFaults.MISSING_TOKEN())
  return isTokenLike(text) ? byToken(world, asked, text) : undefined
}

async function byToken(world: World, asked: Asked, text: string): Promise<Caller | undefined> {
  const person = await personOf(world, asked, text)
  if (!person) return undefined
  const accountId = await askedAccount(world, asked, person.personId)
  const scopes = await scopesFor(world, person, accountId)
  return {
    accountId,
    actor: { kind: 'person', id: person.personId },
    scopes: person.actingOperator === null ? scopes : scopes.filter((scope) => scope.endsWith(':read')),
    byCookie: false,
    person,
  }
}

async function personOf(world: World, asked: Asked, text: string): Promise<SignedIn | undefined> {
  try {
    const token = readToken(text)
    if (!token) throw accountFaults.INVALID_TOKEN()
    const issuer = issuerOf(issuersOf(world), token.issuer)
    if (!issuer) throw accountFaults.AUTH_FAILED({ reason: 'issuer' })
    return await signedIn(world, asked, issuer, await verifyToken(world, issuer, token))
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    refused.set(asked, error)
    return undefined
  }
}

async function signedIn(
  world: World,
  asked: Asked,
  issuer: TrustedIssuer,
  claims: Claims,
): Promise<SignedIn> {
  const identity = { issuer: claims.iss, subject: claims.sub }
  const personId = await personBy(world, identity, toldBy(issuer, claims), asked.id)
  const standing = await standingOf(as(world, { role: 'app', accountId: personId }))
  if (!standing) throw accountFaults.AUTH_FAILED({ reason: 'erased' })
  if (standing.disabledAt) throw accountFaults.ACCOUNT_DISABLED()
  if (standing.notBefore && wasIssuedBefore(claims, standing.notBefore))
    throw accountFaults.AUTH_FAILED({ reason: 'not_before' })
  const isActedFor = claims.act !== undefined
  if (isActedFor) await tellOfActing(world, personId, actingIssuer(claims.act), asked.id)
  return {
    personId,
    sessionId: null,
    authAt: provedAt(claims),
    methods: ['ext'],
    // Whoever comes this way proved it to the issuer; nothing here depends on an address.
    isVerified: true,
    hasSecondFactor: standing.hasSecondFactor,
    // To look after the deployment takes a session of its own, which ends early and is bound to a browser.
    isOperator: false,
    actingOperator: isActedFor ? 'outside' : null,
  }
}

const toldBy = ({ vouchesForAddress }: TrustedIssuer, { email, email_verified: isProved }: Claims) => ({
  address: typeof email === 'string' ? email : null,
  isVerified: vouchesForAddress && isProved === true,
})

/** An issuer tells whole seconds by its own clock: in doubt a token is older than the moment it must not be. */
const wasIssuedBefore = ({ iat }: Claims, notBefore: Date): boolean =>
  secondsBetween(notBefore, new Date(iat * 1000)) < skewSeconds

/**
 * When the person last proved who it is: `auth_time` (OpenID Connect), or Clerk's `fva`, minutes before the token was made.
 * An issuer that tells neither proves nothing fresh.
 */
function provedAt({ auth_time: at, fva, iat }: Claims): Date {
  const issuedAt = new Date(iat * 1000)
  if (typeof at === 'number') return new Date(Math.min(at, iat) * 1000)
  const minutes: unknown = Array.isArray(fva) ? fva[0] : undefined
  return typeof minutes === 'number' && minutes >= 0 ? secondsAfter(issuedAt, -minutes * 60) : new Date(0)
}

/** When it was last told by which issuer somebody is let act for a person, milliseconds. */
const toldAt = resident(() => new LRUCache<string, number>({ max: 10_000 }))
const tellings = resident(() => new SingleFlight<void>())
const toldEveryMilliseconds = 3_600_000

/** Each hour once for an issuer in a process: what is looked at meanwhile stands in the log by itself. */
async function tellOfActing(
  world: World,
  personId: string,
  by: string | null,
  requestId: string,
): Promise<void> {
  const now = world.now().getTime()
  const name = JSON.stringify([personId, by])
  const last = toldAt(world).get(name)
  if (last !== undefined && now - last < toldEveryMilliseconds) return
  await tellings(world).share(name, () =>
    transaction(as(world, { role: 'app', accountId: personId }), (world) =>
      record(world, {
        action: 'person.acted_for',
        accountId: personId,
        actor: { kind: 'person', id: personId },
        requestId,
        object: { kind: 'person', id: personId },
        ...(by !== null && { detail: { issuer: by } }),
      }),
    ),
  )
  // Only now: what could not be written is tried again by the next request.
  toldAt(world).set(name, now)
}

/** Who knows whoever acts (RFC 8693). Its name there is not written down: that is a person's, and the log is for ever. */
function actingIssuer(act: unknown): string | null {
  const { iss } = (typeof act === 'object' && act !== null ? act : {}) as { iss?: unknown }
  return typeof iss === 'string' && iss.length <= 200 ? iss : null
}
