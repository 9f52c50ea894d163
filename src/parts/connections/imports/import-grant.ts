import { secondsAfter } from '../../../kit/duration.ts'
import { Fault } from '../../../kit/fault.ts'
import { uuidv7 } from '../../../kit/id.ts'
import type { Caller } from '../../../kit/route.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { sealerFor } from '../../vault/index.ts'
import { redirectUriOf } from '../connect/addresses.ts'
import { sameAccount } from '../connect/connection-store.ts'
import { decideOwner } from '../connect/owner.ts'
import { type Grant, storeGrant } from '../connect/store-grant.ts'
import type { ConnectAttempt } from '../connect/store.ts'
import { connectionFaults } from '../faults.ts'
import { holdersOf } from '../grants.ts'
import { appOf, callable } from '../registry.ts'
import { sentAttempt } from '../tokens/attempt-store.ts'
import { forgetToken } from '../tokens/hot.ts'
import { type ConnectionRow, lockConnection, newestAhead } from '../tokens/store.ts'
import type { FailureReason } from './failures.ts'
import { type FoundGrant, source } from './source-002.ts'
import { waitForOtherImports } from './store.ts'

/** `imported`: a new connection. `renewed`: newer tokens for one that was there. `unchanged`: what is here is as new. */
export type Outcome = 'imported' | 'renewed' | 'unchanged'

export interface Imported {
  outcome: Outcome
  /** Null for a new one of a dry run. */
  connectionId: string | null
}

export interface Importing {
  caller: Caller
  requestId: string
  /** Decides everything and stores nothing. */
  dryRun: boolean
}

/**
 * Keyhold moves an expiry by up to 5 minutes to the provider's clock, and the source does not: a smaller difference is
 * the same token. A token that was really refreshed lives hours longer.
 */
const newerBySeconds = 300

/**
 * Stores what a source system held as a connection of the deployment itself, as if it had been connected here; again
 * only when it is newer. Runs for the home account.
 * @throws PROVIDER_NOT_CONFIGURED
 */
export async function importGrant(
  world: World,
  importing: Importing,
  found: FoundGrant,
  rowId: string,
): Promise<Imported | { reason: FailureReason }> {
  const grant = await grantOf(world, importing.caller, found)
  // In memory before the transaction, which others must not wait for.
  await sealerFor(world, grant.attempt)
  try {
    const imported = await transaction(world, (world) => importLocked(world, importing, grant, rowId))
    if ('connectionId' in imported && imported.connectionId) forgetToken(world, imported.connectionId)
    return imported
  } catch (error) {
    const reason = error instanceof Fault ? refusals[error.code] : undefined
    if (reason) return { reason }
    throw error
  }
}

/** Faults of the rules we share with the connect pages, where a person would be asked. */
const refusals: Readonly<Record<string, FailureReason>> = {
  OWNER_CONFIRMATION_NEEDED: 'not_the_configured_owner',
  SUPERSEDE_CONFIRMATION_NEEDED: 'held_by_another',
}

async function importLocked(
  world: World,
  { caller, requestId, dryRun }: Importing,
  grant: Grant,
  rowId: string,
): Promise<Imported | { reason: FailureReason }> {
  await waitForOtherImports(world)
  const existing = await existingConnection(world, grant)
  const objection = await objectionTo(world, grant, existing)
  if (objection) return { reason: objection }
  if (existing && !(await isNewer(world, existing, grant)))
    return { outcome: 'unchanged', connectionId: existing.id }
  const outcome = existing ? 'renewed' : 'imported'
  if (dryRun) return { outcome, connectionId: existing?.id ?? null }
  const owner = await decideOwner(world, grant.provider.id, grant.attempt, grant.identity)
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
    detail: { source: source.id, row: rowId, outcome },
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
  { attempt, provider, identity }: Grant,
  existing: ConnectionRow | undefined,
): Promise<FailureReason | null> {
  if ((await decideOwner(world, provider.id, attempt, identity)) === 'ask') return 'owner_is_another'
  if (existing?.status === 'pending') return 'awaits_confirmation'
  const holders = provider.grant === 'per_pair' ? await holdersOf(world, provider.id, identity.subject) : []
  if (holders.some(({ connectionId }) => connectionId !== existing?.id)) return 'held_by_another'
  const sent = existing && (await sentAttempt(world, existing.id))
  return sent && sent.takeoverInSeconds > 0 ? 'refresh_under_way' : null
}

/** A token that was journalled and is not shown yet counts too: the older one's refresh token is spent. */
async function isNewer(world: World, existing: ConnectionRow, { tokens }: Grant): Promise<boolean> {
  const ahead = await newestAhead(world, existing)
  const expiries = [existing.expiresAt, ...(ahead ? [ahead.expiresAt] : [])]
  return expiries.every(
    (expiresAt) => expiresAt !== null && tokens.expiresAt! > secondsAfter(expiresAt, newerBySeconds),
  )
}

/** The grant as `/{provider}/callback` would have brought it: for the home account itself, by its operator. */
async function grantOf(world: World, { accountId }: Caller, found: FoundGrant): Promise<Grant> {
  const provider = await callable(world, source.provider)
  const attempt: ConnectAttempt = {
    accountId,
    id: uuidv7(world),
    sessionId: null,
    subjectId: accountId,
    provider: provider.id,
    issuer: provider.issuer,
    clientId: appOf(world, provider.id).clientId,
    redirectUri: redirectUriOf(world, provider.id),
    // The source asks for the same ones, and does not keep what was granted.
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
    scope: null,
    identity: null,
  }
  const identity = { subject: found.athleteId, label: null }
  return { attempt, session: undefined, provider, tokens, identity, owner: 'none' }
}
