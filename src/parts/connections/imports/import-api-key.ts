import { uuidv7 } from '../../../kit/id.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { sealerFor } from '../../vault/index.ts'
import { insertBookkeeping, insertConnection, sameAccount } from '../connect/connection-store.ts'
import { providersOf } from '../registry.ts'
import { openSecret, tokenPlace } from '../secrets.ts'
import { sealTokens } from '../tokens/received.ts'
import { insertVersion, lockConnection, versionOf } from '../tokens/store.ts'
import { type Decided, forUser, type Importing } from './decide.ts'
import type { FoundApiKey } from './found.ts'
import { noteApiKey, waitForOtherImports } from './store.ts'

/**
 * Stores an API key of a source's user as a connection of kind `api_key`: its token never ends and is never refreshed.
 * One that is here is left alone. Runs for the home account.
 */
export async function importApiKey(
  world: World,
  importing: Importing,
  found: FoundApiKey,
  rowId: string,
): Promise<Decided> {
  const provider = providersOf(world).get(found.provider)
  if (!provider?.kinds.includes('api_key')) return { reason: 'provider_missing' }
  return forUser(world, importing, found.userId, async (importing, subjectId) => {
    if (!importing.dryRun) await sealerFor(world, { accountId: importing.caller.accountId, subjectId })
    return transaction(world, (world) => importLocked(world, importing, subjectId, found, rowId))
  })
}

async function importLocked(
  world: World,
  importing: Importing,
  subjectId: string,
  found: FoundApiKey,
  rowId: string,
): Promise<Decided> {
  await waitForOtherImports(world)
  const existing = await sameAccount(world, subjectId, found.provider, found.account)
  if (existing)
    return (await holds(world, importing, existing.id, found.accessToken))
      ? { outcome: 'unchanged', connectionId: existing.id }
      : { reason: 'other_secret_here' }
  if (importing.dryRun) return { outcome: 'imported', connectionId: null }
  return { outcome: 'imported', connectionId: await store(world, importing, subjectId, found, rowId) }
}

/** Whether that connection's token is this one. */
async function holds(
  world: World,
  { caller: { actor } }: Importing,
  id: string,
  token: string,
): Promise<boolean> {
  const connection = await lockConnection(world, id)
  const version = connection && (await versionOf(world, id, connection.generation))
  if (!connection || !version) return false
  const place = tokenPlace({ ...connection, connectionId: id }, 'access_token', connection.generation)
  return (await openSecret(world, place, version.accessToken, actor)).equals(Buffer.from(token))
}

async function store(
  world: World,
  { caller: { accountId, actor }, requestId }: Importing,
  subjectId: string,
  found: FoundApiKey,
  rowId: string,
): Promise<string> {
  const connectionId = uuidv7(world)
  const slot = {
    accountId,
    subjectId,
    connectionId,
    provider: found.provider,
    generation: 1,
    grantNo: 1,
    fromGeneration: 0,
    byCloser: false,
    grantMac: null,
  }
  const tokens = {
    accessToken: found.accessToken,
    refreshToken: null,
    tokenType: 'Bearer',
    expiresAt: null,
    scope: [],
    identity: null,
  }
  const received = sealTokens(await sealerFor(world, slot), slot, tokens, null, [], world.now())
  const stored = {
    ...slot,
    scopes: [],
    requestedScopes: [],
    tokenType: tokens.tokenType,
    expiresAt: null,
    softAt: null,
    label: found.label,
    providerSubject: found.account,
  }
  await insertConnection(world, stored, 'active')
  await noteApiKey(world, connectionId)
  await insertBookkeeping(world, stored)
  await insertVersion(world, received)
  await record(world, {
    action: 'connection.imported',
    accountId,
    subjectId,
    object: { kind: 'connection', id: connectionId },
    actor,
    requestId,
    detail: { source: found.source, row: rowId, outcome: 'imported' },
  })
  return connectionId
}
