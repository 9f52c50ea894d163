import { minutesAfter, secondsAfter } from '../../../kit/duration.ts'
import { base64url, sha256 } from '../../../kit/hash.ts'
import { uuidv7 } from '../../../kit/id.ts'
import type { Asked, Caller } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import {
  accountSettings,
  deployment,
  findLookup,
  putLookup,
  subjectFor,
  takeLookup,
} from '../../accounts/index.ts'
import { record } from '../../audit/index.ts'
import { seal } from '../../vault/index.ts'
import { connectionFaults } from '../faults.ts'
import { authorizeUrl, codeChallengeOf } from '../providers/index.ts'
import { appOf, callable, providerOf } from '../registry.ts'
import { attemptPlace } from '../secrets.ts'
import { findConnection } from '../list/connection.ts'
import { keepContact } from '../reminders/contact.ts'
import { lockConnection } from '../tokens/store.ts'
import { attemptCookie, attemptCookieName, isAttemptCookie, linkUrl, redirectUriOf } from './addresses.ts'
import { checkedReturnTo } from './return-to.ts'
import { type Confirm, type ConnectSession, findSession, insertAttempt, insertSession } from './store.ts'

/** A connect link is good for one use within this time. */
export const linkMinutes = 30
/** A session is kept after its link has ended: a day in all, mostly. */
const keptMinutes = 24 * 60 - linkMinutes
/** The way to the provider and back may take this long (002: 600 s). */
export const stateSeconds = 600
/** Ways that one browser may have under way at once. */
const mostWays = 5

export interface SessionRequest {
  userId?: string | undefined
  provider?: string | undefined
  scopes?: string[] | undefined
  returnTo?: string | undefined
  confirm?: Confirm | undefined
  label?: string | undefined
  connectionId?: string | undefined
  /** Where the user hears that a connection needs them again; null: nowhere any more. */
  email?: string | null | undefined
  /** Of the link. Default 30. */
  linkMinutes?: number
}

/** Makes a connect link for an app's user, or for one connection to be connected again. Runs in the caller's transaction. */
export async function openSession(
  world: World,
  caller: Caller,
  asked: SessionRequest,
): Promise<{ session: ConnectSession; connectUrl: string }> {
  const target = await targetOf(world, caller, asked)
  const provider = providerOf(world, target.provider)
  appOf(world, provider.id)
  const scopes = asked.scopes ?? target.scopes
  refuseUnknownScopes(
    provider.scopes.known.map(({ id }) => id),
    scopes,
  )
  const session: ConnectSession = {
    accountId: caller.accountId,
    id: uuidv7(world),
    subjectId: target.subjectId,
    provider: provider.id,
    scopes,
    subjectLabel: asked.label ?? null,
    returnTo: await checkedReturnTo(world, asked.returnTo),
    confirm: asked.confirm ?? 'none',
    reconnectId: asked.connectionId ?? null,
    connectionId: null,
    createdAt: world.now(),
    expiresAt: minutesAfter(world.now(), asked.linkMinutes ?? linkMinutes),
  }
  const secret = base64url(world.random(32))
  if (asked.email !== undefined) await keepContact(world, session.accountId, session.subjectId, asked.email)
  await insertSession(world, { ...session, expiresAt: minutesAfter(session.expiresAt, keptMinutes) })
  await putLookup(world, 'connect_link', sha256(secret), session.accountId, session.id, session.expiresAt)
  return { session, connectUrl: linkUrl(world, secret) }
}

async function targetOf(
  world: World,
  caller: Caller,
  asked: SessionRequest,
): Promise<{ subjectId: string; provider: string; scopes: string[] }> {
  if (asked.connectionId !== undefined) {
    await findConnection(world, caller, asked.connectionId)
    const connection = await lockConnection(world, asked.connectionId)
    if (!connection || connection.status === 'closing')
      throw connectionFaults.CONNECTION_NOT_FOUND({ connectionId: asked.connectionId })
    return { subjectId: connection.subjectId, provider: connection.provider, scopes: connection.scopes }
  }
  const provider = providerOf(world, asked.provider ?? '')
  const subject = await subjectFor(world, caller.accountId, asked.userId ?? '')
  // A key bound to one user speaks for no other.
  if (caller.boundSubjectId && caller.boundSubjectId !== subject.id)
    throw connectionFaults.CONNECTION_NOT_FOUND()
  return { subjectId: subject.id, provider: provider.id, scopes: [] }
}

