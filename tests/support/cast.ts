import { createKey } from '../../src/parts/access/index.ts'
import { deployment, subjectFor } from '../../src/parts/accounts/index.ts'
import { sealerFor } from '../../src/parts/vault/index.ts'
import { holdGrant } from '../../src/parts/connections/grants.ts'
import { insertBookkeeping, insertConnection } from '../../src/parts/connections/connect/connection-store.ts'
import { softExpiry } from '../../src/parts/connections/tokens/freshness.ts'
import { sealTokens } from '../../src/parts/connections/tokens/received.ts'
import { insertVersion } from '../../src/parts/connections/tokens/store.ts'
import { providerOf } from '../../src/parts/connections/registry.ts'
import { secondsAfter } from '../../src/kit/duration.ts'
import { uuidv7 } from '../../src/kit/id.ts'
import type { Caller } from '../../src/kit/route.ts'
import { as, transaction, type World } from '../../src/kit/world.ts'
import type { TestWorld } from './world.ts'

const scopes = [
  'connections:read',
  'connections:proxy',
  'connections:proxy:write',
  'connections:token',
  'connections:write',
  'data:read',
  'data:write',
] as const

/** Alice: the app of the home account. */
export async function alice(world: World): Promise<Caller & { key: string }> {
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  return callerFor(world, homeAccountId)
}

/** Charlie: somebody else's account altogether. */
export async function charlie(world: World): Promise<Caller & { key: string }> {
  const accountId = uuidv7(world)
  const sql = world.sql.as({ role: 'app', accountId })
  await sql`insert into accounts (id, kind, name, log_account, created_at) values (${accountId}, 'person', 'Charlie', ${uuidv7(world)}, ${world.now()})`
  return callerFor(world, accountId)
}

async function callerFor(world: World, accountId: string): Promise<Caller & { key: string }> {
  const made = await transaction(as(world, { role: 'app', accountId }), (world) =>
    createKey(world, accountId, { name: 'app', scopes, subjectId: null, expiresInDays: undefined }),
  )
  return { accountId, actor: { kind: 'key', id: made.id }, scopes, keyVersion: 1, key: made.key }
}

export interface AConnection {
  id: string
  accountId: string
  subjectId: string
}

/** A connection as if it had been connected: its first token ends in `expiresInSeconds` (default 6 h; null never). */
export async function aConnection(
  world: World,
  owner: Caller,
  options: {
    provider?: string
    userId?: string
    expiresInSeconds?: number | null
    accessToken?: string
    refreshToken?: string | null
    providerSubject?: string
    ageSeconds?: number
  } = {},
): Promise<AConnection> {
  const provider = providerOf(world, options.provider ?? 'strava')
  const account = as(world, { role: 'app', accountId: owner.accountId })
  const subject = await subjectFor(account, owner.accountId, options.userId ?? 'test-user')
  const id = uuidv7(world)
  const receivedAt = secondsAfter(world.now(), -(options.ageSeconds ?? 0))
  const expiresAt =
    options.expiresInSeconds === null ? null : secondsAfter(world.now(), options.expiresInSeconds ?? 21_600)
  const slot = {
    accountId: owner.accountId,
    subjectId: subject.id,
    connectionId: id,
    provider: provider.id,
    generation: 1,
    grantNo: 1,
    fromGeneration: 0,
    byCloser: false,
    grantMac: null,
  }
  const tokens = {
    accessToken: options.accessToken ?? 'access-1',
    refreshToken: options.refreshToken === undefined ? 'refresh-1' : options.refreshToken,
    tokenType: 'Bearer',
    expiresAt,
    scope: provider.scopes.default,
    identity: null,
  }
  const received = sealTokens(
    await sealerFor(account, slot),
    slot,
    tokens,
    null,
    provider.scopes.default,
    receivedAt,
  )
  const softAt = softExpiry(id, receivedAt, expiresAt, {
    mostSeconds: provider.sameTokenWhileSecondsLeft || null,
  })
  const providerSubject = options.providerSubject ?? id
  await transaction(account, async (world) => {
    await insertConnection(
      world,
      {
        ...slot,
        scopes: provider.scopes.default,
        requestedScopes: provider.scopes.default,
        tokenType: 'Bearer',
        expiresAt,
        softAt,
        label: 'Ada',
        providerSubject,
      },
      'active',
    )
    await insertBookkeeping(world, {
      ...slot,
      scopes: [],
      requestedScopes: [],
      tokenType: 'Bearer',
      expiresAt,
      softAt,
      label: null,
      providerSubject,
    })
    await insertVersion(world, received)
    await holdGrant(
      world,
      { id, accountId: owner.accountId, provider: provider.id, providerSubject },
      provider.grant === 'per_pair',
    )
  })
  return { id, accountId: owner.accountId, subjectId: subject.id }
}

/** Calls the app as a machine would. */
export async function call(
  world: TestWorld,
  key: string | null,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
  const headers = new Headers(key === null ? {} : { authorization: `Bearer ${key}` })
  if (body !== undefined) headers.set('content-type', 'application/json')
  const response = await world.app.fetch(
    new Request(`http://localhost:3000${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  )
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text },
  }
}

/** What the log of the caller's account says of an object, oldest first. */
export async function logOf(
  world: World,
  owner: Caller,
  object: string,
): Promise<{ action: string; outcome: string; n: number; detail: string | null }[]> {
  const sql = world.sql.as({ role: 'app', accountId: owner.accountId })
  return sql<{ action: string; outcome: string; n: number; detail: string | null }>`
    select action, outcome, n, detail from audit_entry where object = ${object}::uuid order by xid, id limit 1000`
}
