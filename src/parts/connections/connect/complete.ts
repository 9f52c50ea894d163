import { secondsAfter } from '../../../kit/duration.ts'
import { base64url, sha256 } from '../../../kit/hash.ts'
import type { Asked } from '../../../kit/route.ts'
import { as, type World } from '../../../kit/world.ts'
import { putLookup } from '../../accounts/index.ts'
import { connectionFaults } from '../faults.ts'
import { type Identity, type Provider, readCallback } from '../providers/index.ts'
import { callable } from '../registry.ts'
import { handOver } from './hand-over.ts'
import { decideOwner } from './owner.ts'
import { redeemState } from './redeem-state.ts'
import { type Connected, storeGrant } from './store-grant.ts'
import { type ConnectAttempt, type ConnectSession, findSession } from './store.ts'
import { failConnect, takeCode, tellConnect } from './take-code.ts'

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
  const { connected, identity, tokens } = await takeCode(account, {
    attempt,
    session,
    provider,
    code,
    scope,
    actor: browser,
    lacking: (granted) => attempt.scopes.filter((name) => !granted.includes(name)),
    store: async (account, grant) =>
      storeGrant(account, {
        ...grant,
        owner: await decideOwner(account, provider.id, attempt, grant.identity),
      }),
  })
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
    await tellConnect(world, attempt, 'connect.denied', 'refused', {}, browser)
    throw connectionFaults.CONSENT_DENIED({ provider: provider.id })
  }
  const reason = callback.kind === 'failed' ? callback.code : callback.reason
  return failConnect(world, attempt, reason, { actor: browser })
}

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
