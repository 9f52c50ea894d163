import { hoursAfter } from '../../../kit/duration.ts'
import type { World } from '../../../kit/world.ts'

/** A request that is to take effect once. */
export interface OnceRequest {
  accountId: string
  /** Hash of caller, route and key; 32 bytes. */
  id: Buffer
  /** Hash of what is asked; 32 bytes. */
  fingerprint: Buffer
  /** Who is at work: this request's own id. */
  holder: string
}

/** How long an answer is kept. */
export const keptHours = 24
// Longer than any route takes, so that nobody takes over from one who is still at work.
const heldSeconds = 90

/** Takes the place, unless it is taken: waits for a transaction that is just taking it. @returns whether it is ours */
export async function takePlace(
  { sql, now }: World,
  { accountId, id, fingerprint, holder }: OnceRequest,
): Promise<boolean> {
  const expiresAt = hoursAfter(now(), keptHours)
  const rows = await sql`
    insert into idempotent_request as r (account_id, id, fingerprint, holder, held_until, expires_at)
    values (${accountId}, ${id}, ${fingerprint}, ${holder}, clock_timestamp() + ${heldSeconds} * interval '1 second', ${expiresAt})
    on conflict (account_id, id) do update set fingerprint = excluded.fingerprint, holder = excluded.holder,
      held_until = excluded.held_until, status = null, body = null, expires_at = excluded.expires_at
    where r.expires_at <= ${now()} or r.held_until <= clock_timestamp()
    returning holder`
  return rows.length === 1
}

export interface Place {
  fingerprint: Buffer
  /** `null` while somebody is at work. */
  status: number | null
  body: string | null
  heldSeconds: number | null
}

export async function findPlace({ sql }: World, { accountId, id }: OnceRequest): Promise<Place | undefined> {
  const [row] = await sql<Place>`
    select fingerprint, status, body, extract(epoch from held_until - clock_timestamp())::float8 as "heldSeconds"
    from idempotent_request where account_id = ${accountId} and id = ${id} limit 1`
  return row
}

export const saveAnswer = (
  { sql }: World,
  { accountId, id, holder }: OnceRequest,
  { status, body }: { status: number; body: string | null },
) => sql`
  update idempotent_request set held_until = null, status = ${status}, body = ${body}
  where account_id = ${accountId} and id = ${id} and holder = ${holder}`

/** Gives the place up: whoever asks again may try. */
export const leavePlace = ({ sql }: World, { accountId, id, holder }: OnceRequest) => sql`
  delete from idempotent_request where account_id = ${accountId} and id = ${id} and holder = ${holder} and held_until is not null`

/** Runs as the jobs. @returns how many */
export async function sweepPlaces({ sql, now }: World, most: number): Promise<number> {
  const rows = await sql`
    delete from idempotent_request where (account_id, id) in
      (select account_id, id from idempotent_request where expires_at <= ${now()} order by expires_at limit ${most})
    returning id`
  return rows.length
}

/** Runs as the jobs: answers of whatever account that name somebody who is erased. A word stands in JSON in its quotes. */
export const dropAnswersAbout = ({ sql }: World, word: string) => sql`
  delete from idempotent_request where position(${JSON.stringify(word)} in body) > 0`

/** The same among the answers of the world's own account. */
export const dropOwnAnswersAbout = ({ sql }: World, accountId: string, word: string) => sql`
  delete from idempotent_request where account_id = ${accountId} and position(${JSON.stringify(word)} in body) > 0`
