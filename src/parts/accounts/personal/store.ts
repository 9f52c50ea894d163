import type { World } from '../../../kit/world.ts'
import type { Role } from '../sessions/find-store.ts'

export interface Asked {
  table: string
  columns: readonly string[]
  newest?: { by: string; most: number }
}

/** Rows of the world's account, by table: one statement, so all of one moment. */
export const personalRows = ({ sql }: World, asked: readonly Asked[]) => sql<{
  name: string
  content: Record<string, unknown>
}>`
  select name, content from personal_rows(${JSON.stringify(asked)}::jsonb)`

export const membershipsOf = ({ sql }: World, personId: string) => sql<{ accountId: string; role: Role }>`
  select account_id as "accountId", role from memberships_of(${personId})`

/** How many rows of the world's account there are, by table. */
export const personalCounts = ({ sql }: World, tables: string[]) => sql<{ name: string; n: number }>`
  select name, n from personal_counts(${tables})`

/** The grace begins, unless it runs already. @returns when it ends */
export async function beginErasure(
  { sql }: World,
  accountId: string,
  at: Date,
): Promise<{ at: Date; isNew: boolean }> {
  const [begun] = await sql`
    update person set erase_at = ${at} where account_id = ${accountId} and erase_at is null returning account_id`
  if (begun) return { at, isNew: true }
  const [row] = await sql<{
    at: Date
  }>`select erase_at as at from person where account_id = ${accountId} limit 1`
  return { at: row!.at, isNew: false }
}

/** @returns false when there is nothing to take back, or it has begun */
export async function clearErasure({ sql, now }: World, accountId: string): Promise<boolean> {
  const rows = await sql`
    update person set erase_at = null where account_id = ${accountId} and erase_at > ${now()} returning account_id`
  return rows.length === 1
}

/** A job's query. */
export const dueErasures = ({ sql, now }: World, limit: number) => sql<{ accountId: string }>`
  select account_id as "accountId" from person where erase_at <= ${now()} order by erase_at limit ${limit}`

/** Since when nobody gets in any more: with the person's row held, so that of it and a sign-in one is first. */
export async function fence(
  { sql, now }: World,
  accountId: string,
): Promise<{ at: Date; isNew: boolean } | undefined> {
  const [due] = await sql`
    select account_id from person where account_id = ${accountId} and erase_at <= ${now()} for no key update limit 1`
  if (!due) return undefined
  const [begun] = await sql`
    update subjects set erasing_at = ${now()} where account_id = ${accountId} and id = ${accountId} and erasing_at is null returning id`
  await sql`
    update person set disabled_at = coalesce(disabled_at, ${now()}), disabled_reason = coalesce(disabled_reason, 'erased') where account_id = ${accountId}`
  const [row] = await sql<{ at: Date }>`
    select erasing_at as at from subjects where account_id = ${accountId} and id = ${accountId} limit 1`
  return { at: row!.at, isNew: begun !== undefined }
}

export const subjectIds = ({ sql }: World, accountId: string) => sql<{ id: string }>`
  select id from subjects where account_id = ${accountId} limit 10000`

export const eraseTable = ({ sql }: World, table: string) => sql`select personal_erase(${table})`

/** What led to the account before anybody was known. */
export const forgetLookups = ({ sql }: World) => sql`select person_forget()`

/** Whatever refers to it is gone by now, or the database refuses. */
export async function deleteAccount({ sql }: World, accountId: string): Promise<void> {
  await sql`delete from subjects where account_id = ${accountId}`
  await sql`delete from accounts where id = ${accountId}`
}
