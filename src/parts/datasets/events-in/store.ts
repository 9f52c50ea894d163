import type { World } from '../../../kit/world.ts'

/** Where a provider posts our app's events to. */
export interface Subscription {
  provider: string
  clientId: string
  /** The provider's own; null while it has not said yes. */
  subscriptionId: string | null
  /** Without the secret that is its last part. */
  callbackUrl: string
  verifyMac: Buffer
  createdAt: Date
}

export async function findSubscription(
  { sql }: World,
  provider: string,
  clientId: string,
): Promise<Subscription | undefined> {
  const [row] = await sql<Subscription>`
    select provider, client_id as "clientId", subscription_id as "subscriptionId", callback_url as "callbackUrl", verify_mac as "verifyMac", created_at as "createdAt"
    from provider_subscription where provider = ${provider} and client_id = ${clientId} limit 1`
  return row
}

export const saveSubscription = (
  { sql, now }: World,
  { provider, clientId, subscriptionId, callbackUrl, verifyMac }: Omit<Subscription, 'createdAt'>,
) => sql`
  insert into provider_subscription (provider, client_id, subscription_id, callback_url, verify_mac, created_at)
  values (${provider}, ${clientId}, ${subscriptionId}, ${callbackUrl}, ${verifyMac}, ${now()})
  on conflict (provider, client_id) do update set subscription_id = excluded.subscription_id, callback_url = excluded.callback_url,
    verify_mac = excluded.verify_mac, created_at = excluded.created_at`

export const deleteSubscription = ({ sql }: World, provider: string, clientId: string) => sql`
  delete from provider_subscription where provider = ${provider} and client_id = ${clientId}`

/** What a provider says happened. Nobody signed it. */
export interface Hint {
  object_type: 'activity' | 'athlete'
  object_id: string
  aspect_type: 'create' | 'update' | 'delete'
  owner_id: string
}

export const insertHint = ({ sql, now }: World, provider: string, id: string, hint: Hint) => sql`
  insert into provider_event (provider, id, received_at, body) values (${provider}, ${id}, ${now()}, ${JSON.stringify(hint)}::jsonb)
  on conflict do nothing`

/** A job's query: hints that nobody has looked into. Another process passes over those that are being looked into. */
export const openHints = ({ sql }: World, limit: number) => sql<{ provider: string; id: string; hint: Hint }>`
  select provider, id, body as hint from provider_event where handled_at is null order by received_at limit ${limit}`

export const closeHint = ({ sql, now }: World, provider: string, id: string) => sql`
  update provider_event set handled_at = ${now()} where provider = ${provider} and id = ${id}`

export async function pruneHints({ sql }: World, before: Date): Promise<number> {
  const rows = await sql`delete from provider_event where received_at < ${before} returning id`
  return rows.length
}

/** A job's query: whose account there it is about, over all accounts. */
export const connectionsOf = ({ sql }: World, provider: string, providerSubject: string) => sql<{
  id: string
  accountId: string
}>`
  select id, account_id as "accountId" from connections
  where provider = ${provider} and provider_subject = ${providerSubject} and status = 'active' limit 100`
