import type { World } from '../../../kit/world.ts'

/** A connection as its own rules see it: the pointer into the journal and the state around it. */
export interface ConnectionRow {
  id: string
  accountId: string
  subjectId: string
  provider: string
  providerSubject: string | null
  kind: 'oauth2' | 'service_account' | 'api_key'
  status: 'pending' | 'active' | 'needs_reauth' | 'closing'
  reason: string | null
  scopes: string[]
  tokenType: string
  generation: number
  grantNo: number
  nextGeneration: number
  expiresAt: Date | null
  softAt: Date | null
  createdAt: Date
}

/** Serialises what changes a connection: claim, save, failure, disconnect, reconnect. */
export async function lockConnection({ sql }: World, id: string): Promise<ConnectionRow | undefined> {
  const [row] = await sql<ConnectionRow>`
    select id, account_id as "accountId", subject_id as "subjectId", provider, provider_subject as "providerSubject", kind, status, reason, scopes, token_type as "tokenType",
      generation, grant_no as "grantNo", next_generation as "nextGeneration", access_expires_at as "expiresAt", soft_at as "softAt", created_at as "createdAt"
    from connections where id = ${id} for no key update`
  return row
}

/** What a warm read needs, in one round trip: the pointer, its sealed access token, the log's pseudonyms. */
export interface Readable extends ConnectionRow {
  sealedAccessToken: Buffer | null
  logAccount: string
  logSubject: string
}

export async function readable({ sql }: World, id: string): Promise<Readable | undefined> {
  const [row] = await sql<Readable>`
    select c.id, c.account_id as "accountId", c.subject_id as "subjectId", c.provider, c.provider_subject as "providerSubject", c.kind, c.status, c.reason, c.scopes, c.token_type as "tokenType",
      c.generation, c.grant_no as "grantNo", c.next_generation as "nextGeneration", c.access_expires_at as "expiresAt", c.soft_at as "softAt", c.created_at as "createdAt",
      v.access_token as "sealedAccessToken", a.log_account as "logAccount", s.log_subject as "logSubject"
    from connections c
    join accounts a on a.id = c.account_id
    join subjects s on s.account_id = c.account_id and s.id = c.subject_id
    left join token_version v on v.connection_id = c.id and v.generation = c.generation
    where c.id = ${id} limit 1`
  return row
}

/** A row of the journal, with its secrets sealed. */
export interface Version {
  generation: number
  grantNo: number
  accessToken: Buffer
  refreshToken: Buffer | null
  tokenType: string
  scopes: string[]
  expiresAt: Date | null
  receivedAt: Date
}

export async function versionOf(
  { sql }: World,
  connectionId: string,
  generation: number,
): Promise<Version | undefined> {
  const [row] = await sql<Version>`
    select generation, grant_no as "grantNo", access_token as "accessToken", refresh_token as "refreshToken", token_type as "tokenType", scopes,
      access_expires_at as "expiresAt", received_at as "receivedAt"
    from token_version where connection_id = ${connectionId} and generation = ${generation} and state = 'parsed' limit 1`
  return row
}

/** The newest token of the grant that the pointer does not show yet and the provider has not refused. */
export async function newestAhead({ sql }: World, connection: ConnectionRow): Promise<Version | undefined> {
  const [row] = await sql<Version>`
    select generation, grant_no as "grantNo", access_token as "accessToken", refresh_token as "refreshToken", token_type as "tokenType", scopes,
      access_expires_at as "expiresAt", received_at as "receivedAt"
    from token_version
    where connection_id = ${connection.id} and grant_no = ${connection.grantNo} and generation > ${connection.generation} and state = 'parsed' and not refused
    order by generation desc limit 1`
  return row
}

/**
 * Another token of the grant that was neither spent for a newer one nor refused: worth one try where reuse does no
 * harm. Of two answers to one refresh token nobody knows which the provider made last.
 */
