import type { World } from '../../../kit/world.ts'

export type Confirm = 'none' | 'app' | 'operator'

export interface ConnectSession {
  accountId: string
  id: string
  subjectId: string
  provider: string
  scopes: string[]
  subjectLabel: string | null
  returnTo: string | null
  confirm: Confirm
  reconnectId: string | null
  connectionId: string | null
  createdAt: Date
  expiresAt: Date
}

export const insertSession = ({ sql }: World, session: Omit<ConnectSession, 'connectionId'>) => sql`
  insert into connect_session (account_id, id, subject_id, provider, scopes, subject_label, return_to, confirm, reconnect_id, created_at, expires_at)
  values (${session.accountId}, ${session.id}, ${session.subjectId}, ${session.provider}, ${session.scopes}, ${session.subjectLabel}, ${session.returnTo},
    ${session.confirm}, ${session.reconnectId}, ${session.createdAt}, ${session.expiresAt})`

export async function findSession(
  { sql }: World,
  id: string,
): Promise<(ConnectSession & { appName: string }) | undefined> {
  const [row] = await sql<ConnectSession & { appName: string }>`
    select s.account_id as "accountId", s.id, s.subject_id as "subjectId", s.provider, s.scopes, s.subject_label as "subjectLabel", s.return_to as "returnTo", s.confirm,
      s.reconnect_id as "reconnectId", s.connection_id as "connectionId", s.created_at as "createdAt", s.expires_at as "expiresAt", a.name as "appName"
    from connect_session s join accounts a on a.id = s.account_id where s.id = ${id} limit 1`
  return row
}

export const noteConnection = ({ sql }: World, sessionId: string, connectionId: string) => sql`
  update connect_session set connection_id = ${connectionId} where id = ${sessionId}`

export interface ConnectAttempt {
  accountId: string
  id: string
  sessionId: string | null
  subjectId: string
  provider: string
  issuer: string | null
  clientId: string
  redirectUri: string
  scopes: string[]
  cookieHash: Buffer
  verifier: Buffer | null
  nonce: Buffer | null
  byOperator: boolean
  createdAt: Date
}

export const insertAttempt = ({ sql }: World, attempt: ConnectAttempt) => sql`
  insert into connect_attempt (account_id, id, session_id, subject_id, provider, issuer, client_id, redirect_uri, scopes, cookie_hash, verifier, nonce, by_operator, created_at)
  values (${attempt.accountId}, ${attempt.id}, ${attempt.sessionId}, ${attempt.subjectId}, ${attempt.provider}, ${attempt.issuer}, ${attempt.clientId}, ${attempt.redirectUri},
    ${attempt.scopes}, ${attempt.cookieHash}, ${attempt.verifier}, ${attempt.nonce}, ${attempt.byOperator}, ${attempt.createdAt})`

export async function takeAttempt({ sql }: World, id: string): Promise<ConnectAttempt | undefined> {
  const [row] = await sql<ConnectAttempt>`
    delete from connect_attempt where id = ${id}
    returning account_id as "accountId", id, session_id as "sessionId", subject_id as "subjectId", provider, issuer, client_id as "clientId", redirect_uri as "redirectUri",
      scopes, cookie_hash as "cookieHash", verifier, nonce, by_operator as "byOperator", created_at as "createdAt"`
  return row
}

export interface ReturnAddress {
  origin: string
  pathPrefix: string
}

export const returnAddresses = ({ sql }: World) => sql<ReturnAddress>`
  select origin, path_prefix as "pathPrefix" from return_address order by origin, path_prefix limit 100`

export const insertReturnAddress = (
  { sql, now }: World,
  accountId: string,
  { origin, pathPrefix }: ReturnAddress,
) => sql`
  insert into return_address (account_id, origin, path_prefix, created_at) values (${accountId}, ${origin}, ${pathPrefix}, ${now()}) on conflict do nothing`

/** A job's query: sessions and ways that were never finished. */
export const staleSessions = ({ sql }: World, before: Date, limit: number) => sql<{
  accountId: string
  id: string
}>`
  select account_id as "accountId", id from connect_session where expires_at < ${before} limit ${limit}`
export const staleAttempts = ({ sql }: World, before: Date, limit: number) => sql<{
  accountId: string
  id: string
}>`
  select account_id as "accountId", id from connect_attempt where created_at < ${before} limit ${limit}`
/** Whoever comes back from a provider finds none of these. */
export async function dropAttempts({ sql }: World, accountId: string): Promise<void> {
  await sql`delete from connect_attempt where account_id = ${accountId}`
  await sql`delete from connect_session where account_id = ${accountId}`
}

export const deleteSession = ({ sql }: World, id: string) => sql`delete from connect_session where id = ${id}`
