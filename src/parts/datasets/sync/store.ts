import type { World } from '../../../kit/world.ts'
import type { Item, Position, Scope } from '../data-set.ts'

export type Cause = 'first' | 'schedule' | 'person' | 'event' | 'complete'

/** A listing that has not come to its end. */
export interface Listing {
  syncId: string
  cause: Cause
  scope: Scope['kind']
  position: Position | null
  /** Documents that are still to be fetched, and those that were. */
  documents: string[]
  fetched: Record<string, object>
  /** The provider's moment of its first answer: nothing in the listing is older. */
  at: string | null
}

export interface DataSetRow {
  connectionId: string
  name: string
  accountId: string
  provider: string
  providerSubject: string | null
  claimNo: number
  wanted: 'person' | 'event' | null
  listing: Listing | null
  listingNo: number
  fetchedAt: Date | null
  syncedAt: Date | null
  completedAt: Date | null
  failures: number
  lastFailure: string | null
}

/** A job's query: connections that have no row for a data set of their provider yet. */
export const undiscovered = ({ sql }: World, provider: string, name: string, limit: number) => sql<{
  connectionId: string
  accountId: string
}>`
  select c.id as "connectionId", c.account_id as "accountId" from connections c
  where c.provider = ${provider} and c.status = 'active'
    and not exists (select 1 from data_set d where d.connection_id = c.id and d.name = ${name})
  limit ${limit}`

/** A job's query: data sets whose last sync ended in a failure, of connections that were connected again since then. */
export const reconnectedSince = ({ sql, now }: World, since: Date, limit: number) => sql<{
  connectionId: string
  accountId: string
  name: string
}>`
  select d.connection_id as "connectionId", d.account_id as "accountId", d.name from data_set d
  join connections c on c.id = d.connection_id
  where d.last_failure is not null and d.listing is null and d.due_at > ${now()} and c.status = 'active' and c.connected_at > ${since} limit ${limit}`

/** Due now, unless it was tried since its connection was connected. @returns whether it is */
export async function makeDueAgain(
  { sql, now }: World,
  connectionId: string,
  name: string,
): Promise<boolean> {
  const rows = await sql`
    update data_set d set due_at = ${now()} where d.connection_id = ${connectionId} and d.name = ${name} and d.due_at > ${now()}
      and not exists (select 1 from data_sync s join connections c on c.id = s.connection_id
        where s.connection_id = d.connection_id and s.name = d.name and s.started_at > c.connected_at)
    returning d.name`
  return rows.length > 0
}

export const insertDataSet = (
  { sql, now }: World,
  accountId: string,
  connectionId: string,
  name: string,
) => sql`
  insert into data_set (connection_id, name, account_id, due_at)
  select c.id, ${name}, ${accountId}, ${now()} from connections c where c.id = ${connectionId}
  on conflict do nothing`

/** A job's query: what is due and nobody is at, over all accounts. */
export const dueDataSets = ({ sql }: World, now: Date, limit: number) => sql<{
  connectionId: string
  accountId: string
  name: string
}>`
  select d.connection_id as "connectionId", d.account_id as "accountId", d.name from data_set d
  where d.due_at <= ${now} and (d.claimed_until is null or d.claimed_until <= clock_timestamp())
  order by d.due_at limit ${limit}`

/** The right to sync for so long: whoever claims after its end has a higher number, and the earlier one's pages are refused. */
export async function claimDataSet(
  { sql }: World,
  connectionId: string,
  name: string,
  leaseSeconds: number,
): Promise<DataSetRow | undefined> {
  const [row] = await sql<DataSetRow>`
    update data_set d set claim_no = d.claim_no + 1, claimed_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    from connections c
    where d.connection_id = ${connectionId} and d.name = ${name} and c.id = d.connection_id
      and (d.claimed_until is null or d.claimed_until <= clock_timestamp())
    returning d.connection_id as "connectionId", d.name, d.account_id as "accountId", c.provider, c.provider_subject as "providerSubject", d.claim_no as "claimNo", d.wanted,
      d.listing, d.listing_no as "listingNo", d.fetched_at as "fetchedAt", d.synced_at as "syncedAt", d.completed_at as "completedAt", d.failures, d.last_failure as "lastFailure"`
  return row
}

