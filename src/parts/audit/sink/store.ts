import type { World } from '../../../kit/world.ts'
import { type EntryPlace, type EntryRow, entryOfRow } from '../proof/store.ts'
import type { NumberedEntry } from './line.ts'

/** What was bound before the first sink was set is not sent: a copy of it comes with `audit export`. A job's statement, like all here. */
export const beginSink = ({ sql }: World) => sql`
  insert into audit_sink (epoch, xid, id, seq)
  select h.epoch, h.next_xid, '00000000-0000-0000-0000-000000000000', h.seq from audit_head h on conflict (one) do nothing`

export interface SinkRow {
  /** Entries it has taken, counted from the log's first. */
  seq: string
  /** Entries that are bound. */
  bound: string
  takenAt: Date | null
  failingSince: Date | null
  reason: string | null
}

export async function sinkRow({ sql }: World): Promise<SinkRow | null> {
  const [row] = await sql<SinkRow>`
    select s.seq::text, h.seq::text as bound, s.taken_at as "takenAt", s.failing_since as "failingSince", s.reason
    from audit_sink s, audit_head h limit 1`
  return row ?? null
}

export interface Claim extends EntryPlace {
  seq: string
  claimNo: string
}

/** For one process at a time; none while another holds it. */
export async function claimSink({ sql, now }: World, until: Date): Promise<Claim | null> {
  const [row] = await sql<Claim>`
    update audit_sink set claimed_until = ${until}, claim_no = claim_no + 1 where claimed_until is null or claimed_until <= ${now()}
    returning epoch, xid::text, id, seq::text, claim_no::text as "claimNo"`
  return row ?? null
}

/** Where the log begins, when that is behind the place: what lies between was dropped before it was taken. */
export async function droppedUpTo(
  { sql }: World,
  { epoch, xid }: EntryPlace,
): Promise<{ epoch: number; xid: string; seq: string } | null> {
  const [row] = await sql<{ epoch: number; xid: string; seq: string }>`
    select h.epoch, h.xid_to::text as xid, h.seq::text from audit_horizon h where (h.epoch, h.xid_to) > (${epoch}, ${xid}::xid8) order by h.no desc limit 1`
  return row ?? null
}

/** Bound entries behind a place, in the order in which they are bound, numbered. */
export async function boundAfter(
  { sql }: World,
  { epoch, xid, id, seq }: Pick<Claim, 'epoch' | 'xid' | 'id' | 'seq'>,
  limit: number,
): Promise<NumberedEntry[]> {
  const rows = await sql<EntryRow>`
    select e.epoch, e.xid::text, e.id, (extract(epoch from e.at) * 1000000)::bigint::text as "atMicroseconds", e.log_account as "logAccount", e.log_subject as "logSubject",
      e.actor_kind as "actorKind", e.actor, e.action, e.object_kind as "objectKind", e.object, e.outcome, e.n, e.request_id as "requestId", e.token_fp as "tokenFingerprint", e.detail, e.private
    from audit_entry e, audit_head h where (e.epoch, e.xid, e.id) > (${epoch}, ${xid}::xid8, ${id}::uuid) and (e.epoch, e.xid) < (h.epoch, h.next_xid)
    order by e.epoch, e.xid, e.id limit ${limit}`
  return rows.map((row, index) => ({ ...entryOfRow(row), seq: BigInt(seq) + BigInt(index + 1) }))
}

/** @returns whether the claim still held */
export async function moveSink(
  { sql, now }: World,
  { epoch, xid, id, seq, claimNo }: Claim,
): Promise<boolean> {
  const rows = await sql`
    update audit_sink set epoch = ${epoch}, xid = ${xid}::xid8, id = ${id}, seq = ${seq}::bigint, taken_at = ${now()}
    where claim_no = ${claimNo}::bigint returning one`
  return rows.length === 1
}

export const releaseSink = ({ sql }: World, { claimNo }: Claim) => sql`
  update audit_sink set claimed_until = null where claim_no = ${claimNo}::bigint`

/** @returns since when it had failed; null: it had not, or the claim is another's */
export async function markReturned({ sql }: World, { claimNo }: Claim): Promise<Date | null> {
  const [row] = await sql<{ since: Date }>`
    update audit_sink s set failing_since = null, reason = null from audit_sink before
    where s.claim_no = ${claimNo}::bigint and s.failing_since is not null and before.one = s.one returning before.failing_since as since`
  return row?.since ?? null
}

/** @returns whether it begins to fail with this */
export async function markFailed(
  { sql, now }: World,
  { claimNo }: Pick<Claim, 'claimNo'>,
  reason: string,
): Promise<boolean> {
  const [row] = await sql<{ isNew: boolean }>`
    update audit_sink s set failing_since = coalesce(s.failing_since, ${now()}), reason = ${reason} from audit_sink before
    where s.claim_no = ${claimNo}::bigint and before.one = s.one returning before.failing_since is null as "isNew"`
  return row?.isNew ?? false
}
