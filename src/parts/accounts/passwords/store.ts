import type { World } from '../../../kit/world.ts'

export interface KeptPassword {
  hash: string
  changedAt: Date
}

/** Whoever it is of; asked by sign-in, before anybody is known. */
export async function findPassword({ sql }: World, accountId: string): Promise<KeptPassword | undefined> {
  const [row] = await sql<KeptPassword>`
    select hash, changed_at as "changedAt" from person_password_find(${accountId})`
  return row
}

export const putPassword = ({ sql, now }: World, accountId: string, hash: string) => sql`
  insert into person_password (account_id, hash, changed_at) values (${accountId}, ${hash}, ${now()})
  on conflict (account_id) do update set hash = ${hash}, changed_at = ${now()}`

/** Puts another hash where the one that was looked at still stands. */
export async function replacePassword(
  { sql, now }: World,
  accountId: string,
  hash: string,
  changedAt: Date,
): Promise<boolean> {
  const rows = await sql`
    update person_password set hash = ${hash}, changed_at = ${now()}
    where account_id = ${accountId} and changed_at = ${changedAt} returning account_id`
  return rows.length === 1
}

/** The same password by today's means: when it was changed stays as it was. */
export const rehashPassword = ({ sql }: World, accountId: string, hash: string, changedAt: Date) => sql`
  update person_password set hash = ${hash} where account_id = ${accountId} and changed_at = ${changedAt}`

/** Whether the password that was looked at still counts; who changes it waits until this transaction has ended. */
export async function holdPassword({ sql }: World, accountId: string, changedAt: Date): Promise<boolean> {
  const rows = await sql`
    select account_id from person_password where account_id = ${accountId} and changed_at = ${changedAt} for share`
  return rows.length === 1
}
