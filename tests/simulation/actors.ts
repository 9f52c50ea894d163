import { Fault } from '../../src/kit/fault.ts'
import type { Caller } from '../../src/kit/route.ts'
import { CommitUnknown } from '../../src/kit/sql.ts'
import { as } from '../../src/kit/world.ts'
import { storeGrant } from '../../src/parts/connections/connect/store-grant.ts'
import { eraseRoute } from '../../src/parts/connections/erase/erase.ts'
import { callable } from '../../src/parts/connections/registry.ts'
import { disconnect } from '../../src/parts/connections/tokens/disconnect.ts'
import { freshToken } from '../../src/parts/connections/tokens/fresh-token.ts'
import { refresh } from '../../src/parts/connections/tokens/refresh.ts'
import type { Instance } from './instance.ts'
import type { Watched } from './observer.ts'
import type { Provider } from './provider.ts'
import { providerIdOf } from './settings.ts'

/** Things that callers, people and the clock make an instance do, as the routes and jobs would. */
export interface Errand {
  watched: Watched
  caller: Caller
  userId: string
  provider: Provider
}

export const read = ({ watched, caller }: Errand, { world }: Instance, minValidSeconds: number) =>
  freshToken(world, caller, watched.connectionId, { minValidSeconds, requestId: 'simulated' })

export const force = ({ watched }: Errand, { world }: Instance) =>
  refresh(world, {
    accountId: watched.accountId,
    connectionId: watched.connectionId,
    minValidSeconds: 0,
    urgency: 'forced',
  })

export const sweep = (_errand: Errand, { app }: Instance) => app.runDue({ budgetMilliseconds: 5_000 })

export const end = ({ watched, caller }: Errand, { world }: Instance) =>
  disconnect(world, caller, watched.connectionId)

export const erase = ({ caller, userId }: Errand, { world }: Instance) => {
  // The pipeline has found the caller and parsed the path by then.
  const handle = eraseRoute.handle as unknown as (call: {
    world: Instance['world']
    caller: Caller
    input: { userId: string }
  }) => Promise<unknown>
  return handle({ world, caller, input: { userId } })
}

/** The person consents once more; the browser is back with tokens of a new grant. */
export async function reconnect({ watched, provider }: Errand, instance: Instance): Promise<void> {
  const issued = provider.consent()
  issued.heardBy = instance
  const { accessToken, refreshToken, expiresAt } = issued
  const world = as(instance.world, { role: 'app', accountId: watched.accountId })
  const id = providerIdOf(provider.kind)
  const tokens = {
    accessToken,
    refreshToken,
    tokenType: 'Bearer',
    expiresAt: new Date(expiresAt),
    scope: [],
    identity: null,
  }
  const common = {
    accountId: watched.accountId,
    subjectId: watched.subjectId,
    provider: id,
    scopes: [],
    createdAt: world.now(),
  }
  const session = {
    ...common,
    id: watched.connectionId,
    subjectLabel: null,
    returnTo: null,
    confirm: 'none',
    reconnectId: watched.connectionId,
    connectionId: null,
    expiresAt: world.now(),
  } as const
  const attempt = {
    ...common,
    id: watched.connectionId,
    sessionId: null,
    issuer: null,
    clientId: 'id',
    redirectUri: '',
    cookieHash: Buffer.alloc(0),
    verifier: null,
    nonce: null,
    byOperator: false,
  }
  try {
    await storeGrant(world, {
      attempt,
      session: { ...session, scopes: [] },
      provider: await callable(world, id),
      tokens,
      identity: { subject: 'ada', label: 'Ada' },
      owner: 'none',
    })
  } catch (error) {
    // The callback revokes what it cannot keep: that is no part of these rules. Of a commit whose answer got lost nobody
    // knows whether it kept anything.
    if (error instanceof CommitUnknown) issued.heardBy = null
    else provider.forget(issued)
    if (!(error instanceof Fault)) throw error
  }
}