/** Locks the row for one page, and says whether the claim still holds. */
export async function holdsClaim(
  world: World,
  { connectionId, name, claimNo }: DataSetRow,
): Promise<boolean> {
  const locked = await lockDataSet(world, connectionId, name)
  return locked?.claimNo === claimNo
}

/**
 * A connection is deleted from its own row downwards, so its data sets are locked in that order, too: whoever changes one
 * twice in a transaction makes PostgreSQL look at the connection's row behind it, and each would wait for the other.
 */
export async function lockDataSet(
  { sql }: World,
  connectionId: string,
  name: string,
): Promise<Pick<DataSetRow, 'claimNo' | 'listingNo'> | undefined> {
  const [, rows] = await Promise.all([
    sql`select 1 from connections where id = ${connectionId} for key share`,
    sql<Pick<DataSetRow, 'claimNo' | 'listingNo'>>`
      select claim_no as "claimNo", listing_no as "listingNo" from data_set where connection_id = ${connectionId} and name = ${name} for update`,
  ])
  return rows[0]
}

export const saveListing = (
  { sql }: World,
  { connectionId, name }: DataSetRow,
  listing: Listing | null,
  listingNo: number,
) => sql`
  update data_set set listing = ${listing === null ? null : JSON.stringify(listing)}::jsonb, listing_no = ${listingNo}, wanted = null
  where connection_id = ${connectionId} and name = ${name}`

/** Ends the claim, due again then. */
export const putOff = (
  { sql }: World,
  { connectionId, name, claimNo }: DataSetRow,
  dueAt: Date,
  failure: string | null,
) => sql`
  update data_set set claimed_until = null, due_at = ${dueAt}, failures = failures + case when ${failure}::text is null then 0 else 1 end,
    last_failure = coalesce(${failure}::text, last_failure)
  where connection_id = ${connectionId} and name = ${name} and claim_no = ${claimNo}`

export const finish = (
  { sql }: World,
  { connectionId, name }: DataSetRow,
  end: { syncedAt: Date; fetchedAt: Date; dueAt: Date; isComplete: boolean },
) => sql`
  update data_set set claimed_until = null, listing = null, due_at = ${end.dueAt}, fetched_at = ${end.fetchedAt}, synced_at = ${end.syncedAt},
    completed_at = case when ${end.isComplete} then ${end.syncedAt}::timestamptz else completed_at end, failures = 0, last_failure = null
  where connection_id = ${connectionId} and name = ${name}`

/** Wanted at once; what is under way goes on. @returns whether the connection has it */
export async function makeDue(
  { sql, now }: World,
  connectionId: string,
  name: string,
  by: 'person' | 'event',
): Promise<boolean> {
  const rows = await sql`
    update data_set set due_at = least(due_at, ${now()}::timestamptz), wanted = case when listing is null then ${by} end,
      listing = case when ${by} = 'person' then jsonb_set(listing, '{cause}', '"person"') else listing end
    where connection_id = ${connectionId} and name = ${name} returning name`
  return rows.length === 1
}

export interface Saved {
  /** Not seen by this listing before: two pages share the second between them. */
  seen: number
  added: number
  changed: number
}

