import { secondsAfter } from '../../../kit/duration.ts'
import { base64url, sha256 } from '../../../kit/hash.ts'
import { uuidv7 } from '../../../kit/id.ts'
import type { Asked } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { putLookup } from '../../accounts/index.ts'
import { record } from '../../audit/index.ts'
import { connectionFaults } from '../faults.ts'
import { holdersOf } from '../grants.ts'
import {
  exchangeCode,
  type GrantedTokens,
  type Identity,
  identityOf,
  type Provider,
  readCallback,
  revokeGrant,
} from '../providers/index.ts'
import { appOf, callable } from '../registry.ts'
import { attemptPlace, openSecret } from '../secrets.ts'
import { handOver } from './hand-over.ts'
import { decideOwner } from './owner.ts'
import { redeemState } from './redeem-state.ts'
import { type Connected, storeGrant } from './store-grant.ts'
import { type ConnectAttempt, type ConnectSession, findSession } from './store.ts'

const browser = { kind: 'anyone', id: null } as const
/** The app completes a pending connection within this time after the browser came back. */
export const completionSeconds = 60

export interface Completed {
  attempt: ConnectAttempt
  session: ConnectSession | undefined
  connected: Connected
  identity: Identity
  /** For the app to confirm that this browser is its user's; null when no confirmation was asked for. */
  completion: string | null
  /** Proves a person's consent on the page that asks for it; null when nothing is to be asked. */
  consent: string | null
}

/** From the provider's redirect to a stored connection. Nothing is stored before everything holds. */
export async function completeConnect(
  world: World,
  providerId: string,
  parameters: URLSearchParams,
  asked: Asked,
): Promise<Completed> {
  const attempt = await redeemState(world, providerId, parameters.get('state'), asked)
  const account = as(world, { role: 'app', accountId: attempt.accountId })
  const session = attempt.sessionId === null ? undefined : await findSession(account, attempt.sessionId)
  const provider = await callable(world, providerId)
  const { code, scope } = await codeOf(account, provider, attempt, parameters)
  const tokens = await exchange(account, provider, attempt, code, scope)
  const identity = await whose(account, provider, attempt, tokens)
  await refuseMissingScopes(account, provider, attempt, tokens, identity)
  const owner = await decideOwner(account, provider.id, attempt, identity).catch((error: unknown) =>
    revokeAndThrow(account, provider, attempt, tokens, identity, error),
  )
  const connected = await storeGrant(account, { attempt, session, provider, tokens, identity, owner }).catch(
    (error: unknown) => revokeAndThrow(account, provider, attempt, tokens, identity, error),
  )
  // Until somebody confirms, the older connection keeps working.
  for (const rival of connected.rivals) await handOver(world, rival, tokens)
  return {
    attempt,
    session,
    connected,
    identity,
    ...(await confirmationsOf(account, attempt, session, connected)),
  }
}

async function codeOf(
  world: World,
  provider: Provider,
  attempt: ConnectAttempt,
  parameters: URLSearchParams,
): Promise<{ code: string; scope: string | null }> {
  const callback = readCallback(provider, parameters)
  if (callback.kind === 'code') return callback
  if (callback.kind === 'denied') {
    await tell(world, attempt, 'connect.denied', 'refused', {})
    throw connectionFaults.CONSENT_DENIED({ provider: provider.id })
  }
  return fail(world, attempt, callback.kind === 'failed' ? callback.code : callback.reason)
}

async function exchange(
  world: World,
  provider: Provider,
  attempt: ConnectAttempt,
  code: string,
  redirectScope: string | null,
): Promise<GrantedTokens> {
  const opened = async (field: 'verifier' | 'nonce') => {
    const sealed = attempt[field]
    return sealed === null
      ? undefined
      : (await openSecret(world, attemptPlace(attempt, field), sealed, browser)).toString()
  }
  const secrets = { verifier: await opened('verifier'), nonce: await opened('nonce') }
  const outcome = await exchangeCode(world.http, provider, appOf(world, provider.id), {
    code,
    redirectUri: attempt.redirectUri,
    redirectScope,
    ...secrets,
    clock: world.now,
  })
  if (outcome.kind === 'granted') return outcome.tokens
  return fail(world, attempt, 'code' in outcome ? outcome.code : outcome.kind)
}

async function whose(
  world: World,
  provider: Provider,
  attempt: ConnectAttempt,
  tokens: GrantedTokens,
): Promise<Identity> {
  const identity = await identityOf(world.http, provider, tokens)
  return 'subject' in identity ? identity : fail(world, attempt, 'identity_unknown')
}

/** Everything asked for must have been granted: an app that needs less asks for less. */
async function refuseMissingScopes(
  world: World,
  provider: Provider,
  attempt: ConnectAttempt,
  tokens: GrantedTokens,
  identity: Identity,
): Promise<void> {
  const missing = tokens.scope === null ? [] : attempt.scopes.filter((name) => !tokens.scope!.includes(name))
  if (missing.length === 0) return
  await tell(world, attempt, 'connect.failed', 'refused', { code: 'scopes_missing' })
  await revokeAndThrow(
    world,
    provider,
    attempt,
    tokens,
    identity,
    connectionFaults.SCOPES_MISSING({ scopes: missing }),
  )
}

/** A grant we do not keep must not live on; where a connection that we do keep stands on the very same, it is its own. */
async function revokeAndThrow(
  world: World,
  provider: Provider,
  attempt: ConnectAttempt,
  tokens: GrantedTokens,
  identity: Identity,
  error: unknown,
): Promise<never> {
  const holders = provider.grant === 'per_pair' ? await holdersOf(world, provider.id, identity.subject) : []
  for (const holder of holders) await handOver(world, holder, tokens)
  if (holders.length === 0 && provider.revoke) {
    await revokeGrant(world.http, provider, appOf(world, attempt.provider), { ...tokens, clock: world.now })
  }
  throw error
}

async function fail(world: World, attempt: ConnectAttempt, code: string): Promise<never> {
  const errorId = uuidv7(world).slice(-8)
  await tell(world, attempt, 'connect.failed', 'failed', { code, errorId })
  const detail = 'OAuth authorization failed. Please try again.'
  throw connectionFaults.EXCHANGE_FAILED({ errorId, reason: code, detail })
}

const tell = (
  world: World,
  attempt: ConnectAttempt,
  action: string,
  outcome: 'failed' | 'refused',
  detail: Record<string, string>,
): Promise<void> =>
  transaction(world, (world) =>
    record(world, {
      action,
      accountId: attempt.accountId,
      subjectId: attempt.subjectId,
      actor: browser,
      outcome,
      detail: { provider: attempt.provider, ...detail },
    }),
  )

async function confirmationsOf(
  world: World,
  attempt: ConnectAttempt,
  session: ConnectSession | undefined,
  connected: Connected,
): Promise<Pick<Completed, 'completion' | 'consent'>> {
  const make = async (kind: string, rowId: string, seconds: number): Promise<string> => {
    const secret = base64url(world.random(32))
    await putLookup(world, kind, sha256(secret), attempt.accountId, rowId, secondsAfter(world.now(), seconds))
    return secret
  }
  return {
    completion:
      session?.confirm === 'app' ? await make('connect_completion', session.id, completionSeconds) : null,
    consent: connected.needsConsent ? await make('connect_consent', connected.connectionId, 600) : null,
  }
}
