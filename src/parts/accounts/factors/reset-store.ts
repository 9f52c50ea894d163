import type { World } from '../../../kit/world.ts'

/** One that is under way stays as it is. */
export async function beginReset(
  { sql }: World,
  accountId: string,
  at: Date,
): Promise<{ at: Date; isNew: boolean }> {
  const [begun] = await sql<{ at: Date }>`
    update person set factor_reset_at = ${at} where account_id = ${accountId} and factor_reset_at is null
    returning factor_reset_at as at`
  if (begun) return { at: begun.at, isNew: true }
  const [row] = await sql<{ at: Date }>`
    select factor_reset_at as at from person where account_id = ${accountId} limit 1`
  return { at: row!.at, isNew: false }
}

export async function clearReset({ sql }: World, accountId: string): Promise<boolean> {
  const rows = await sql`
    update person set factor_reset_at = null where account_id = ${accountId} and factor_reset_at is not null returning account_id`
  return rows.length === 1
}

/** One statement decides between the job and who takes it back. */
export async function endReset({ sql, now }: World, accountId: string): Promise<boolean> {
  const rows = await sql`
    update person set factor_reset_at = null where account_id = ${accountId} and factor_reset_at <= ${now()} returning account_id`
  return rows.length === 1
}

/** A job's query. */
export const dueResets = ({ sql, now }: World, limit: number) => sql<{ accountId: string }>`
  select account_id as "accountId" from person where factor_reset_at <= ${now()} order by factor_reset_at limit ${limit}`

export async function resetAt({ sql }: World, accountId: string): Promise<Date | null> {
  const [row] = await sql<{ at: Date | null }>`
    select factor_reset_at as at from person where account_id = ${accountId} limit 1`
  return row?.at ?? null
}