function refuseUnknownScopes(known: readonly string[], asked: readonly string[]): void {
  const unknown = asked.filter((name) => known.length > 0 && !known.includes(name))
  if (unknown.length > 0) throw connectionFaults.SCOPES_UNKNOWN({ scopes: unknown })
}

/** What a link's page shows; looking changes nothing, as mail scanners open links. @throws CONNECT_LINK_INVALID */
export async function sessionOfLink(world: World, secret: string) {
  return loadSession(world, await findLookup(as(world, { role: 'app' }), 'connect_link', sha256(secret)))
}

/** Redeems a link; it is good for one browser. @throws CONNECT_LINK_INVALID */
export async function redeemLink(world: World, secret: string) {
  return loadSession(world, await takeLookup(as(world, { role: 'app' }), 'connect_link', sha256(secret)))
}

async function loadSession(world: World, found: { accountId: string; rowId: string } | undefined) {
  const account = found && as(world, { role: 'app', accountId: found.accountId })
  const session = account && (await findSession(account, found.rowId))
  if (!session) throw connectionFaults.CONNECT_LINK_INVALID()
  return { ...session, appName: await appNameOf(account, session.accountId, session.appName) }
}

/** By what people know the app of an account of that name. */
export async function appNameOf(account: World, accountId: string, name: string): Promise<string> {
  const isHome = (await deployment(account)).homeAccountId === accountId
  return isHome ? homeAppName(account) : name
}

const homeAppName = (world: World): string => {
  const { appName, frontendUrl } = world.settings(accountSettings)
  return appName ?? frontendUrl?.hostname ?? 'this app'
}

export interface Way {
  accountId: string
  subjectId: string
  sessionId: string | null
  provider: string
  /** Empty: the provider's default, which may be known only once it was asked for its abilities. */
  scopes: string[]
  byOperator: boolean
}

/** Sends this browser on its way to the provider: state, verifier and nonce of its own, bound to it by a cookie. */
export async function beginWay(
  world: World,
  way: Way,
  asked: Asked,
): Promise<{ url: URL; cookies: string[] }> {
  const provider = await callable(world, way.provider)
  const app = appOf(world, way.provider)
  const scopes = way.scopes.length > 0 ? way.scopes : provider.scopes.default
  const state = base64url(world.random(32))
  const cookieSecret = base64url(world.random(32))
  const verifier = provider.pkce ? base64url(world.random(32)) : undefined
  const nonce = provider.openid ? base64url(world.random(16)) : undefined
  const id = uuidv7(world)
  const redirectUri = redirectUriOf(world, way.provider, asked.url)
  const place = { accountId: way.accountId, subjectId: way.subjectId, id }
  const account = as(world, { role: 'app', accountId: way.accountId })
  const sealed = {
    verifier: verifier === undefined ? null : await seal(account, attemptPlace(place, 'verifier'), verifier),
    nonce: nonce === undefined ? null : await seal(account, attemptPlace(place, 'nonce'), nonce),
  }
  await transaction(account, async (world) => {
    await insertAttempt(world, {
      ...way,
      ...sealed,
      scopes,
      id,
      issuer: provider.issuer,
      clientId: app.clientId,
      redirectUri,
      cookieHash: sha256(cookieSecret),
      createdAt: world.now(),
    })
    await putLookup(
      world,
      'oauth_state',
      sha256(state),
      way.accountId,
      id,
      secondsAfter(world.now(), stateSeconds),
    )
  })
  const url = authorizeUrl(provider, app, {
    redirectUri,
    scopes,
    state,
    codeChallenge: verifier && (await codeChallengeOf(verifier)),
    nonce,
  })
  return {
    url,
    cookies: [
      ...tooMany(world, asked),
      attemptCookie(world, attemptCookieName(world, state), cookieSecret, stateSeconds),
    ],
  }
}

/** A browser that opens link after link keeps no more than a few cookies. */
const tooMany = (world: World, asked: Asked): string[] => {
  const ways = asked.cookieNames().filter(isAttemptCookie)
  return ways
    .slice(0, Math.max(0, ways.length - mostWays + 1))
    .map((name) => attemptCookie(world, name, '', 0))
}

/** The audit entry of a link. */
export const recordSession = (world: World, caller: Caller, session: ConnectSession): Promise<void> =>
  record(world, {
    action: 'connect.session_made',
    accountId: session.accountId,
    subjectId: session.subjectId,
    object: { kind: 'connect_session', id: session.id },
    actor: caller.actor,
    detail: { provider: session.provider },
  })
