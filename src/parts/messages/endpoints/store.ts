import type { World } from '../../../kit/world.ts'

export interface EndpointRow {
  id: string
  url: string
  eventTypes: string[]
  createdAt: Date
  disabledAt: Date | null
  disabledReason: string | null
  failingSince: Date | null
  /** Until when the secret before still signs. */
  previousSecretUntil: Date | null
}

/** Every endpoint of an account, or one of them. */
export const endpointsOf = (
  { sql, now }: World,
  accountId: string,
  id: string | null = null,
) => sql<EndpointRow>`
  select p.id, p.url, p.event_types as "eventTypes", p.created_at as "createdAt", p.disabled_at as "disabledAt", p.disabled_reason as "disabledReason",
    p.failing_since as "failingSince",
    (select max(s.until) from webhook_secret s where s.account_id = p.account_id and s.endpoint_id = p.id and s.until > ${now()}) as "previousSecretUntil"
  from webhook_endpoint p where p.account_id = ${accountId} and (${id}::uuid is null or p.id = ${id}::uuid)
  order by p.created_at desc, p.id desc limit 100`

/** Of two who add the last one at once, one is too many: the account's row is held meanwhile. */
export async function countEndpoints({ sql }: World, accountId: string): Promise<number> {
  await sql`select id from accounts where id = ${accountId} for no key update`
  const [row] = await sql<{ count: number }>`
    select count(*) as count from webhook_endpoint where account_id = ${accountId} limit 1`
  return row!.count
}

export interface NewEndpoint {
  accountId: string
  id: string
  url: string
  eventTypes: readonly string[]
}

export const insertEndpoint = ({ sql, now }: World, endpoint: NewEndpoint) => sql`
  insert into webhook_endpoint (account_id, id, log_account, url, event_types, created_at)
  select a.id, ${endpoint.id}, a.log_account, ${endpoint.url}, ${endpoint.eventTypes}, ${now()} from accounts a where a.id = ${endpoint.accountId}`

export const changeEndpoint = (
  { sql }: World,
  accountId: string,
  id: string,
  change: { url?: string | undefined; eventTypes?: readonly string[] | undefined },
) => sql`
  update webhook_endpoint set url = coalesce(${change.url ?? null}, url), event_types = coalesce(${change.eventTypes ?? null}::text[], event_types)
  where account_id = ${accountId} and id = ${id}`

export const enableEndpoint = ({ sql }: World, accountId: string, id: string) => sql`
  update webhook_endpoint set disabled_at = null, disabled_reason = null, failing_since = null, not_before = null
  where account_id = ${accountId} and id = ${id}`

/** @returns whether it was on */
export async function disableEndpoint(
  { sql, now }: World,
  accountId: string,
  id: string,
  reason: 'asked' | 'gone' | 'failing',
): Promise<boolean> {
  const rows = await sql`
    update webhook_endpoint set disabled_at = ${now()}, disabled_reason = ${reason}
    where account_id = ${accountId} and id = ${id} and disabled_at is null returning id`
  return rows.length === 1
}

export async function deleteEndpoint({ sql }: World, accountId: string, id: string): Promise<boolean> {
  const rows = await sql`
    delete from webhook_endpoint where account_id = ${accountId} and id = ${id} returning id`
  return rows.length === 1
}

export const deleteEndpoints = ({ sql }: World, accountId: string) => sql`
  delete from webhook_endpoint where account_id = ${accountId}`

/** @returns whether there is such an endpoint, whose row is held to the end of the transaction */
export async function holdEndpoint({ sql }: World, accountId: string, id: string): Promise<boolean> {
  const rows = await sql`
    select id from webhook_endpoint where account_id = ${accountId} and id = ${id} for update`
  return rows.length === 1
}

/** For who changes its deliveries, before they do: a deletion goes from the endpoint to them. */
export const lockEndpoint = ({ sql }: World, accountId: string, id: string) => sql`
  select id from webhook_endpoint where account_id = ${accountId} and id = ${id} for no key update`

export const insertSecret = (
  { sql, now }: World,
  it: { accountId: string; id: string; endpointId: string; sealed: Buffer },
) => sql`
  insert into webhook_secret (account_id, subject_id, id, endpoint_id, secret, created_at)
  values (${it.accountId}, ${it.accountId}, ${it.id}, ${it.endpointId}, ${it.sealed}, ${now()})`

/** None signs for longer than it did before. */
export const endSecrets = ({ sql }: World, accountId: string, endpointId: string, until: Date) => sql`
  update webhook_secret set until = least(until, ${until}) where account_id = ${accountId} and endpoint_id = ${endpointId}`

export const livingSecrets = ({ sql, now }: World, accountId: string, endpointId: string) => sql<{
  id: string
  secret: Buffer
}>`
  select id, secret from webhook_secret
  where account_id = ${accountId} and endpoint_id = ${endpointId} and (until is null or until > ${now()})
  order by created_at desc, id desc limit 10`

/** A job's statement, over all accounts. */
export async function dropEndedSecrets({ sql, now }: World): Promise<number> {
  const rows =
    await sql`delete from webhook_secret where until is not null and until <= ${now()} returning id`
  return rows.length
}
