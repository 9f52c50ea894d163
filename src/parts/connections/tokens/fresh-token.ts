import { Fault, faults } from '../../../kit/fault.ts'
import type { Caller } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { type Read, release } from '../../audit/index.ts'
import { connectionFaults, reasonTexts } from '../faults.ts'
import { isExpired, judge } from './freshness.ts'
import { forgetToken, type HotToken, hotToken, loadToken, openAccessToken, readToken } from './hot.ts'
import { isFlying, refresh } from './refresh.ts'
import { withinWaiterTime } from './waiting.ts'

export interface FreshToken {
  accessToken: string
  tokenType: string
  expiresAt: Date | null
  scopes: string[]
}

export interface FreshTokenOptions {
  /** The token stays valid at least this long: 0 to 3,600, default 300. */
  minValidSeconds: number
  requestId: string
  /** False: one that would have to be refreshed first is REFRESH_HELD; the sweep sees to it. Default true. */
  mayRefresh?: boolean
  /** Makes the entry durable; false: what it says is no longer so. Default: `release`, the entry of a token read. */
  prove?(read: Read): Promise<boolean>
}

// Each round means that the connection changed under the reader, which a few rounds outlast.
const mostRounds = 8

/**
 * Returns an access token that stays valid for at least `minValidSeconds`. Refreshes first when it must; concurrent
 * callers share one refresh across all processes. It leaves only once its audit entry is durable.
 * @throws CONNECTION_NOT_FOUND also for another account's connection, or another user's when the key is bound to one
 * @throws CONNECTION_PENDING when it was not confirmed
 * @throws NEEDS_REAUTH when the provider refused the refresh token; carries the reason
 * @throws PROVIDER_UNAVAILABLE when the token has ended and the provider does not answer; carries `retryAfterSeconds`
 * @throws AUDIT_UNAVAILABLE when the entry cannot be written
 * @throws UNAUTHENTICATED when the key was revoked since it was recognised
 */
export async function freshToken(
  world: World,
  caller: Caller,
  connectionId: string,
  options: FreshTokenOptions,
): Promise<FreshToken> {
  let wasRefreshed = false
  let staleGeneration = 0
  for (let round = 0; round < mostRounds; round++) {
    const token = hotToken(world, connectionId) ?? (await loadToken(world, caller.accountId, connectionId))
    if (!token || !isFor(token, caller)) throw connectionFaults.CONNECTION_NOT_FOUND({ connectionId })
    refuseUnreadable(token)
    const verdict = judge(token, world.now(), wasRefreshed ? 0 : options.minValidSeconds)
    if (verdict === 'wait' && options.mayRefresh === false)
      throw connectionFaults.REFRESH_HELD({ connectionId, retryAfterSeconds: 10, why: 'due' })
    if (verdict === 'wait' && (await refreshFirst(world, token, options.minValidSeconds)) === 'read_again') {
      wasRefreshed = true
      forgetToken(world, connectionId, token)
      continue
    }
    if (verdict === 'serve_and_refresh' && options.mayRefresh !== false)
      refreshBehind(world, token, options.minValidSeconds)
    const answer = await releaseToken(world, caller, token, options).catch(unlessOutdated(world, token))
    if (answer && answer !== 'outdated') return answer
    forgetToken(world, connectionId, token)
    if (answer === 'outdated') continue
    // Stale twice at one generation: what changed is not the connection but the key.
    if (caller.actor.kind === 'key' && staleGeneration === token.generation) throw faults.UNAUTHENTICATED()
    staleGeneration = token.generation
  }
  throw connectionFaults.REFRESH_TIMEOUT({ connectionId, retryAfterSeconds: 1 })
}

/** What does not open may have been erased since it was read, its key with it: then its row is gone, or another. */
const unlessOutdated =
  (world: World, { accountId, id, generation, sealed }: HotToken) =>
  async (error: unknown): Promise<'outdated'> => {
    if (!(error instanceof Fault) || error.code !== 'SECRET_UNREADABLE') throw error
    const current = await readToken(world, accountId, id)
    if (current?.generation === generation && current.sealed.equals(sealed)) throw error
    return 'outdated'
  }

const isFor = (token: HotToken, caller: Caller): boolean =>
  token.accountId === caller.accountId &&
  (!caller.boundSubjectId || caller.boundSubjectId === token.subjectId)

function refuseUnreadable(token: HotToken): void {
  if (token.status === 'closing') throw connectionFaults.CONNECTION_NOT_FOUND({ connectionId: token.id })
  if (token.status === 'pending') throw connectionFaults.CONNECTION_PENDING({ connectionId: token.id })
  if (token.status === 'needs_reauth') {
    const reason = token.reason ?? 'refused'
    throw connectionFaults.NEEDS_REAUTH({
      connectionId: token.id,
      reason,
      reasonText: reasonTexts[reason] ?? reason,
    })
  }
}

/** `serve`: there is nothing better to be had, and the token has not ended. */
async function refreshFirst(
  world: World,
  token: HotToken,
  minValidSeconds: number,
): Promise<'read_again' | 'serve'> {
  const result = await withinWaiterTime(
    world,
    refresh(world, {
      accountId: token.accountId,
      connectionId: token.id,
      minValidSeconds,
      urgency: 'reader',
    }),
  )
  if (result.kind !== 'held' && result.kind !== 'timeout') return 'read_again'
  if (!isExpired(token, world.now())) return 'serve'
  if (await hasMovedOn(world, token)) return 'read_again'
  const { retryAfterSeconds } = result
  if (result.kind === 'timeout')
    throw connectionFaults.REFRESH_TIMEOUT({ connectionId: token.id, retryAfterSeconds })
  if (result.why === 'busy') return 'read_again'
  const fault =
    result.why === 'invalid_client'
      ? connectionFaults.PROVIDER_APP_REFUSED
      : connectionFaults.PROVIDER_UNAVAILABLE
  throw fault({ connectionId: token.id, provider: token.provider, retryAfterSeconds, why: result.why })
}

/** While this one waited, another may have brought what it waits for. */
async function hasMovedOn(world: World, token: HotToken): Promise<boolean> {
  const current = await loadToken(world, token.accountId, token.id)
  return current?.generation !== token.generation
}

/** Nobody waits for it, and a failure of it is shown to nobody before the token's own end. */
function refreshBehind(world: World, token: HotToken, minValidSeconds: number): void {
  if (isFlying(world, token.id) || (token.quietUntil && token.quietUntil > world.now())) return
  const flight = refresh(world, {
    accountId: token.accountId,
    connectionId: token.id,
    minValidSeconds,
    urgency: 'behind',
  })
  world.background(
    flight.then((result) => {
      if (result.kind === 'held')
        token.quietUntil = new Date(world.now().getTime() + result.retryAfterSeconds * 1000)
      else forgetToken(world, token.id)
    }),
  )
}

async function releaseToken(
  world: World,
  caller: Caller,
  token: HotToken,
  { requestId, prove = (read) => release(world, read) }: FreshTokenOptions,
): Promise<FreshToken | null> {
  const accessToken = await openAccessToken(world, token, caller.actor)
  const isGood = await prove({
    accountId: token.accountId,
    connectionId: token.id,
    generation: token.generation,
    keyId: caller.actor.kind === 'key' ? caller.actor.id : null,
    keyVersion: caller.keyVersion ?? null,
    logAccount: token.logAccount,
    logSubject: token.logSubject,
    actor: caller.actor,
    requestId,
    fingerprint: token.fingerprint!,
  })
  return isGood
    ? { accessToken, tokenType: token.tokenType, expiresAt: token.expiresAt, scopes: token.scopes }
    : null
}
