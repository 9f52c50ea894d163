import { Fault } from '../../../kit/fault.ts'
import type { Caller } from '../../../kit/route.ts'
import type { Actor } from '../../../kit/event.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { deployment, setDeploymentOwner } from '../../accounts/index.ts'
import { record } from '../../audit/index.ts'
import { connectionFaults } from '../faults.ts'
import { otherHoldersOf } from '../grants.ts'
import { revokeGrant, type Revoked } from '../providers/index.ts'
import { appOf, callable, isConfigured } from '../registry.ts'
import { openSecret, tokenPlace } from '../secrets.ts'
import { sentAttempt } from './attempt-store.ts'
import {
  deleteConnection,
  revokeAttempts,
  setClosing,
  type StoredTokens,
  unspentTokens,
} from './disconnect-store.ts'
import { isExpired } from './freshness.ts'
import { forgetToken } from './hot.ts'
import { refresh } from './refresh.ts'
import { type ConnectionRow, lockConnection } from './store.ts'

/** What happened at the provider. `shared`: another live connection stands on the same grant. `none`: it has no way to revoke. */
export type Revocation = 'revoked' | 'pending' | 'failed' | 'shared' | 'none'

export interface Disconnected {
  id: string
  revocation: Revocation
  reason: string | null
}

const pollMilliseconds = 100
/** After so many tries the provider is not asked again; the answer then says `failed`. */
export const mostRevokeAttempts = 12

/**
 * Ends a connection. Fences reads, claims and the pointer at once; waits for a call that is under way; revokes the
 * newest token at the provider, and any other that may live there; then deletes.
 * @throws CONNECTION_NOT_FOUND
 */
export async function disconnect(
  world: World,
  caller: Pick<Caller, 'accountId' | 'actor' | 'boundSubjectId'>,
  connectionId: string,
): Promise<Disconnected> {
  const account = as(world, { role: 'app', accountId: caller.accountId })
  const connection = await fence(account, caller, connectionId)
  forgetToken(world, connectionId)
  await world.point('close.fenced')
  return finishClosing(account, connection, caller.actor)
}

function fence(
  world: World,
  caller: Pick<Caller, 'actor' | 'boundSubjectId'>,
  connectionId: string,
): Promise<ConnectionRow> {
  return transaction(world, async (world) => {
    const connection = await lockConnection(world, connectionId)
    if (!connection || (caller.boundSubjectId && caller.boundSubjectId !== connection.subjectId))
      throw connectionFaults.CONNECTION_NOT_FOUND({ connectionId })
    if (connection.status !== 'closing') {
      await setClosing(world, connectionId)
      await record(world, {
        action: 'connection.closing',
        accountId: connection.accountId,
        subjectId: connection.subjectId,
        object: { kind: 'connection', id: connectionId },
        actor: caller.actor,
      })
    }
    return { ...connection, status: 'closing' }
  })
}

/** Everything after the fence; the job of unfinished ends calls it again. */
export async function finishClosing(
  world: World,
  connection: ConnectionRow,
  actor: Actor,
): Promise<Disconnected> {
  await attemptEnded(world, connection.id)
  const { revocation, reason } = await revokeNewest(world, connection, actor).catch((error: unknown) => {
    world.log.warn('a grant could not be ended', { connectionId: connection.id, error })
    return retryLater(world, connection.id, error instanceof Fault ? error.code : 'it could not be tried')
  })
  await world.point('close.revoked')
  if (revocation !== 'pending') await removeAll(world, connection, actor, revocation)
  return { id: connection.id, revocation, reason }
}

/** An owner that is still calling may bring a newer token: it must see the fence, or its deadline must have passed. */
export async function attemptEnded(world: World, connectionId: string): Promise<void> {
  for (;;) {
    const attempt = await sentAttempt(world, connectionId)
    if (!attempt || attempt.takeoverInSeconds <= 0) return
    await world.wait(pollMilliseconds)
  }
}

