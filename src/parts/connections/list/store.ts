import type { Place } from '../../../kit/listing.ts'
import type { World } from '../../../kit/world.ts'

/** A connection as its account sees it, with its bookkeeping and last use. */
export interface ShownRow {
  id: string
  subjectId: string
  userId: string
  provider: string
  kind: string
  label: string | null
  providerAccount: string | null
  status: 'pending' | 'active' | 'needs_reauth' | 'closing'
  reason: string | null
  scopes: string[]
  requestedScopes: string[]
  createdAt: Date
  connectedAt: Date
  refreshedAt: Date | null
  softExpiresAt: Date | null
  expiresAt: Date | null
  failures: number
  lastFailureAt: Date | null
  lastFailureCode: string | null
  nextAttemptAt: Date | null
  lastUsedAt: Date | null
  lastUsedKind: string | null
  lastUsedActor: string | null
}

export interface Filter {
  id: string | null
  userId: string | null
  provider: string | null
  status: string | null
  boundSubjectId: string | null
  /** Only those that need their owner, or whose last refreshes failed. */
  atRisk?: boolean
}

export const shownRows = (
  { sql }: World,
  accountId: string,
  filter: Filter,
  before: Place | null,
  limit: number,
) => sql<ShownRow>`
  select c.id, c.subject_id as "subjectId", s.external_id as "userId", c.provider, c.kind, c.label, c.provider_subject as "providerAccount", c.status, c.reason, c.scopes,
    c.requested_scopes as "requestedScopes", c.created_at as "createdAt", c.connected_at as "connectedAt", c.refreshed_at as "refreshedAt", c.soft_at as "softExpiresAt",
    c.access_expires_at as "expiresAt", b.failures, b.last_failure_at as "lastFailureAt", b.last_failure_code as "lastFailureCode", b.sweep_after as "nextAttemptAt",
    used.at as "lastUsedAt", used.kind as "lastUsedKind", used.actor as "lastUsedActor"
  from connections c
  join subjects s on s.account_id = c.account_id and s.id = c.subject_id
  join connection_bookkeeping b on b.connection_id = c.id
  left join lateral (
    select e.at, e.actor_kind as kind, e.actor from audit_entry e
    where e.log_account = (select a.log_account from accounts a where a.id = ${accountId}) and e.object = c.id and e.action in ('token.read', 'proxy.called') order by e.at desc limit 1
  ) used on true
  where c.account_id = ${accountId}
    and (${filter.id}::uuid is null or c.id = ${filter.id}::uuid)
    and (${filter.userId}::text is null or s.external_id = ${filter.userId})
    and (${filter.provider}::text is null or c.provider = ${filter.provider})
    and (${filter.status}::text is null or c.status = ${filter.status})
    and (not ${filter.atRisk ?? false} or c.status = 'needs_reauth' or b.failures > 0)
    and (${filter.boundSubjectId}::uuid is null or c.subject_id = ${filter.boundSubjectId}::uuid)
    and (${before?.at ?? null}::timestamptz is null or (c.created_at, c.id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
  order by c.created_at desc, c.id desc limit ${limit}`

export async function rename({ sql }: World, accountId: string, id: string, label: string): Promise<void> {
  await sql`update connections set label = ${label} where account_id = ${accountId} and id = ${id} and status <> 'closing'`
}

export interface Count {
  provider: string
  status: string
  count: number
}

export const counts = ({ sql }: World, accountId: string) => sql<Count>`
  select provider, status, count(*) as count from connections where account_id = ${accountId} group by provider, status order by provider, status limit 1000`

export async function wasTokenRead({ sql }: World, accountId: string): Promise<boolean> {
  const rows = await sql`
    select 1 from audit_entry e
    where e.log_account = (select a.log_account from accounts a where a.id = ${accountId}) and e.action = 'token.read' and e.actor_kind <> 'job' limit 1`
  return rows.length === 1
}
