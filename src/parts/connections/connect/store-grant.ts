import type { Actor } from '../../../kit/event.ts'
import { uuidv7 } from '../../../kit/id.ts'
import { SqlError } from '../../../kit/sql.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { setDeploymentOwner } from '../../accounts/index.ts'
import { record } from '../../audit/index.ts'
import { sealerFor } from '../../vault/index.ts'
import { connectionFaults } from '../faults.ts'
import { type Holder, holdersOf, holdGrant } from '../grants.ts'
import type { GrantedTokens, Identity, Provider } from '../providers/index.ts'
import { softExpiry } from '../tokens/freshness.ts'
import { forgetToken } from '../tokens/hot.ts'
import { sealTokens } from '../tokens/received.ts'
import { type ConnectionRow, insertVersion, lockConnection } from '../tokens/store.ts'
import { insertConnection, insertBookkeeping, renewGrant, sameAccount } from './connection-store.ts'
import type { OwnerDecision } from './owner.ts'
import { type ConnectAttempt, type ConnectSession, noteConnection } from './store.ts'

export interface Grant {
  attempt: ConnectAttempt
  session: ConnectSession | undefined
  provider: Provider
  tokens: GrantedTokens
  identity: Identity
  owner: OwnerDecision
  /** Who brought it. Default: a browser. */
  actor?: Actor
}

export interface Connected {
  connectionId: string
  isReconnect: boolean
  /** Stored and pending: the page asks before an older connection, or the deployment's owner, is replaced. */
  needsConsent: boolean
  /** Live connections that stand on the very same grant. */
  rivals: readonly Holder[]
}

const browser = { kind: 'anyone', id: null } as const

/** Stores a grant as a new connection, or under the same id when its account was connected before: one transaction. */
export async function storeGrant(world: World, grant: Grant): Promise<Connected> {
  const { attempt } = grant
  const seal = await sealerFor(world, attempt)
  const connected = await transaction(world, async (world): Promise<Connected> => {
    const existing = await existingConnection(world, grant)
    const rivals =
      grant.provider.grant === 'per_pair'
        ? (await holdersOf(world, grant.provider.id, grant.identity.subject)).filter(
            ({ connectionId }) => connectionId !== existing?.id,
          )
        : []
    const needsConsent = rivals.length > 0 || grant.owner === 'ask'
    const isPending = needsConsent || grant.session?.confirm === 'app'
    const connectionId = existing?.id ?? uuidv7(world)
    const slot = {
      accountId: attempt.accountId,
      subjectId: attempt.subjectId,
      connectionId,
      provider: grant.provider.id,
      fromGeneration: 0,
      byCloser: false,
      grantMac: null,
      generation: existing?.nextGeneration ?? 1,
      grantNo: (existing?.grantNo ?? 0) + 1,
    }
    const received = sealTokens(seal, slot, grant.tokens, null, attempt.scopes, world.now())
    const softAt = softExpiry(connectionId, world.now(), received.expiresAt, {
      marginSeconds: grant.provider.refreshMarginSeconds,
      mostSeconds:
        grant.provider.sameTokenWhileSecondsLeft > 0 ? grant.provider.sameTokenWhileSecondsLeft : null,
    })
    const stored = {
      ...slot,
      scopes: received.scopes!,
      requestedScopes: attempt.scopes,
      tokenType: received.tokenType!,
      expiresAt: received.expiresAt,
      softAt,
      label: grant.identity.label,
      providerSubject: grant.identity.subject,
    }
    if (existing) await renewGrant(world, stored)
    else {
      await insertConnection(world, stored, isPending ? 'pending' : 'active')
      await insertBookkeeping(world, stored)
    }
    await insertVersion(world, received)
    if (!existing && rivals.length === 0) await hold(world, grant, connectionId)
    if (grant.session) await noteConnection(world, grant.session.id, connectionId)
    if (grant.owner === 'become') await setDeploymentOwner(world, connectionId)
    await record(world, {
      action: existing ? 'connection.reconnected' : 'connection.connected',
      accountId: attempt.accountId,
      subjectId: attempt.subjectId,
      object: { kind: 'connection', id: connectionId },
      actor: grant.actor ?? browser,
      detail: { provider: grant.provider.id, pending: isPending, generation: slot.generation },
    })
    await world.point('connect.before_commit')
    return { connectionId, isReconnect: existing !== undefined, needsConsent, rivals }
  })
  forgetToken(world, connected.connectionId)
  return connected
}

/** The unique index decides between two browsers that connect one account at the same moment. */
async function hold(
  world: World,
  { attempt, provider, identity }: Grant,
  connectionId: string,
): Promise<void> {
  try {
    await holdGrant(
      world,
      {
        id: connectionId,
        accountId: attempt.accountId,
        provider: provider.id,
        providerSubject: identity.subject,
      },
      provider.grant === 'per_pair',
    )
  } catch (error) {
    if (error instanceof SqlError && error.code === '23505')
      throw connectionFaults.SUPERSEDE_CONFIRMATION_NEEDED({ provider: provider.id }, { cause: error })
    throw error
  }
}

/** The connection to renew: the one the link names, or the one of the same user and account at the provider. */
async function existingConnection(
  world: World,
  { attempt, session, provider, identity }: Grant,
): Promise<ConnectionRow | undefined> {
  const id =
    session?.reconnectId ?? (await sameAccount(world, attempt.subjectId, provider.id, identity.subject))?.id
  if (!id) return undefined
  const connection = await lockConnection(world, id)
  if (!connection || connection.status === 'closing') {
    if (session?.reconnectId) throw connectionFaults.CONNECTION_NOT_FOUND({ connectionId: id })
    return undefined
  }
  const same = await sameAccount(world, connection.subjectId, provider.id, identity.subject)
  if (same?.id !== id) throw connectionFaults.SUBJECT_CHANGED({ connectionId: id })
  return connection
}