async function revokeNewest(
  world: World,
  connection: ConnectionRow,
  actor: Actor,
): Promise<{ revocation: Revocation; reason: string | null }> {
  if (!isConfigured(world, connection.provider))
    return { revocation: 'failed', reason: 'provider_not_configured' }
  const provider = await callable(world, connection.provider)
  if (!provider.revoke)
    return { revocation: 'none', reason: 'the provider has no way to end a grant from outside' }
  if ((await otherHoldersOf(world, connection.id)).length > 0)
    return { revocation: 'shared', reason: 'another connection stands on the same grant' }
  if (provider.revoke.needsLiveAccessToken && isExpired(connection, world.now())) {
    const result = await refresh(world, {
      accountId: connection.accountId,
      connectionId: connection.id,
      minValidSeconds: 0,
      urgency: 'closer',
    })
    if (result.kind === 'needs_reauth') return withoutLiveToken(result.reason)
    if (result.kind === 'held' || result.kind === 'timeout')
      return retryLater(world, connection.id, 'no live token could be had')
  }
  return revokeTokens(world, connection, actor)
}

/** A refusal means that the grant is dead, unless its newest token was lost on the way to us: then it may live on. */
const withoutLiveToken = (reason: string): { revocation: Revocation; reason: string } =>
  reason === 'lost_in_flight'
    ? { revocation: 'failed', reason: 'the newest token of the grant was lost in flight' }
    : { revocation: 'revoked', reason: 'the grant had ended before' }

async function revokeTokens(
  world: World,
  connection: ConnectionRow,
  actor: Actor,
): Promise<{ revocation: Revocation; reason: string | null }> {
  const results: Revoked[] = []
  for (const version of await unspentTokens(world, connection.id))
    results.push(await revokeVersion(world, connection, version, actor))
  if (results.length === 0) return { revocation: 'none', reason: 'no token was ever stored' }
  const failures = results.filter((result) => typeof result !== 'string')
  const passing = failures.find(({ retryable }) => retryable)
  if (passing) return retryLater(world, connection.id, passing.failed)
  if (results.includes('revoked')) return { revocation: 'revoked', reason: null }
  return failures[0]
    ? { revocation: 'failed', reason: failures[0].failed }
    : { revocation: 'revoked', reason: 'the grant had ended before' }
}

async function revokeVersion(
  world: World,
  connection: ConnectionRow,
  { generation, accessToken, refreshToken }: StoredTokens,
  actor: Actor,
): Promise<Revoked> {
  const slot = { ...connection, connectionId: connection.id }
  const opened = async (field: 'access_token' | 'refresh_token', sealed: Buffer | null) =>
    sealed && (await openSecret(world, tokenPlace(slot, field, generation), sealed, actor)).toString()
  const provider = await callable(world, connection.provider)
  const result = await revokeGrant(world.http, provider, appOf(world, connection.provider), {
    accessToken: await opened('access_token', accessToken),
    refreshToken: await opened('refresh_token', refreshToken),
    clock: world.now,
  })
  // Refused because it ended on the way: that says nothing about the grant.
  const endedOnTheWay =
    result === 'already_dead' &&
    provider.revoke?.needsLiveAccessToken === true &&
    isExpired(connection, world.now())
  return endedOnTheWay ? { failed: 'the access token ended on the way', retryable: true } : result
}

async function retryLater(
  world: World,
  connectionId: string,
  reason: string,
): Promise<{ revocation: Revocation; reason: string }> {
  const attempts = await revokeAttempts(world, connectionId)
  return { revocation: attempts >= mostRevokeAttempts ? 'failed' : 'pending', reason }
}

async function removeAll(
  world: World,
  connection: ConnectionRow,
  actor: Actor,
  revocation: Revocation,
): Promise<void> {
  await transaction(world, async (world) => {
    if (!(await lockConnection(world, connection.id))) return
    await deleteConnection(world, connection.id)
    if ((await deployment(world)).ownerConnectionId === connection.id) await setDeploymentOwner(world, null)
    await record(world, {
      action: 'connection.deleted',
      accountId: connection.accountId,
      subjectId: connection.subjectId,
      object: { kind: 'connection', id: connection.id },
      actor,
      detail: { revocation, provider: connection.provider },
    })
  })
  forgetToken(world, connection.id)
}
