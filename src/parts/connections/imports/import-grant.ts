import { secondsAfter } from '../../../kit/duration.ts'
import { uuidv7 } from '../../../kit/id.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { sealerFor } from '../../vault/index.ts'
import { redirectUriOf } from '../connect/addresses.ts'
import { sameAccount } from '../connect/connection-store.ts'
import { decideOwner, type OwnerDecision } from '../connect/owner.ts'
import { type Grant, storeGrant } from '../connect/store-grant.ts'
import type { ConnectAttempt } from '../connect/store.ts'
import { connectionFaults } from '../faults.ts'
import { holdersOf } from '../grants.ts'
import { appOf, callable } from '../registry.ts'
import { sentAttempt } from '../tokens/attempt-store.ts'
import { forgetToken } from '../tokens/hot.ts'
import { type ConnectionRow, lockConnection, newestAhead } from '../tokens/store.ts'
import { type Decided, forUser, type Importing } from './decide.ts'
import type { FailureReason } from './failures.ts'
import type { FoundGrant } from './found.ts'
import { waitForOtherImports } from './store.ts'

/**
 * Keyhold moves an expiry by up to 5 minutes to the provider's clock, and the source does not: a smaller difference is
 * the same token. A token that was really refreshed lives hours longer.
 */
const newerBySeconds = 300

/**
 * Stores what a source system held as if it had been connected here: as a connection of the deployment itself, or of the
 * user whom the source connected; again only when it is newer. Runs for the home account.
 * @throws PROVIDER_NOT_CONFIGURED
 */
export const importGrant = (
  world: World,
  importing: Importing,
  found: FoundGrant,
  rowId: string,
): Promise<Decided> =>
  forUser(world, importing, found.userId, async (importing, subjectId) => {
    const grant = await grantOf(world, importing.caller.accountId, subjectId, found)
    // In memory before the transaction, which others must not wait for.
    if (!importing.dryRun) await sealerFor(world, grant.attempt)
    const done = await transaction(world, (world) => importLocked(world, importing, grant, found, rowId))
    if ('connectionId' in done && done.connectionId) forgetToken(world, done.connectionId)
    return done
  })

async function importLocked(
  world: World,
  { caller, requestId, dryRun }: Importing,
  grant: Grant,
  found: FoundGrant,
  rowId: string,
): Promise<Decided> {
  await waitForOtherImports(world)
  const existing = await existingConnection(world, grant)
  const objection = await objectionTo(world, grant, found, existing)
  if (objection) return { reason: objection }
  if (existing && !(await isNewer(world, existing, grant)))
    return { outcome: 'unchanged', connectionId: existing.id }
  const outcome = existing ? 'renewed' : 'imported'
  if (dryRun) return { outcome, connectionId: existing?.id ?? null }
  const owner = await ownerOf(world, grant, found)
  const { connectionId, needsConsent } = await storeGrant(world, { ...grant, owner, actor: caller.actor })
  // Somebody connected the account in this very moment: nothing is stored that waits for a person.
  if (needsConsent) throw connectionFaults.SUPERSEDE_CONFIRMATION_NEEDED({ provider: grant.provider.id })
  await record(world, {
    action: 'connection.imported',
    accountId: grant.attempt.accountId,
    subjectId: grant.attempt.subjectId,
    object: { kind: 'connection', id: connectionId },
    actor: caller.actor,
    requestId,
    detail: { source: found.source, row: rowId, outcome },
  })
  return { outcome, connectionId }
}

async function existingConnection(
  world: World,
  { attempt, provider, identity }: Grant,
): Promise<ConnectionRow | undefined> {
  const same = await sameAccount(world, attempt.subjectId, provider.id, identity.subject)
  return same && lockConnection(world, same.id)
}

/** What a person would be asked about on a page; nobody can be asked here. */
async function objectionTo(
  world: World,
  grant: Grant,
  found: FoundGrant,
  existing: ConnectionRow | undefined,
): Promise<FailureReason | null> {
  const { provider, identity } = grant
  if ((await ownerOf(world, grant, found)) === 'ask') return 'owner_is_another'
  if (existing?.status === 'pending') return 'awaits_confirmation'
  const holders = provider.grant === 'per_pair' ? await holdersOf(world, provider.id, identity.subject) : []
  if (holders.some(({ connectionId }) => connectionId !== existing?.id)) return 'held_by_another'
  const sent = existing && (await sentAttempt(world, existing.id))
  return sent && sent.takeoverInSeconds > 0 ? 'refresh_under_way' : null
}

/** A user's own connection is no matter of the deployment's owner. */
const ownerOf = async (
  world: World,
  { provider, attempt, identity }: Grant,
  { userId }: FoundGrant,
): Promise<OwnerDecision> => (userId === null ? decideOwner(world, provider.id, attempt, identity) : 'none')

/** A token that was journalled and is not shown yet counts too: the older one's refresh token is spent. */
async function isNewer(world: World, existing: ConnectionRow, { tokens }: Grant): Promise<boolean> {
  const ahead = await newestAhead(world, existing)
  const expiries = [existing.expiresAt, ...(ahead ? [ahead.expiresAt] : [])]
  return expiries.every(
    (expiresAt) => expiresAt !== null && tokens.expiresAt! > secondsAfter(expiresAt, newerBySeconds),
  )
}

/** The grant as a callback would have brought it: for the home account itself by its operator, or for one of its users. */
async function grantOf(
  world: World,
  accountId: string,
  subjectId: string,
  found: FoundGrant,
): Promise<Grant> {
  const provider = await callable(world, found.provider)
  const attempt: ConnectAttempt = {
    accountId,
    id: uuidv7(world),
    sessionId: null,
    subjectId,
    provider: provider.id,
    issuer: provider.issuer,
    clientId: appOf(world, provider.id).clientId,
    redirectUri: redirectUriOf(world, provider.id),
    // The sources ask for the same ones, and not all of them keep what was granted.
    scopes: provider.scopes.default,
    cookieHash: Buffer.alloc(0),
    verifier: null,
    nonce: null,
    byOperator: true,
    createdAt: world.now(),
  }
  const tokens = {
    accessToken: found.accessToken,
    refreshToken: found.refreshToken,
    tokenType: 'Bearer',
    expiresAt: found.expiresAt,
    scope: found.scopes,
    identity: null,
  }
  const identity = { subject: found.account, label: null }
  return { attempt, session: undefined, provider, tokens, identity, owner: 'none' }
}
