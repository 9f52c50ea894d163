import type { World } from '../../../kit/world.ts'

export const setClosing = ({ sql, now }: World, id: string) => sql`
  update connections set status = 'closing', status_at = ${now()} where id = ${id}`

export async function newestOfGrant({ sql }: World, connectionId: string, grantNo: number) {
  const [row] = await sql<{ generation: number; accessToken: Buffer; refreshToken: Buffer | null }>`
    select generation, access_token as "accessToken", refresh_token as "refreshToken" from token_version
    where connection_id = ${connectionId} and grant_no = ${grantNo} and state = 'parsed' order by generation desc limit 1`
  return row
}

export async function revokeAttempts({ sql, now }: World, connectionId: string): Promise<number> {
  const [row] = await sql<{ attempts: number }>`
    update connection_bookkeeping set revoke_attempts = revoke_attempts + 1, sweep_after = ${now()}::timestamptz + make_interval(secs => least(3600, 5 * 2 ^ revoke_attempts))
    where connection_id = ${connectionId} returning revoke_attempts as attempts`
  return row?.attempts ?? 0
}

/** Journal, attempts and bookkeeping go with the row. */
export async function deleteConnection({ sql }: World, id: string): Promise<void> {
  await sql`select provider_grant_drop(${id})`
  await sql`update connect_session set connection_id = null, reconnect_id = null where connection_id = ${id} or reconnect_id = ${id}`
  await sql`delete from connections where id = ${id}`
}

/** A job's query: ends that did not come through, and connections that nobody confirmed. */
export const unfinished = ({ sql }: World, now: Date, pendingBefore: Date, limit: number) => sql<{
  id: string
  accountId: string
  status: string
}>`
  select c.id, c.account_id as "accountId", c.status from connections c left join connection_bookkeeping b on b.connection_id = c.id
  where (c.status = 'closing' and c.status_at < ${now}::timestamptz - interval '60 seconds' and (b.sweep_after is null or b.sweep_after <= ${now}))
     or (c.status = 'pending' and c.status_at < ${pendingBefore})
  order by c.status_at limit ${limit}`
