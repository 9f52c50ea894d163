import type { World } from '../../../kit/world.ts'

export interface StoredConnection {
  accountId: string
  subjectId: string
  connectionId: string
  provider: string
  generation: number
  grantNo: number
  scopes: string[]
  requestedScopes: string[]
  tokenType: string
  expiresAt: Date | null
  softAt: Date | null
  label: string | null
  providerSubject: string
}

export const insertConnection = (
  { sql, now }: World,
  it: StoredConnection,
  status: 'pending' | 'active',
) => sql`
  insert into connections (id, account_id, subject_id, provider, kind, label, provider_subject, status, scopes, requested_scopes, token_type, generation, grant_no,
    next_generation, access_expires_at, soft_at, created_at, connected_at, status_at)
  values (${it.connectionId}, ${it.accountId}, ${it.subjectId}, ${it.provider}, 'oauth2', ${it.label}, ${it.providerSubject}, ${status}, ${it.scopes}, ${it.requestedScopes},
    ${it.tokenType}, ${it.generation}, ${it.grantNo}, ${it.generation + 1}, ${it.expiresAt}, ${it.softAt}, ${now()}, ${now()}, ${now()})`

export const insertBookkeeping = ({ sql }: World, it: StoredConnection) => sql`
  insert into connection_bookkeeping (connection_id, account_id) values (${it.connectionId}, ${it.accountId})`

/** A new grant under the old id: candidates of the grant before are never tried again. */
export async function renewGrant({ sql, now }: World, it: StoredConnection): Promise<void> {
  await sql`
    update connections set label = coalesce(label, ${it.label}), status = case when status = 'pending' then 'pending' else 'active' end, reason = null, status_at = ${now()},
      scopes = ${it.scopes}, requested_scopes = ${it.requestedScopes}, token_type = ${it.tokenType}, generation = ${it.generation}, grant_no = ${it.grantNo},
      next_generation = ${it.generation + 1}, access_expires_at = ${it.expiresAt}, soft_at = ${it.softAt}, connected_at = ${now()}
    where id = ${it.connectionId}`
  await sql`
    update connection_bookkeeping set failures = 0, read_after = null, sweep_after = null, last_failure_at = null, last_failure_code = null where connection_id = ${it.connectionId}`
}

export async function sameAccount(
  { sql }: World,
  subjectId: string,
  provider: string,
  providerSubject: string,
): Promise<{ id: string } | undefined> {
  const [row] = await sql<{ id: string }>`
    select id from connections where subject_id = ${subjectId} and provider = ${provider} and provider_subject = ${providerSubject} and status <> 'closing'
    order by created_at limit 1`
  return row
}

export const activate = async ({ sql, now }: World, id: string): Promise<boolean> => {
  const rows =
    await sql`update connections set status = 'active', status_at = ${now()} where id = ${id} and status = 'pending' returning id`
  return rows.length === 1
}

export async function supersede({ sql, now }: World, id: string): Promise<{ subjectId: string } | undefined> {
  const [row] = await sql<{ subjectId: string }>`
    update connections set status = 'needs_reauth', reason = 'superseded', status_at = ${now()}, grant_no = grant_no + 1
    where id = ${id} and status in ('active', 'needs_reauth', 'pending') returning subject_id as "subjectId"`
  return row
}

export async function accountAt(
  { sql }: World,
  id: string,
): Promise<{ provider: string; providerSubject: string; subjectId: string; isDirect: boolean } | undefined> {
  const [row] = await sql<{
    provider: string
    providerSubject: string
    subjectId: string
    isDirect: boolean
  }>`
    select provider, provider_subject as "providerSubject", subject_id as "subjectId", subject_id = account_id as "isDirect" from connections where id = ${id} limit 1`
  return row
}
