import type { World } from '../../../kit/world.ts'

export interface OperatorSession {
  accountId: string
  id: string
  createdAt: Date
  seenAt: Date
}

export const insertSession = ({ sql }: World, session: OperatorSession) => sql`
  insert into operator_session (account_id, id, created_at, seen_at)
  values (${session.accountId}, ${session.id}, ${session.createdAt}, ${session.seenAt})`

export async function touchSession(
  { sql, now }: World,
  id: string,
  seenAfter: Date,
): Promise<OperatorSession | undefined> {
  const [row] = await sql<OperatorSession>`
    update operator_session set seen_at = ${now()} where id = ${id} and seen_at > ${seenAfter}
    returning account_id as "accountId", id, created_at as "createdAt", seen_at as "seenAt"`
  return row
}

export const deleteSession = ({ sql }: World, id: string) =>
  sql`delete from operator_session where id = ${id}`
