import type { World } from '../../../kit/world.ts'
import { holdOffSeconds } from './absence.ts'
import { deadlinesOf } from './deadlines.ts'

export type AttemptState = 'sent' | 'answered' | 'refused' | 'failed' | 'not_sent' | 'unknown'

export interface SentAttempt {
  generation: number
  fromGeneration: number
  /** By the database's clock: seconds until another may take over; 0 and below: now. */
  takeoverInSeconds: number
}

// Claims are judged by the database's clock alone: processes may disagree about the time, they share this one. Whoever
// got an answer while the database was away comes first when it is back, so the time to a takeover starts anew then.
export async function sentAttempt(world: World, connectionId: string): Promise<SentAttempt | undefined> {
  const [row] = await world.sql<SentAttempt>`
    select generation, from_generation as "fromGeneration",
      extract(epoch from greatest(deadline, pg_postmaster_start_time()) - clock_timestamp())::float8 + ${deadlinesOf(world).takeoverSeconds} as "takeoverInSeconds"
    from refresh_attempt where connection_id = ${connectionId} and state = 'sent' limit 1`
  return row && { ...row, takeoverInSeconds: Math.max(row.takeoverInSeconds, holdOffSeconds(world)) }
}

export const insertAttempt = (
  world: World,
  attempt: {
    accountId: string
    connectionId: string
    generation: number
    grantNo: number
    fromGeneration: number
    instance: string
  },
) => world.sql`
  insert into refresh_attempt (connection_id, generation, account_id, grant_no, from_generation, state, started_at, deadline, instance)
  values (${attempt.connectionId}, ${attempt.generation}, ${attempt.accountId}, ${attempt.grantNo}, ${attempt.fromGeneration}, 'sent', ${world.now()},
    clock_timestamp() + make_interval(secs => ${deadlinesOf(world).claimSeconds}), ${attempt.instance})`

/** @returns whether the attempt was still ours to end */
export async function endAttempt(
  { sql, now }: World,
  connectionId: string,
  generation: number,
  state: Exclude<AttemptState, 'sent'>,
  code: string | null,
): Promise<boolean> {
  const rows = await sql`
    update refresh_attempt set state = ${state}, code = ${code}, ended_at = ${now()}
    where connection_id = ${connectionId} and generation = ${generation} and state = 'sent' returning generation`
  return rows.length === 1
}

/** When the pointer's refresh token was first sent without an answer; null when that never happened. */
export async function firstUnknown(
  { sql }: World,
  connectionId: string,
  from: { generation: number; grantNo: number },
): Promise<Date | null> {
  const [row] = await sql<{ at: Date | null }>`
    select min(started_at) as at from refresh_attempt
    where connection_id = ${connectionId} and from_generation = ${from.generation} and grant_no = ${from.grantNo} and state = 'unknown'`
  return row?.at ?? null
}

/** Whether the pointer's token came from an attempt that others had taken over already. */
export async function cameLate(
  { sql }: World,
  { id, generation }: { id: string; generation: number },
): Promise<boolean> {
  const rows = await sql`
    select 1 from refresh_attempt where connection_id = ${id} and generation = ${generation} and state = 'unknown' limit 1`
  return rows.length === 1
}

/** A job's query: what a dead predecessor left open. */
export const attemptsOf = ({ sql }: World, instance: string, limit: number) => sql<{
  connectionId: string
  accountId: string
  generation: number
}>`
  select connection_id as "connectionId", account_id as "accountId", generation from refresh_attempt
  where instance = ${instance} and state = 'sent' limit ${limit}`

export const pruneAttempts = ({ sql }: World, connectionId: string, generation: number) => sql`
  delete from refresh_attempt where connection_id = ${connectionId} and generation < ${generation - 50} and state <> 'sent'`

export interface Bookkeeping {
  failures: number
  lastFailureAt: Date | null
  lastFailureCode: string | null
  readAfter: Date | null
  sweepAfter: Date | null
}

export async function bookkeepingOf({ sql }: World, connectionId: string): Promise<Bookkeeping | undefined> {
  const [row] = await sql<Bookkeeping>`
    select failures, last_failure_at as "lastFailureAt", last_failure_code as "lastFailureCode", read_after as "readAfter", sweep_after as "sweepAfter"
    from connection_bookkeeping where connection_id = ${connectionId} limit 1`
  return row
}

export const bookFailure = (
  { sql, now }: World,
  connectionId: string,
  failure: { failures: number; code: string; readAfter: Date; sweepAfter: Date },
) => sql`
  update connection_bookkeeping set failures = ${failure.failures}, last_failure_at = ${now()}, last_failure_code = ${failure.code},
    read_after = ${failure.readAfter}, sweep_after = ${failure.sweepAfter}
  where connection_id = ${connectionId}`

export const bookSuccess = ({ sql }: World, connectionId: string) => sql`
  update connection_bookkeeping set failures = 0, read_after = null, sweep_after = null where connection_id = ${connectionId}`

/** The sweep could do nothing for it, and would come upon it first again each time. */
export const putOffSweep = ({ sql }: World, connectionId: string, until: Date) => sql`
  update connection_bookkeeping set sweep_after = greatest(sweep_after, ${until}::timestamptz) where connection_id = ${connectionId}`

export interface DueConnection {
  id: string
  accountId: string
  provider: string
}

/** A job's query: what is due, over all accounts; overdue included. */
export const dueConnections = (
  { sql }: World,
  now: Date,
  withoutProviders: readonly string[],
  limit: number,
) => sql<DueConnection>`
  select c.id, c.account_id as "accountId", c.provider from connections c join connection_bookkeeping b on b.connection_id = c.id
  where c.status = 'active' and c.soft_at <= ${now} and c.provider <> all (${withoutProviders}) and (b.sweep_after is null or b.sweep_after <= ${now})
    and not exists (select 1 from refresh_attempt r where r.connection_id = c.id and r.state = 'sent' and r.deadline > clock_timestamp())
  order by c.soft_at limit ${limit}`

/** Those of the connections that a refresh is under way for. */
export async function openAttempts({ sql }: World, connectionIds: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }>`
    select connection_id as id from refresh_attempt where connection_id = any (${connectionIds}) and state = 'sent' limit ${connectionIds.length}`
  return new Set(rows.map(({ id }) => id))
}
