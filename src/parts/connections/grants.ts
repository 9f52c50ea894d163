import type { World } from '../../kit/world.ts'
import { keyedHash, keyedHashes } from '../vault/index.ts'
import { appOf } from './registry.ts'

/**
 * Which connections stand on one grant at the provider: known by a keyed hash of (provider, client, account there),
 * since they may belong to different accounts here.
 */
const named = (world: World, provider: string, providerSubject: string): string =>
  `${provider}\0${appOf(world, provider).clientId}\0${providerSubject}`

export interface Holder {
  connectionId: string
  accountId: string
}

export async function holdersOf(world: World, provider: string, providerSubject: string): Promise<Holder[]> {
  const holders: Holder[] = []
  for (const mac of keyedHashes(world, 'subject_mac', named(world, provider, providerSubject)))
    holders.push(...(await find(world, mac)))
  return holders
}

/** `exclusive`: the provider knows one grant for each account and app, so only one live connection may hold it. */
export async function holdGrant(
  world: World,
  connection: { id: string; accountId: string; provider: string; providerSubject: string },
  exclusive: boolean,
): Promise<void> {
  const { mac } = keyedHash(
    world,
    'subject_mac',
    named(world, connection.provider, connection.providerSubject),
  )
  await world.sql`select provider_grant_put(${mac}, ${connection.id}, ${connection.accountId}, ${exclusive})`
}

export const dropGrant = ({ sql }: World, connectionId: string) =>
  sql`select provider_grant_drop(${connectionId})`

/** Others that a revocation would take down with this one; a provider with a grant for each consent has none. */
export async function otherHoldersOf(world: World, connectionId: string): Promise<Holder[]> {
  const [connection] = await world.sql<{ provider: string; providerSubject: string | null }>`
    select provider, provider_subject as "providerSubject" from connections where id = ${connectionId} limit 1`
  return connection ? holdersBeside(world, { id: connectionId, ...connection }) : []
}

/** What a grant that all connections of one account share is known by; null where each consent has its own. */
export const sharedGrantMac = (
  world: World,
  provider: { id: string; grant: 'per_pair' | 'per_consent' },
  providerSubject: string | null,
): Buffer | null =>
  provider.grant === 'per_pair' && providerSubject !== null
    ? keyedHash(world, 'subject_mac', named(world, provider.id, providerSubject)).mac
    : null

/** Connections that stand on that grant. */
export const holdersByMac = (world: World, mac: Buffer): Promise<Holder[]> => find(world, mac)

/** The same when the connection itself may be gone. */
export async function holdersBeside(
  world: World,
  connection: { id: string; provider: string; providerSubject: string | null },
): Promise<Holder[]> {
  if (!connection.providerSubject) return []
  const holders = await holdersOf(world, connection.provider, connection.providerSubject)
  return holders.filter((holder) => holder.connectionId !== connection.id)
}

const find = ({ sql }: World, mac: Buffer) => sql<Holder>`
  select connection_id as "connectionId", account_id as "accountId" from provider_grant_find(${mac})`
