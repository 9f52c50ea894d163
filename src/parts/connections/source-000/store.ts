import type { World } from '../../../kit/world.ts'

/** A user's connection with what source 000 tells of it. */
export interface OwnRow {
  id: string
  subjectId: string
  status: 'active' | 'needs_reauth'
  reason: string | null
  providerSubject: string
  scopes: string[]
  generation: number
  grantNo: number
  expiresAt: Date | null
  connectedAt: Date
  refreshedAt: Date | null
  sealedAccessToken: Buffer | null
}

/**
 * The user's connections there that are not pending or ending, the one connected last first. Without a user those of whom
 * the key is bound to; of nobody where it is bound to none.
 */
export const ownRows = (
  { sql }: World,
  of: { accountId: string; userId: string | null; provider: string; boundSubjectId: string | null },
) => sql<OwnRow>`
  select c.id, c.subject_id as "subjectId", c.status, c.reason, c.provider_subject as "providerSubject", c.scopes, c.generation, c.grant_no as "grantNo",
    c.access_expires_at as "expiresAt", c.connected_at as "connectedAt", c.refreshed_at as "refreshedAt", v.access_token as "sealedAccessToken"
  from connections c
  join subjects s on s.account_id = c.account_id and s.id = c.subject_id
  left join token_version v on v.connection_id = c.id and v.generation = c.generation
  where c.account_id = ${of.accountId} and s.erasing_at is null
    and (s.external_id = ${of.userId} or (${of.userId}::text is null and c.subject_id = ${of.boundSubjectId}::uuid))
    and c.provider = ${of.provider} and c.kind = 'oauth2' and c.status in ('active', 'needs_reauth')
    and (${of.boundSubjectId}::uuid is null or c.subject_id = ${of.boundSubjectId}::uuid)
  order by c.connected_at desc, c.id desc limit 20`

export interface EndingRow {
  id: string
  accountId: string
}

/**
 * A job's query: what ends before that moment or has ended, over all accounts. Each user's most urgent one comes before
 * any user's second.
 */
export const endingBefore = (
  { sql, now }: World,
  provider: string,
  before: Date,
  limit: number,
) => sql<EndingRow>`
  select id, "accountId" from (
    select c.id, c.account_id as "accountId", c.access_expires_at,
      row_number() over (partition by c.account_id, c.subject_id order by c.access_expires_at) as turn
    from connections c join connection_bookkeeping b on b.connection_id = c.id
    where c.status = 'active' and c.soft_at <= ${before} and c.access_expires_at <= ${before} and c.provider = ${provider}
      and (b.sweep_after is null or b.sweep_after <= ${now()})
  ) ending
  order by turn, access_expires_at limit ${limit}`
