import type { Place } from '../../../kit/listing.ts'
import { texts } from '../../../kit/sql-array.ts'
import type { World } from '../../../kit/world.ts'
import { testEvent, typeOfAction } from '../event-types.ts'

const actions = texts([...typeOfAction.keys()])
const types = texts([...typeOfAction.values()])

/** The cursor's row, for one process at a time. A job's statement, like those of following and claiming. */
export const holdCursor = ({ sql }: World) => sql<{ no: string; head: string }>`
  select c.no::text, h.no::text as head from webhook_cursor c, audit_head h limit 1 for update of c skip locked`

export const moveCursor = ({ sql }: World, no: bigint) => sql`
  update webhook_cursor set no = ${String(no)}::bigint`

/** Entries of these blocks, for every endpoint that hears of them. What waits for a person is told when it is confirmed. */
export async function noteEvents({ sql, now }: World, after: bigint, upTo: bigint): Promise<number> {
  const rows = await sql`
    insert into webhook_delivery (account_id, endpoint_id, event_id, type, at, epoch, xid, connection_id, subject_id, log_subject, provider, detail, state, next_at, created_at)
    select p.account_id, p.id, e.id, m.type, e.at, e.epoch, e.xid, case when e.object_kind = 'connection' then e.object end, c.subject_id, e.log_subject, coalesce(c.provider, e.detail::json ->> 'provider'), e.detail, 'pending', ${now()}, ${now()}
    from audit_block b join audit_entry e on e.epoch = b.epoch and e.xid >= b.xid_from and e.xid < b.xid_to
      join unnest(${actions}::text[], ${types}::text[]) m (action, type) on m.action = e.action
      join webhook_endpoint p on p.log_account = e.log_account and p.disabled_at is null and p.created_at <= e.at and m.type = any (p.event_types)
      left join connections c on c.id = e.object
    where b.no > ${String(after)}::bigint and b.no <= ${String(upTo)}::bigint
      and (e.object_kind is null or e.object_kind in ('connection', 'key', 'test', 'journey')) and e.detail::json ->> 'pending' is distinct from 'true'
    on conflict (account_id, endpoint_id, event_id) do nothing returning event_id`
  return rows.length
}

export interface Replayed {
  /** Events of the log that were looked at. */
  found: number
  /** Of these the ones that are due now and were not before. */
  due: number
  /** Of the newest one that was looked at. */
  lastAt: Date | null
}

/** The account's events since a moment, from the log: noted if they were not, and due again if they had left. */
export async function replayEvents(
  { sql, now }: World,
  accountId: string,
  endpointId: string,
  since: Date,
  limit: number,
): Promise<Replayed> {
  const [row] = await sql<Replayed>`
    with found as materialized (
      select p.account_id, p.id as endpoint_id, e.id, m.type, e.at, e.epoch, e.xid, case when e.object_kind = 'connection' then e.object end as object, c.subject_id, e.log_subject, coalesce(c.provider, e.detail::json ->> 'provider') as provider, e.detail
      from audit_entry e
        join unnest(${actions}::text[], ${types}::text[]) m (action, type) on m.action = e.action
        join webhook_endpoint p on p.account_id = ${accountId} and p.id = ${endpointId} and p.log_account = e.log_account and m.type = any (p.event_types)
        left join connections c on c.id = e.object
      where e.at >= ${since} and (e.object_kind is null or e.object_kind in ('connection', 'key', 'test', 'journey')) and e.detail::json ->> 'pending' is distinct from 'true'
      order by e.at, e.id limit ${limit}
    ), noted as (
      insert into webhook_delivery as d (account_id, endpoint_id, event_id, type, at, epoch, xid, connection_id, subject_id, log_subject, provider, detail, state, next_at, created_at)
      select account_id, endpoint_id, id, type, at, epoch, xid, object, subject_id, log_subject, provider, detail, 'pending', ${now()}, ${now()} from found
      on conflict (account_id, endpoint_id, event_id) do update set state = 'pending', attempts = 0, next_at = excluded.next_at, ended_at = null
      where d.state <> 'pending' returning d.event_id
    )
    select (select count(*) from found) as found, (select count(*) from noted) as due, (select max(at) from found) as "lastAt" limit 1`
  return row!
}

