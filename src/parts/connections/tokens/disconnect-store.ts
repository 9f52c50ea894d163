import type { World } from '../../../kit/world.ts'

export const setClosing = ({ sql, now }: World, id: string) => sql`
  update connections set status = 'closing', status_at = ${now()} where id = ${id}`

export interface StoredTokens {
  generation: number
  accessToken: Buffer
  refreshToken: Buffer | null
}

/**
 * What was not spent for a newer token, newest first: mostly one, more when two processes refreshed at once or its owner
 * connected again.
 */
export const unspentTokens = ({ sql }: World, connectionId: string) => sql<StoredTokens>`
  select generation, access_token as "accessToken", refresh_token as "refreshToken" from token_version v
  where connection_id = ${connectionId} and state = 'parsed'
    and not exists (
      select 1 from refresh_attempt a join token_version later on later.connection_id = a.connection_id and later.generation = a.generation and later.state = 'parsed'
      where a.connection_id = v.connection_id and a.from_generation = v.generation)
  order by generation desc limit 6`

export async function revokeAttempts({ sql, now }: World, connectionId: string): Promise<number> {
  const [row] = await sql<{ attempts: number }>`
    update connection_bookkeeping set revoke_attempts = revoke_attempts + 1, sweep_after = ${now()}::timestamptz + make_interval(secs => least(3600, 5 * 2 ^ revoke_attempts))
    where connection_id = ${connectionId} returning revoke_attempts as attempts`
  return row?.attempts ?? 0
}

/** Takes an end that is due for one try, which `revokeAttempts` ends. False where another process was faster. */
export async function claimEnd({ sql, now }: World, connectionId: string, until: Date): Promise<boolean> {
  const rows = await sql`
    update connection_bookkeeping set sweep_after = ${until}
    where connection_id = ${connectionId} and (sweep_after is null or sweep_after <= ${now()}) returning connection_id`
  return rows.length === 1
}

/** Journal, attempts and bookkeeping go with the row. */
export async function deleteConnection({ sql }: World, id: string): Promise<void> {
  await sql`select provider_grant_drop(${id})`
  await sql`update connect_session set connection_id = null, reconnect_id = null where connection_id = ${id} or reconnect_id = ${id}`
  await sql`delete from connections where id = ${id}`
}

export interface Unfinished {
  id: string
  accountId: string
  status: string
}

/**
 * A job's query: ends that are due for another try, or whose process was gone before it could say so, and connections
 * that nobody confirmed.
 */
export const unfinished = ({ sql }: World, now: Date, pendingBefore: Date, limit: number) => sql<Unfinished>`
  select c.id, c.account_id as "accountId", c.status from connections c join connection_bookkeeping b on b.connection_id = c.id
  where (b.sweep_after is null or b.sweep_after <= ${now})
    and ((c.status = 'closing' and (b.revoke_attempts > 0 or c.status_at < ${now}::timestamptz - interval '60 seconds'))
      or (c.status = 'pending' and c.status_at < ${pendingBefore}))
  order by c.status_at limit ${limit}`
