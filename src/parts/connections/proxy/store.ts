import type { World } from '../../../kit/world.ts'

export interface ProxiedRow {
  id: string
  provider: string
  subjectId: string
}

export async function proxiedConnection(
  { sql }: World,
  accountId: string,
  id: string,
): Promise<ProxiedRow | undefined> {
  const [row] = await sql<ProxiedRow>`
    select id, provider, subject_id as "subjectId" from connections
    where account_id = ${accountId} and id = ${id} and status <> 'closing' limit 1`
  return row
}

/** Whether the connection still shows this token. */
export async function showsGeneration(
  { sql }: World,
  accountId: string,
  id: string,
  generation: number,
): Promise<boolean> {
  const rows = await sql`
    select 1 from connections
    where account_id = ${accountId} and id = ${id} and generation = ${generation} and status = 'active' limit 1`
  return rows.length === 1
}