export interface TestEvent {
  accountId: string
  endpointId: string
  id: string
}

export const noteTest = ({ sql, now }: World, { accountId, endpointId, id }: TestEvent) => sql`
  insert into webhook_delivery (account_id, endpoint_id, event_id, type, at, epoch, xid, state, next_at, created_at)
  values (${accountId}, ${endpointId}, ${id}, ${testEvent.name}, ${now()}, 0, '0'::xid8, 'pending', ${now()}, ${now()})`

/** @returns whether there is such a delivery */
export async function sendAgain(
  { sql, now }: World,
  accountId: string,
  endpointId: string,
  eventId: string,
): Promise<boolean> {
  const rows = await sql`
    update webhook_delivery set state = 'pending', attempts = 0, next_at = ${now()}, ended_at = null
    where account_id = ${accountId} and endpoint_id = ${endpointId} and event_id = ${eventId} returning event_id`
  return rows.length === 1
}

/** What is told of an event. */
export interface Told {
  accountId: string
  endpointId: string
  eventId: string
  type: string
  at: Date
  connectionId: string | null
  subjectId: string | null
  logSubject: string | null
  provider: string | null
  detail: string | null
}

export interface Claimed extends Told {
  url: string
  attempts: number
  claimNo: number
}

export interface ClaimLimits {
  /** Deliveries in all. */
  most: number
  /** Under way to one endpoint at once, of all processes. */
  mostOfEndpoint: number
  /** An event waits for an earlier one of its connection as long as that was tried less often. */
  patientAttempts: number
  until: Date
}

/**
 * Takes what is due: of each endpoint in the log's order, and of a connection's events the earliest. Accounts take turns,
 * so that one whose receivers hang holds up no other. Rows that another process is taking are passed over.
 */
export const claimDue = (
  { sql, now }: World,
  { most, mostOfEndpoint, patientAttempts, until }: ClaimLimits,
) => sql<Claimed>`
  with under_way as materialized (
    select account_id, endpoint_id, count(*)::int as many from webhook_delivery where state = 'pending' and claimed_until > ${now()} group by account_id, endpoint_id
  ), due as materialized (
    select t.account_id, t.endpoint_id, t.event_id, p.url from webhook_endpoint p cross join lateral (
      select d.account_id, d.endpoint_id, d.event_id, d.epoch, d.xid from webhook_delivery d
      where d.account_id = p.account_id and d.endpoint_id = p.id and d.state = 'pending' and d.next_at <= ${now()} and (d.claimed_until is null or d.claimed_until <= ${now()})
        and not exists (select from webhook_delivery b where b.endpoint_id = d.endpoint_id and b.account_id = d.account_id and b.connection_id = d.connection_id
          and b.state = 'pending' and b.attempts < ${patientAttempts}::int and (b.epoch, b.xid, b.event_id) < (d.epoch, d.xid, d.event_id))
      order by d.epoch, d.xid, d.event_id
      limit greatest(0, ${mostOfEndpoint}::int - coalesce((select u.many from under_way u where u.endpoint_id = p.id), 0))
      for update skip locked
    ) t
    where p.disabled_at is null and (p.not_before is null or p.not_before <= ${now()})
    order by row_number() over (partition by t.account_id order by t.epoch, t.xid, t.event_id) + coalesce((select sum(u.many) from under_way u where u.account_id = t.account_id), 0)
    limit ${most}
  )
  update webhook_delivery d set claimed_until = ${until}, claim_no = d.claim_no + 1 from due
  where d.account_id = due.account_id and d.endpoint_id = due.endpoint_id and d.event_id = due.event_id
  returning d.account_id as "accountId", d.endpoint_id as "endpointId", d.event_id as "eventId", d.type, d.at, d.connection_id as "connectionId",
    d.subject_id as "subjectId", d.log_subject as "logSubject", d.provider, d.detail, due.url, d.attempts, d.claim_no as "claimNo"`