export async function otherCandidate(
  { sql }: World,
  connection: ConnectionRow,
): Promise<Version | undefined> {
  const [row] = await sql<Version>`
    select generation, grant_no as "grantNo", access_token as "accessToken", refresh_token as "refreshToken", token_type as "tokenType", scopes,
      access_expires_at as "expiresAt", received_at as "receivedAt"
    from token_version v
    where connection_id = ${connection.id} and grant_no = ${connection.grantNo} and generation <> ${connection.generation} and state = 'parsed' and not refused
      and refresh_token is not null
      and not exists (
        select 1 from refresh_attempt a join token_version later on later.connection_id = a.connection_id and later.generation = a.generation and later.state = 'parsed'
        where a.connection_id = v.connection_id and a.from_generation = v.generation)
    order by received_at desc, generation desc limit 1`
  return row
}

export const markRefused = ({ sql }: World, connectionId: string, generation: number) => sql`
  update token_version set refused = true where connection_id = ${connectionId} and generation = ${generation}`

export interface NewVersion {
  accountId: string
  subjectId: string
  connectionId: string
  generation: number
  grantNo: number
  state: 'parsed' | 'unparsed'
  accessToken: Buffer | null
  refreshToken: Buffer | null
  raw: Buffer | null
  tokenType: string | null
  scopes: string[] | null
  expiresAt: Date | null
  receivedAt: Date
}

/** Does nothing when that generation was journalled before: a repeated save is the same save. @returns whether it is news */
export async function insertVersion({ sql }: World, version: NewVersion): Promise<boolean> {
  const rows = await sql`
  insert into token_version (connection_id, generation, account_id, subject_id, grant_no, state, access_token, refresh_token, raw, token_type, scopes, access_expires_at, received_at)
  values (${version.connectionId}, ${version.generation}, ${version.accountId}, ${version.subjectId}, ${version.grantNo}, ${version.state}, ${version.accessToken},
    ${version.refreshToken}, ${version.raw}, ${version.tokenType}, ${version.scopes}, ${version.expiresAt}, ${version.receivedAt})
  on conflict (connection_id, generation) do nothing returning generation`
  return rows.length === 1
}

/** How many versions behind the pointer are kept. */
const keptVersions = 5
export const pruneVersions = ({ sql }: World, connectionId: string, generation: number) => sql`
  delete from token_version where connection_id = ${connectionId} and generation < ${generation - keptVersions}`

export interface Pointer {
  connectionId: string
  generation: number
  tokenType: string
  scopes: string[]
  expiresAt: Date | null
  softAt: Date | null
}

/**
 * Moves the pointer only from where the writer started; a token that comes revives a connection that was given up. One
 * that is being ended stays so: nobody reads it, but who ends it goes on from the newest token.
 */
export async function movePointer(
  { sql, now }: World,
  to: Pointer,
  from: { generation: number; grantNo: number },
): Promise<boolean> {
  const rows = await sql`
    update connections set generation = ${to.generation}, token_type = ${to.tokenType}, scopes = ${to.scopes}, access_expires_at = ${to.expiresAt}, soft_at = ${to.softAt},
      refreshed_at = ${now()}, status = case when status = 'closing' then status else 'active' end, reason = null,
      status_at = case when status = 'needs_reauth' then ${now()} else status_at end
    where id = ${to.connectionId} and generation = ${from.generation} and grant_no = ${from.grantNo} and status in ('active', 'needs_reauth', 'closing')
    returning id`
  return rows.length === 1
}

export async function giveUp(
  { sql, now }: World,
  connectionId: string,
  reason: string,
  from: { generation: number; grantNo: number },
): Promise<boolean> {
  const rows = await sql`
    update connections set status = 'needs_reauth', reason = ${reason}, status_at = ${now()}
    where id = ${connectionId} and generation = ${from.generation} and grant_no = ${from.grantNo} and status = 'active' returning id`
  return rows.length === 1
}

export const reserveGeneration = ({ sql }: World, connectionId: string) => sql`
  update connections set next_generation = next_generation + 1 where id = ${connectionId}`
