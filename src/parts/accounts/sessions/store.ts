import type { World } from '../../../kit/world.ts'
import type { Pair } from './tokens.ts'

/** A session as its person may see it. */
export interface SessionRow {
  id: string
  createdAt: Date
  authAt: Date
  methods: string[]
  seenAt: Date
  idleEndsAt: Date
  endsAt: Date
  agent: string | null
  address: string | null
  actingOperator: string | null
}

export interface NewSession {
  accountId: string
  id: string
  authAt: Date
  methods: readonly string[]
  accessEndsAt: Date
  idleEndsAt: Date
  endsAt: Date
  deviceId: string | null
  agent: string | null
  address: string | null
  actingOperator: string | null
  actingReason: string | null
}

export const insertSession = ({ sql, now }: World, session: NewSession, { access, refresh }: Pair) => sql`
  insert into person_session (account_id, id, created_at, auth_at, methods, seen_at, access_hash, access_ends_at, refresh_hash,
    idle_ends_at, ends_at, device_id, agent, from_address, acting_operator, acting_reason)
  values (${session.accountId}, ${session.id}, ${now()}, ${session.authAt}, ${session.methods}, ${now()}, ${access.hash}, ${session.accessEndsAt}, ${refresh.hash},
    ${session.idleEndsAt}, ${session.endsAt}, ${session.deviceId}, ${session.agent}, ${session.address}, ${session.actingOperator}, ${session.actingReason})`

/** Ends what is more than `most` live sessions, the oldest first. */
export const endOldest = ({ sql, now }: World, accountId: string, most: number) => sql<{ id: string }>`
  update person_session set ended_at = ${now()}, end_reason = 'too_many'
  where account_id = ${accountId} and id in (
    select id from person_session
    where account_id = ${accountId} and ended_at is null and idle_ends_at > ${now()} and ends_at > ${now()}
    order by created_at desc, id desc offset ${most} limit 1000)
  returning id`

export interface Renewable {
  generation: number
  endsAt: Date
}

/** A live session, held until the transaction ends. */
export async function holdSession(
  { sql, now }: World,
  accountId: string,
  id: string,
): Promise<Renewable | undefined> {
  const [row] = await sql<Renewable>`
    select generation, ends_at as "endsAt" from person_session
    where account_id = ${accountId} and id = ${id} and ended_at is null and idle_ends_at > ${now()} and ends_at > ${now()}
    for update`
  return row
}

/** The new pair takes the place of the one before. @returns false when the session ended, or got another pair meanwhile */
export async function replacePair(
  { sql, now }: World,
  accountId: string,
  id: string,
  { generation, pair, methods, accessEndsAt, idleEndsAt }: Replacement,
): Promise<boolean> {
  const [row] = await sql<{ isDone: boolean }>`
    select session_renew(${accountId}, ${id}, ${generation}, ${pair.access.hash}, ${pair.refresh.hash}, ${methods},
      ${now()}, ${accessEndsAt}, ${idleEndsAt}) as "isDone"`
  return row!.isDone
}

export interface Replacement {
  /** Of the new pair. */
  generation: number
  pair: Pair
  /** By what the person proved just now who it is. */
  methods: readonly string[]
  accessEndsAt: Date
  idleEndsAt: Date
}

export const liveSessions = ({ sql, now }: World, accountId: string) => sql<SessionRow>`
  select id, created_at as "createdAt", auth_at as "authAt", methods, seen_at as "seenAt", idle_ends_at as "idleEndsAt", ends_at as "endsAt",
    agent, from_address as "address", acting_operator as "actingOperator"
  from person_session
  where account_id = ${accountId} and ended_at is null and idle_ends_at > ${now()} and ends_at > ${now()}
  order by seen_at desc, id desc limit 1000`

/** @returns whether it was live until now; undefined when this person has no such session */
export async function endOne(
  { sql, now }: World,
  accountId: string,
  id: string,
  reason: string,
): Promise<boolean | undefined> {
  const [row] = await sql<{ wasLive: boolean }>`
    with before as (select id, ended_at from person_session where account_id = ${accountId} and id = ${id} for update)
    update person_session s set ended_at = coalesce(s.ended_at, ${now()}), end_reason = coalesce(s.end_reason, ${reason})
    from before where s.account_id = ${accountId} and s.id = before.id
    returning before.ended_at is null as "wasLive"`
  return row?.wasLive
}

export const endAllBut = (
  { sql, now }: World,
  accountId: string,
  except: string | null,
  reason: string,
) => sql<{ id: string }>`
  update person_session set ended_at = ${now()}, end_reason = ${reason}
  where account_id = ${accountId} and ended_at is null and id is distinct from ${except}::uuid
  returning id`

/** Tokens of outside issuers that were issued until now count no more. */
export const endOutsideTokens = ({ sql, now }: World, accountId: string) => sql`
  update person set not_before = ${now()} where account_id = ${accountId}`

/** Ends a session by a token of it whose tag is good, whatever its age. @returns whose it was, if it was live */
export async function endByToken(
  { sql, now }: World,
  id: string,
  reason: string,
): Promise<string | undefined> {
  const [row] = await sql<{ accountId: string | null }>`
    select session_end(${id}, ${now()}, ${reason}) as "accountId"`
  return row?.accountId ?? undefined
}

/** Once a minute at most, and never on the way of an answer. */
export const touchSession = (
  { sql, now }: World,
  accountId: string,
  id: string,
  seenBefore: Date,
  idleEndsAt: Date,
) => sql`
  update person_session set seen_at = ${now()}, idle_ends_at = greatest(idle_ends_at, least(${idleEndsAt}::timestamptz, ends_at))
  where account_id = ${accountId} and id = ${id} and seen_at < ${seenBefore} and ended_at is null`

/** A job's statement: sessions whose time ended long ago. */
export const pruneSessions = ({ sql }: World, endedBefore: Date, limit: number) => sql<{ id: string }>`
  delete from person_session where id in (
    select id from person_session where idle_ends_at < ${endedBefore} order by idle_ends_at limit ${limit})
  returning id`