/** The app's own name for the user; none once that one is erased. */
export async function userOf(
  { sql }: World,
  { accountId, subjectId, logSubject }: Told,
): Promise<string | null> {
  const [row] = await sql<{ userId: string }>`
    select external_id as "userId" from subjects
    where account_id = ${accountId} and (id = ${subjectId} or log_subject = ${logSubject}) limit 1`
  return row?.userId ?? null
}

/** One attempt, as it is kept and shown. */
export interface Attempt {
  at: string
  milliseconds: number
  status: number | null
  reason: string | null
}

export interface Booking {
  state: 'pending' | 'delivered' | 'failed'
  /** Null when it has ended. */
  nextAt: Date | null
  attempt: Attempt
}

/** Kept of each delivery; it has ten attempts, and more only when somebody asked. */
const mostKept = 20

/** @returns whether the claim still held: else another has taken it meanwhile, or it has ended */
export async function bookAttempt(
  { sql, now }: World,
  { accountId, endpointId, eventId, claimNo }: Claimed,
  { state, nextAt, attempt }: Booking,
): Promise<boolean> {
  const rows = await sql`
    update webhook_delivery set state = ${state}, attempts = attempts + 1, next_at = coalesce(${nextAt}::timestamptz, next_at), claimed_until = null,
      ended_at = case when ${state} = 'pending' then null else ${now()}::timestamptz end, last_status = ${attempt.status}, last_reason = ${attempt.reason},
      history = case when jsonb_array_length(history) >= ${mostKept}::int then history - 0 else history end || ${JSON.stringify([attempt])}::jsonb
    where account_id = ${accountId} and endpoint_id = ${endpointId} and event_id = ${eventId} and claim_no = ${claimNo} and state = 'pending'
    returning event_id`
  return rows.length === 1
}

export const bookSuccess = ({ sql }: World, accountId: string, endpointId: string) => sql`
  update webhook_endpoint set failing_since = null, not_before = null
  where account_id = ${accountId} and id = ${endpointId} and (failing_since is not null or not_before is not null)`

/** @returns since when nothing arrived there */
export async function bookFailure(
  { sql, now }: World,
  accountId: string,
  endpointId: string,
  notBefore: Date | null,
): Promise<Date | null> {
  const [row] = await sql<{ failingSince: Date }>`
    update webhook_endpoint set failing_since = coalesce(failing_since, ${now()}), not_before = greatest(not_before, ${notBefore}::timestamptz)
    where account_id = ${accountId} and id = ${endpointId} returning failing_since as "failingSince"`
  return row?.failingSince ?? null
}

export interface DeliveryRow {
  eventId: string
  type: string
  at: Date
  connectionId: string | null
  state: string
  attempts: number
  nextAt: Date
  endedAt: Date | null
  lastStatus: number | null
  lastReason: string | null
  history: Attempt[]
}

export const deliveriesOf = (
  { sql }: World,
  accountId: string,
  endpointId: string,
  filter: { state: string | null; eventId: string | null },
  before: Place | null,
  limit: number,
) => sql<DeliveryRow>`
  select event_id as "eventId", type, at, connection_id as "connectionId", state, attempts, next_at as "nextAt", ended_at as "endedAt",
    last_status as "lastStatus", last_reason as "lastReason", history
  from webhook_delivery where account_id = ${accountId} and endpoint_id = ${endpointId}
    and (${filter.state}::text is null or state = ${filter.state}) and (${filter.eventId}::uuid is null or event_id = ${filter.eventId}::uuid)
    and (${before?.at ?? null}::timestamptz is null or (at, event_id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
  order by at desc, event_id desc limit ${limit}`

/** Whatever its state: what could not be sent for so long is nobody's news any more. A job's statement. */
export async function dropOld({ sql }: World, before: Date, limit: number): Promise<number> {
  const rows = await sql`
    delete from webhook_delivery where (account_id, endpoint_id, event_id) in
      (select account_id, endpoint_id, event_id from webhook_delivery where created_at < ${before} order by created_at limit ${limit}) returning event_id`
  return rows.length
}
