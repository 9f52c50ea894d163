import { secondsAfter } from '../../../kit/duration.ts'
import type { Actor } from '../../../kit/event.ts'
import { uuidv7 } from '../../../kit/id.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { blockBudget, type Health, passBreaker, reportHealth } from '../../limits/index.ts'
import { connectionFaults } from '../faults.ts'
import { holdersOf } from '../grants.ts'
import {
  exchangeCode,
  type GrantedTokens,
  type GrantOutcome,
  type Identity,
  identityOf,
  type Provider,
  revokeGrant,
} from '../providers/index.ts'
import { appOf, budgetName } from '../registry.ts'
import { attemptPlace, openSecret } from '../secrets.ts'
import { handOver } from './hand-over.ts'
import type { Connected, Grant } from './store-grant.ts'
import type { ConnectAttempt, ConnectSession } from './store.ts'

/** A code that a provider gave, and what is asked of the grant behind it. */
export interface Coming {
  attempt: ConnectAttempt
  session: ConnectSession | undefined
  provider: Provider
  code: string
  /** What the redirect said was granted. */
  scope: string | null
  actor: Actor
  /** Scopes without which it is not kept, of those that were granted. */
  lacking(granted: readonly string[]): string[]
  /** Stores it or throws, and then it is not kept either. */
  store(world: World, grant: Omit<Grant, 'owner'>): Promise<Connected>
}

export interface Taken {
  connected: Connected
  identity: Identity
  tokens: GrantedTokens
}

/**
 * From a code to a stored connection. Runs for the attempt's account. A grant that is not kept does not live on.
 * @throws EXCHANGE_FAILED, SCOPES_MISSING, and what `store` throws
 */
export async function takeCode(world: World, coming: Coming): Promise<Taken> {
  const { attempt, session, provider, actor } = coming
  const tokens = await exchange(world, coming)
  const identity = await identityOf(world.http, provider, tokens)
  if (!('subject' in identity)) return failConnect(world, attempt, 'identity_unknown', { actor })
  try {
    await refuseMissing(world, coming, tokens)
    const connected = await coming.store(world, { attempt, session, provider, tokens, identity, actor })
    return { connected, identity, tokens }
  } catch (error) {
    await endGrant(world, coming, tokens, identity)
    throw error
  }
}

async function exchange(
  world: World,
  { attempt, provider, code, scope, actor }: Coming,
): Promise<GrantedTokens> {
  const opened = async (field: 'verifier' | 'nonce') => {
    const sealed = attempt[field]
    return sealed === null
      ? undefined
      : (await openSecret(world, attemptPlace(attempt, field), sealed, actor)).toString()
  }
  const secrets = { verifier: await opened('verifier'), nonce: await opened('nonce') }
  const passage = await passBreaker(world, { provider: provider.id, operation: 'exchange' })
  if (!passage.granted) {
    const { retryAfterSeconds } = passage
    return failConnect(world, attempt, 'provider_down', { actor, retry: true, retryAfterSeconds })
  }
  const outcome = await exchangeCode(world.http, provider, appOf(world, provider.id), {
    code,
    redirectUri: attempt.redirectUri,
    redirectScope: scope,
    ...secrets,
    clock: world.now,
  })
  await reportHealth(world, passage, healthOf(outcome))
  if (outcome.kind === 'granted') return outcome.tokens
  if (outcome.kind === 'transient' && outcome.code === 'rate_limited') {
    const until = secondsAfter(world.now(), outcome.retryAfterSeconds ?? silentLimitSeconds)
    await blockBudget(world, budgetName(provider.id, appOf(world, provider.id)), until)
  }
  const retry = outcome.kind === 'transient' || outcome.kind === 'not_sent'
  return failConnect(world, attempt, 'code' in outcome ? outcome.code : outcome.kind, { actor, retry })
}

/** A 429 that names no time. */
const silentLimitSeconds = 60

/** What an exchange's end says of the provider; a code that it refuses says that it is there. */
function healthOf(outcome: GrantOutcome): Health | null {
  if (outcome.kind === 'unparsed') return null
  if (outcome.kind === 'unknown' || outcome.kind === 'not_sent') return 'away'
  if (outcome.kind !== 'transient') return 'there'
  return outcome.code === 'rate_limited' ? 'untold' : 'away'
}

/** Everything asked for must have been granted: an app that needs less asks for less. */
async function refuseMissing(
  world: World,
  { attempt, actor, lacking }: Coming,
  { scope }: GrantedTokens,
): Promise<void> {
  const scopes = scope === null ? [] : lacking(scope)
  if (scopes.length === 0) return
  await tellConnect(world, attempt, 'connect.failed', 'refused', { code: 'scopes_missing' }, actor)
  throw connectionFaults.SCOPES_MISSING({ scopes })
}

/** Where a connection that we do keep stands on the very same grant, what came is its own. */
async function endGrant(
  world: World,
  { provider }: Coming,
  tokens: GrantedTokens,
  identity: Identity,
): Promise<void> {
  const holders = provider.grant === 'per_pair' ? await holdersOf(world, provider.id, identity.subject) : []
  for (const holder of holders) await handOver(world, holder, tokens)
  if (holders.length === 0 && provider.revoke)
    await revokeGrant(world.http, provider, appOf(world, provider.id), { ...tokens, clock: world.now })
}

/** @throws EXCHANGE_FAILED once it is told; `retry`: the same code may still be good */
export async function failConnect(
  world: World,
  attempt: ConnectAttempt,
  code: string,
  { actor, retry = false, retryAfterSeconds }: { actor: Actor; retry?: boolean; retryAfterSeconds?: number },
): Promise<never> {
  const errorId = uuidv7(world).slice(-8)
  await tellConnect(world, attempt, 'connect.failed', 'failed', { code, errorId }, actor)
  const detail = 'OAuth authorization failed. Please try again.'
  throw connectionFaults.EXCHANGE_FAILED({ errorId, reason: code, detail, retry, retryAfterSeconds })
}

export const tellConnect = (
  world: World,
  attempt: ConnectAttempt,
  action: string,
  outcome: 'failed' | 'refused',
  detail: Record<string, string>,
  actor: Actor,
): Promise<void> =>
  transaction(world, (world) =>
    record(world, {
      action,
      accountId: attempt.accountId,
      subjectId: attempt.subjectId,
      actor,
      outcome,
      detail: { provider: attempt.provider, ...detail },
    }),
  )
