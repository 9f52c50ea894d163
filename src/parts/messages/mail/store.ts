import type { World } from '../../../kit/world.ts'

export interface Queued {
  accountId: string
  id: string
  template: string
  content: Buffer
  /** Stays here, to be read by who made its receiver up. */
  isKept?: boolean
}

/**
 * Lets a mail leave at once, unless one of its template was queued to the person since that moment; null: whatever was.
 * @returns whether it was taken
 */
export async function putMail(
  { sql, now }: World,
  { accountId, id, template, content, isKept = false }: Queued,
  onlyOneSince: Date | null,
): Promise<boolean> {
  const rows = await sql`
    insert into outgoing_mail (account_id, id, template, content, state, next_at, created_at, ended_at)
    select ${accountId}, ${id}, ${template}, ${content}::bytea, ${isKept ? 'kept' : 'waiting'}, ${now()}::timestamptz, ${now()}::timestamptz,
      ${isKept ? now() : null}::timestamptz
    where not exists (select from outgoing_mail m
      where m.account_id = ${accountId} and m.template = ${template} and m.created_at > ${onlyOneSince}::timestamptz)
    on conflict do nothing returning id`
  return rows.length === 1
}

/** In the transaction that erases, bound to the account that goes: a policy lets this one template through. */
export const putFarewell = ({ sql, now }: World, { accountId, id, template, content }: Queued) => sql`
  insert into outgoing_mail (account_id, id, template, content, state, next_at, created_at)
  values (${accountId}, ${id}, ${template}, ${content}, 'waiting', ${now()}, ${now()})`

export interface Kept {
  id: string
  template: string
  content: Buffer
  generation: number
}

/** Mail that stays here, to the person whose account the world is bound to; newest first. */
export const keptMail = ({ sql }: World, accountId: string, limit: number) => sql<Kept>`
  select id, template, content, generation::int from outgoing_mail
  where account_id = ${accountId} and state = 'kept' and content is not null order by created_at desc, id desc limit ${limit}`

export interface Claimed {
  accountId: string
  id: string
  template: string
  content: Buffer
  generation: number
  /** With this one; names the claim. */
  attempts: number
  /** Why the attempt before failed. */
  reason: string | null
  createdAt: Date
}

/**
 * Those that are due the longest; what another process is at is passed over.
 * @param queuedBefore only what is as old as that
 */
export const claimMail = (
  { sql, now }: World,
  { most, until, queuedBefore }: { most: number; until: Date; queuedBefore: Date },
) => sql<Claimed>`
  with due as materialized (
    select account_id, id from outgoing_mail
    where state = 'waiting' and next_at <= ${now()} and (claimed_until is null or claimed_until <= ${now()}) and created_at <= ${queuedBefore}
    order by next_at limit ${most} for update skip locked)
  update outgoing_mail m set claimed_until = ${until}, attempts = m.attempts + 1 from due where m.account_id = due.account_id and m.id = due.id
  returning m.account_id as "accountId", m.id, m.template, m.content, m.generation::int, m.attempts, m.reason, m.created_at as "createdAt"`

export interface Booking {
  state: 'waiting' | 'sent' | 'failed'
  reason: string | null
  /** Null when it has ended. */
  nextAt: Date | null
}

/** What has ended is kept without its content. @returns whether the claim still held */
export async function bookMail(
  { sql, now }: World,
  { id, attempts }: Claimed,
  { state, reason, nextAt }: Booking,
): Promise<boolean> {
  const rows = await sql`
    update outgoing_mail set state = ${state}, reason = ${reason}, next_at = coalesce(${nextAt}::timestamptz, next_at), claimed_until = null,
      content = case when ${state} = 'waiting' then content end, ended_at = case when ${state} <> 'waiting' then ${now()}::timestamptz end
    where id = ${id} and attempts = ${attempts} and state = 'waiting' returning id`
  return rows.length === 1
}

export interface Outgoing {
  id: string
  template: string
  state: string
  attempts: number
  reason: string | null
  createdAt: Date
  endedAt: Date | null
}

/** The newest of all accounts; what they say and to whom is not read. */
export const newestMail = ({ sql }: World, limit: number) => sql<Outgoing>`
  select id, template, state, attempts, reason, created_at as "createdAt", ended_at as "endedAt"
  from outgoing_mail order by created_at desc limit ${limit}`

export async function dropEndedMail({ sql }: World, before: Date, limit: number): Promise<number> {
  const rows = await sql`
    delete from outgoing_mail where (account_id, id) in
      (select account_id, id from outgoing_mail where state <> 'waiting' and ended_at < ${before} order by ended_at limit ${limit})
    returning id`
  return rows.length
}