/** One statement for a page; what did not change keeps its body and is only marked as seen. */
export async function saveItems(
  { sql }: World,
  { connectionId, name, accountId }: Pick<DataSetRow, 'connectionId' | 'name' | 'accountId'>,
  items: readonly Item[],
  seenIn: number,
  fetchedAt: Date,
): Promise<Saved> {
  const known = new Map(items.map((item) => [item.id, item]))
  const rows = await sql<{ isNew: boolean; isSeen: boolean; isChanged: boolean }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify([...known.values()])}::jsonb)
        as g (id text, "startsAt" timestamptz, "localDate" date, kind text, "isPrivate" boolean, body jsonb)
    ), before as (
      select r.id, r.body, r.is_private, r.seen_in from data_record r join given g on g.id = r.id where r.connection_id = ${connectionId} and r.name = ${name}
    ), saved as (
      insert into data_record as r (connection_id, name, id, account_id, starts_at, local_date, kind, is_private, body, seen_in, fetched_at)
      select ${connectionId}, ${name}, g.id, ${accountId}, g."startsAt", g."localDate", g.kind, g."isPrivate", g.body, ${seenIn}, ${fetchedAt} from given g
      on conflict (connection_id, name, id) do update set starts_at = excluded.starts_at, local_date = excluded.local_date, kind = excluded.kind,
        is_private = excluded.is_private, body = excluded.body, seen_in = excluded.seen_in, fetched_at = excluded.fetched_at
      returning r.id
    )
    select b.id is null as "isNew", coalesce(b.seen_in = ${seenIn}, false) as "isSeen", b.id is not null and (b.body <> g.body or b.is_private <> g."isPrivate") as "isChanged"
    from saved s join given g on g.id = s.id left join before b on b.id = s.id`
  return {
    seen: rows.filter(({ isSeen }) => !isSeen).length,
    added: rows.filter(({ isNew }) => isNew).length,
    changed: rows.filter(({ isChanged }) => isChanged).length,
  }
}

/** Only a complete listing may say what is gone: that which it did not see. */
export async function removeUnseen(
  { sql }: World,
  { connectionId, name }: DataSetRow,
  listingNo: number,
): Promise<number> {
  const rows = await sql`
    delete from data_record where connection_id = ${connectionId} and name = ${name} and seen_in < ${listingNo} returning id`
  return rows.length
}

export async function removeItem(
  { sql }: World,
  { connectionId, name }: Pick<DataSetRow, 'connectionId' | 'name'>,
  id: string,
): Promise<number> {
  const rows = await sql`
    delete from data_record where connection_id = ${connectionId} and name = ${name} and id = ${id} returning id`
  return rows.length
}

/** When the item began that has so many newer ones; 0 for the newest. */
export async function startOfNth(
  { sql }: World,
  { connectionId, name }: Pick<DataSetRow, 'connectionId' | 'name'>,
  newer: number,
): Promise<Date | null> {
  const [row] = await sql<{ at: Date }>`
    select starts_at as at from data_record where connection_id = ${connectionId} and name = ${name} order by starts_at desc, id desc limit 1 offset ${newer}`
  return row?.at ?? null
}

export const openSync = (
  { sql, now }: World,
  { connectionId, name, accountId }: DataSetRow,
  id: string,
  cause: Cause,
) => sql`
  insert into data_sync (connection_id, id, name, account_id, cause, state, started_at)
  values (${connectionId}, ${id}, ${name}, ${accountId}, ${cause}, 'running', ${now()})`

export const countInSync = (
  { sql }: World,
  connectionId: string,
  id: string,
  more: { calls: number; seen: number; added: number; changed: number; removed: number },
) => sql`
  update data_sync set state = 'running', resumes_at = null, calls = calls + ${more.calls}, seen = seen + ${more.seen}, added = added + ${more.added},
    changed = changed + ${more.changed}, removed = removed + ${more.removed}
  where connection_id = ${connectionId} and id = ${id}`

export const endSync = (
  { sql, now }: World,
  connectionId: string,
  id: string,
  state: 'done' | 'failed',
  code: string | null,
) => sql`
  update data_sync set state = ${state}, ended_at = ${now()}, code = ${code}, resumes_at = null where connection_id = ${connectionId} and id = ${id}`

export const pauseSync = (
  { sql }: World,
  connectionId: string,
  id: string,
  code: string,
  resumesAt: Date,
) => sql`
  update data_sync set state = 'waiting', code = ${code}, resumes_at = ${resumesAt} where connection_id = ${connectionId} and id = ${id}`

/** The last hundred of a connection are history enough. */
export const pruneSyncs = ({ sql }: World, connectionId: string) => sql`
  delete from data_sync where connection_id = ${connectionId} and state in ('done', 'failed') and id not in (
    select id from data_sync where connection_id = ${connectionId} order by started_at desc, id desc limit 100)`
