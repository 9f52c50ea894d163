import type { World } from '../../../kit/world.ts'

export interface Contact {
  accountId: string
  subjectId: string
  generation: number
  address: Buffer
}

export async function findContact({ sql }: World, subjectId: string): Promise<Contact | undefined> {
  const [row] = await sql<Contact>`
    select account_id as "accountId", subject_id as "subjectId", generation::int, address from subject_contact where subject_id = ${subjectId} limit 1`
  return row
}

/** Holds the row, so that of two who give an address at once the second follows the first. */
export async function nextContactGeneration({ sql }: World, subjectId: string): Promise<number> {
  const [row] = await sql<{ generation: number }>`
    select generation::int from subject_contact where subject_id = ${subjectId} limit 1 for update`
  return (row?.generation ?? 0) + 1
}

export const putContact = ({ sql }: World, { accountId, subjectId, generation, address }: Contact) => sql`
  insert into subject_contact (account_id, subject_id, address, generation) values (${accountId}, ${subjectId}, ${address}, ${generation})
  on conflict (account_id, subject_id) do update set address = excluded.address, generation = excluded.generation`

export const deleteContact = ({ sql }: World, subjectId: string) => sql`
  delete from subject_contact where subject_id = ${subjectId}`

/** The cursor's row, for one process at a time. A job's statement, like those of following and claiming. */
export const holdCursor = ({ sql }: World) => sql<{ no: string; head: string }>`
  select c.no::text, h.no::text as head from reminder_cursor c, audit_head h limit 1 for update of c skip locked`

export const moveCursor = ({ sql }: World, no: bigint) =>
  sql`update reminder_cursor set no = ${String(no)}::bigint`

/** What these blocks tell of connections that need their owner, once for each event; what is older is nobody's news. */
export async function noteReminders(
  { sql, now }: World,
  after: bigint,
  upTo: bigint,
  since: Date,
): Promise<number> {
  const rows = await sql`
    insert into reminder (account_id, event_id, connection_id, subject_id, state, next_at, created_at)
    select c.account_id, e.id, c.id, c.subject_id, 'waiting', ${now()}, ${now()}
    from audit_block b join audit_entry e on e.epoch = b.epoch and e.xid >= b.xid_from and e.xid < b.xid_to join connections c on c.id = e.object
    where b.no > ${String(after)}::bigint and b.no <= ${String(upTo)}::bigint
      and e.action = 'connection.needs_reauth' and e.object_kind = 'connection' and e.at >= ${since}
    on conflict (account_id, event_id) do nothing returning event_id`
  return rows.length
}

export interface Claimed {
  accountId: string
  eventId: string
  connectionId: string
  subjectId: string
  attempts: number
  claimNo: number
}

/** The one that is due the longest; those that another process is at are passed over. */
export async function claimReminder({ sql, now }: World, until: Date): Promise<Claimed | undefined> {
  const [row] = await sql<Claimed>`
    with due as materialized (
      select account_id, event_id from reminder where state = 'waiting' and next_at <= ${now()} and (claimed_until is null or claimed_until <= ${now()})
      order by next_at limit 1 for update skip locked)
    update reminder r set claimed_until = ${until}, claim_no = r.claim_no + 1 from due where r.account_id = due.account_id and r.event_id = due.event_id
    returning r.account_id as "accountId", r.event_id as "eventId", r.connection_id as "connectionId", r.subject_id as "subjectId", r.attempts, r.claim_no::int as "claimNo"`
  return row
}

export interface Booking {
  state: 'waiting' | 'sent' | 'failed' | 'dropped'
  reason: string | null
  /** Null when it has ended. */
  nextAt: Date | null
}

/** @returns whether the claim still held */
export async function bookReminder(
  { sql, now }: World,
  { eventId, claimNo }: Claimed,
  { state, reason, nextAt }: Booking,
): Promise<boolean> {
  const rows = await sql`
    update reminder set state = ${state}, reason = ${reason}, attempts = attempts + 1, next_at = coalesce(${nextAt}::timestamptz, next_at), claimed_until = null,
      ended_at = case when ${state} = 'waiting' then null else ${now()}::timestamptz end
    where event_id = ${eventId} and claim_no = ${claimNo} and state = 'waiting' returning event_id`
  return rows.length === 1
}

/** What has to be known of a connection to write to its owner. */
export interface Needing {
  provider: string
  label: string | null
  reason: string | null
  kind: string
  status: string
  appName: string
  isOff: boolean
  /** Mails about this user's connections since that moment. */
  sentLately: number
}

export async function needingConnection(
  { sql }: World,
  { connectionId, subjectId }: Claimed,
  since: Date,
): Promise<Needing | undefined> {
  const [row] = await sql<Needing>`
    select c.provider, c.label, c.reason, c.kind, c.status, a.name as "appName", exists (select from reminders_off) as "isOff",
      (select count(*)::int from reminder r where r.subject_id = ${subjectId} and r.state = 'sent' and r.ended_at > ${since}) as "sentLately"
    from connections c join accounts a on a.id = c.account_id where c.id = ${connectionId} limit 1`
  return row
}

/** Mails since that moment about users without an address of their own, as far as it matters whether there were so many. */
export async function sentWithoutAddress({ sql }: World, since: Date, most: number): Promise<number> {
  const rows = await sql`
    select from reminder r where r.state = 'sent' and r.ended_at > ${since}
      and not exists (select from subject_contact s where s.subject_id = r.subject_id) limit ${most}`
  return rows.length
}

export const switchOff = ({ sql, now }: World, accountId: string) => sql`
  insert into reminders_off (account_id, since) values (${accountId}, ${now()}) on conflict do nothing`
export const switchOn = ({ sql }: World) => sql`delete from reminders_off`

export interface Summary {
  isOff: boolean
  waiting: number
  sent: number
  failed: number
  lastReason: string | null
}

/** Of the account's reminders since that moment. */
export async function summaryOf({ sql }: World, since: Date): Promise<Summary> {
  const [row] = await sql<Summary>`
    select exists (select from reminders_off) as "isOff", count(*) filter (where state = 'waiting')::int as waiting,
      count(*) filter (where state = 'sent')::int as sent, count(*) filter (where state = 'failed')::int as failed,
      (select r.reason from reminder r where r.state in ('waiting', 'failed') and r.reason is not null order by r.created_at desc limit 1) as "lastReason"
    from reminder where created_at > ${since} limit 1`
  return row!
}

/** A job's statement. */
export async function dropOldReminders({ sql }: World, before: Date, limit: number): Promise<number> {
  const rows = await sql`
    delete from reminder where (account_id, event_id) in (select account_id, event_id from reminder where created_at < ${before} order by created_at limit ${limit})
    returning event_id`
  return rows.length
}
