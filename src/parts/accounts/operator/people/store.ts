import type { Place } from '../../../../kit/listing.ts'
import type { World } from '../../../../kit/world.ts'
import type { PersonRow } from '../../people/store.ts'
import type { Role } from '../../sessions/find-store.ts'

/** A page of everybody, newest first; a job's query. `begins` is how a user name begins, in small letters. */
export const peoplePage = (
  { sql }: World,
  begins: string | null,
  before: Place | null,
  limit: number,
) => sql<PersonRow>`
  select account_id as "accountId", username, display_name as "displayName", address, address_generation as "addressGeneration",
    verified_at as "verifiedAt", contested_at as "contestedAt", created_at as "createdAt", disabled_at as "disabledAt",
    erase_at as "eraseAt", is_operator as "isOperator"
  from person
  where (${begins}::text is null or lower(username) like ${begins === null ? null : `${escaped(begins)}%`})
    and (${before?.at ?? null}::timestamptz is null or (created_at, account_id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
  order by created_at desc, account_id desc limit ${limit}`

const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&')

export async function disablePerson(
  { sql, now }: World,
  accountId: string,
  reason: string,
): Promise<boolean> {
  const rows = await sql`
    update person set disabled_at = coalesce(disabled_at, ${now()}), disabled_reason = ${reason} where account_id = ${accountId} returning account_id`
  return rows.length === 1
}

/** @returns false where there is nobody, or whoever it was is being erased */
export async function enablePerson({ sql }: World, accountId: string): Promise<boolean> {
  const rows = await sql`
    update person set disabled_at = null, disabled_reason = null where account_id = ${accountId}
      and not exists (select from subjects s where s.account_id = ${accountId} and s.id = ${accountId} and s.erasing_at is not null)
    returning account_id`
  return rows.length === 1
}

export const setOperator = ({ sql }: World, accountId: string, isOperator: boolean) => sql`
  update person set is_operator = ${isOperator} where account_id = ${accountId}`

/** What the log calls a person. */
export async function logNameOf({ sql }: World, accountId: string): Promise<string | null> {
  const [row] = await sql<{ name: string | null }>`select audit_person(${accountId}) as name`
  return row!.name
}

export async function disabledReason({ sql }: World, accountId: string): Promise<string | null> {
  const [row] = await sql<{ reason: string | null }>`
    select disabled_reason as reason from person where account_id = ${accountId} limit 1`
  return row?.reason ?? null
}

/** A job's query: people with a session that is live. */
export const signedInPeople = ({ sql, now }: World, limit: number) => sql<{ accountId: string }>`
  select distinct account_id as "accountId" from person_session
  where ended_at is null and idle_ends_at > ${now()} and ends_at > ${now()} limit ${limit}`

/** Whether the world's own account is a team. */
export async function isTeam({ sql }: World, accountId: string): Promise<boolean> {
  const rows = await sql`select id from accounts where id = ${accountId} and kind = 'team' limit 1`
  return rows.length === 1
}

export interface Member {
  personId: string
  role: Role
  createdAt: Date
}

export const membersOf = ({ sql }: World, accountId: string) => sql<Member>`
  select person_id as "personId", role, created_at as "createdAt" from membership
  where account_id = ${accountId} order by created_at, person_id limit 1000`

export const putMember = ({ sql, now }: World, accountId: string, personId: string, role: Role) => sql`
  insert into membership (account_id, person_id, role, created_at) values (${accountId}, ${personId}, ${role}, ${now()})
  on conflict (account_id, person_id) do update set role = excluded.role`

export async function removeMember({ sql }: World, accountId: string, personId: string): Promise<boolean> {
  const rows = await sql`
    delete from membership where account_id = ${accountId} and person_id = ${personId} returning person_id`
  return rows.length === 1
}
