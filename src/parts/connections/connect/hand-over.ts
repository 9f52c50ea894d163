import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { sealerFor } from '../../vault/index.ts'
import type { Holder } from '../grants.ts'
import type { GrantedTokens } from '../providers/index.ts'
import { openSecret, tokenPlace } from '../secrets.ts'
import { softExpiryOf } from '../tokens/claim.ts'
import { forgetToken } from '../tokens/hot.ts'
import { asVersion, sealTokens } from '../tokens/received.ts'
import {
  insertVersion,
  lockConnection,
  movePointer,
  readable,
  reserveGeneration,
  versionOf,
} from '../tokens/store.ts'

const browser = { kind: 'anyone', id: null } as const

/**
 * On a provider with one grant for each account and app, an exchange may end the tokens of the connection that holds
 * the grant: what came belongs to it, whatever becomes of the way that brought it.
 */
export async function handOver(world: World, holder: Holder, tokens: GrantedTokens): Promise<void> {
  const account = as(world, { role: 'app', accountId: holder.accountId })
  const found = await readable(account, holder.connectionId)
  if (!found) return
  const seal = await sealerFor(account, found)
  await transaction(account, async (world) => {
    const connection = await lockConnection(world, holder.connectionId)
    if (!connection || connection.status === 'closing') return
    const slot = {
      accountId: connection.accountId,
      subjectId: connection.subjectId,
      connectionId: connection.id,
      provider: connection.provider,
      generation: connection.nextGeneration,
      grantNo: connection.grantNo,
      fromGeneration: connection.generation,
      byCloser: false,
      grantMac: null,
    }
    const received = sealTokens(seal, slot, tokens, null, connection.scopes, world.now())
    await reserveGeneration(world, connection.id)
    await insertVersion(world, received)
    const version = asVersion(received)
    const softAt = softExpiryOf(world, connection, version)
    await movePointer(world, { connectionId: connection.id, ...version, softAt }, connection)
    await record(world, {
      action: 'token.refreshed',
      accountId: connection.accountId,
      subjectId: connection.subjectId,
      object: { kind: 'connection', id: connection.id },
      actor: browser,
      detail: { generation: slot.generation, from: 'consent' },
    })
  })
  forgetToken(world, holder.connectionId)
}

/** The tokens a connection shows now, for the one that takes its grant over. */
export async function shownTokens(world: World, holder: Holder): Promise<GrantedTokens | null> {
  const account = as(world, { role: 'app', accountId: holder.accountId })
  const connection = await readable(account, holder.connectionId)
  const version = connection && (await versionOf(account, connection.id, connection.generation))
  if (!connection || !version) return null
  const opened = async (field: 'access_token' | 'refresh_token', sealed: Buffer) => {
    const place = tokenPlace({ ...connection, connectionId: connection.id }, field, version.generation)
    return (await openSecret(account, place, sealed, browser)).toString()
  }
  return {
    accessToken: await opened('access_token', version.accessToken),
    refreshToken: version.refreshToken && (await opened('refresh_token', version.refreshToken)),
    tokenType: version.tokenType,
    expiresAt: version.expiresAt,
    scope: version.scopes,
    identity: null,
  }
}
