import { linked } from './linked.ts'
import { alice, aConnection, call, type AConnection } from './cast.ts'
import { startReceiver, type Receiver } from './receiver.ts'
import { testWorld, type TestWorld, type TestWorldOptions } from './world.ts'
import type { Happening } from '../../src/kit/event.ts'
import { uuidv7 } from '../../src/kit/id.ts'
import type { Caller } from '../../src/kit/route.ts'
import { as, transaction, type World } from '../../src/kit/world.ts'
import { createKey } from '../../src/parts/access/index.ts'
import { record } from '../../src/parts/audit/index.ts'
import { plantSalt } from '../../src/parts/vault/index.ts'
import { follow } from '../../src/parts/messages/deliveries/follow.ts'
import { send } from '../../src/parts/messages/deliveries/send.ts'

export const appUrl = 'https://app.test/hooks'
export const appRequest = `POST ${appUrl}`

/** A key that may do everything with webhooks, and nothing else. */
export async function aKeyOf(
  world: World,
  accountId: string,
  subjectId: string | null = null,
): Promise<string> {
  const made = await transaction(as(world, { role: 'app', accountId }), (world) =>
    createKey(world, accountId, {
      name: 'webhooks',
      scopes: ['webhooks:read', 'webhooks:write'],
      subjectId,
      expiresInDays: undefined,
    }),
  )
  return made.key
}

/** An account is a subject of its own, whose salt its secrets are sealed under. */
export async function plantSelf(world: World, accountId: string): Promise<void> {
  await transaction(as(world, { role: 'app', accountId }), async (world) => {
    await world.sql`insert into subjects (account_id, id, external_id, log_subject, created_at)
      values (${accountId}, ${accountId}, '@self', ${uuidv7(world)}, ${world.now()}) on conflict do nothing`
    await plantSalt(world, accountId, accountId)
  })
}

export interface Endpoint {
  id: string
  secret: string
}

export interface Stage {
  world: TestWorld
  /** With a key of her app, which may do nothing with webhooks. */
  owner: Caller & { key: string }
  key: string
  connection: AConnection
}

/** Alice with a connection, and a key for webhooks. */
export async function aStage(options: TestWorldOptions = {}): Promise<Stage> {
  const world = await testWorld(options)
  const owner = await alice(world)
  const connection = await aConnection(world, owner, { userId: 'ada' })
  return { world, owner, key: await aKeyOf(world, owner.accountId), connection }
}

/** The same with a real receiver on loopback, whose origin the operator has named. */
export async function aStageWithReceiver(t: {
  after(end: () => void): void
}): Promise<Stage & { receiver: Receiver; endpoint: Endpoint; url: string }> {
  const receiver = await startReceiver()
  t.after(() => receiver.close())
  const stage = await aStage({
    environment: { KEYHOLD_WEBHOOK_ORIGINS: receiver.url },
    realOrigins: [receiver.url],
  })
  const url = `${receiver.url}/hooks`
  return { ...stage, receiver, url, endpoint: await anEndpoint(stage, { url }) }
}

export async function anEndpoint(
  { world, key }: Pick<Stage, 'world' | 'key'>,
  wish: { url?: string; eventTypes?: string[] } = {},
): Promise<Endpoint> {
  const made = await call(world, key, 'POST', '/api/webhooks/endpoints', { url: appUrl, ...wish })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body as unknown as Endpoint
}

/** Something happens to the connection, as other parts say it. */
export const happens = (
  { world, owner, connection }: Pick<Stage, 'world' | 'connection'> & { owner: Caller },
  action: string,
  detail?: Happening['detail'],
): Promise<void> =>
  transaction(as(world, { role: 'app', accountId: owner.accountId }), (world) =>
    record(world, {
      action,
      accountId: owner.accountId,
      subjectId: connection.subjectId,
      object: { kind: 'connection', id: connection.id },
      actor: { kind: 'job', id: 'test' },
      ...(detail && { detail }),
    }),
  )

/** What the driver does each second. */
export async function tick(world: TestWorld): Promise<void> {
  await linked(world)
  await follow(world, 1000)
  await send(world, 1000)
  await world.settled()
}

export interface Delivery {
  id: string
  type: string
  state: string
  attempts: number
  lastStatus: number | null
  lastReason: string | null
  nextAttemptAt: string | null
  history: { at: string; status: number | null; reason: string | null }[]
}

/** Newest first. */
export async function deliveriesOf(
  { world, key }: Pick<Stage, 'world' | 'key'>,
  id: string,
): Promise<Delivery[]> {
  const answer = await call(world, key, 'GET', `/api/webhooks/endpoints/${id}/deliveries`)
  return answer.body.deliveries as Delivery[]
}
