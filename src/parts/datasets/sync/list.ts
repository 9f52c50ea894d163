import type { Place } from '../../../kit/listing.ts'
import type { World } from '../../../kit/world.ts'
import { shownFreshness } from '../figures/read.ts'

export interface SyncRow {
  id: string
  connectionId: string
  name: string
  cause: 'first' | 'schedule' | 'person' | 'event' | 'complete'
  state: 'running' | 'waiting' | 'done' | 'failed'
  startedAt: Date
  endedAt: Date | null
  calls: number
  seen: number
  added: number
  changed: number
  removed: number
  code: string | null
  resumesAt: Date | null
}

/** Newest first; of one connection or of all, and of one user alone when the caller is bound to one. */
export const listSyncs = (
  { sql }: World,
  of: { connectionId: string | null; boundSubjectId: string | null; ids?: readonly string[] },
  before: Place | null,
  limit: number,
) => sql<SyncRow>`
  select s.id, s.connection_id as "connectionId", s.name, s.cause, s.state, s.started_at as "startedAt", s.ended_at as "endedAt", s.calls, s.seen, s.added, s.changed,
    s.removed, s.code, s.resumes_at as "resumesAt"
  from data_sync s join connections c on c.id = s.connection_id
  where (${of.connectionId}::uuid is null or s.connection_id = ${of.connectionId}) and (${of.boundSubjectId}::uuid is null or c.subject_id = ${of.boundSubjectId})
    and (${of.ids ?? null}::uuid[] is null or s.id = any (${of.ids ?? null}))
    and (${before?.at ?? null}::timestamptz is null or (s.started_at, s.id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
  order by s.started_at desc, s.id desc limit ${limit}`

interface ConnectionRow {
  id: string
  provider: string
  userId: string
  label: string | null
  status: string
  createdAt: Date
}

/** Connections that unlock data, newest first; of one user alone when the caller is bound to one. */
export const connectionsWithData = (
  { sql }: World,
  boundSubjectId: string | null,
  before: Place | null,
  limit: number,
) => sql<ConnectionRow>`
  select c.id, c.provider, s.external_id as "userId", c.label, c.status, c.created_at as "createdAt"
  from connections c join subjects s on s.account_id = c.account_id and s.id = c.subject_id
  where exists (select from data_set d where d.connection_id = c.id)
    and (${boundSubjectId}::uuid is null or c.subject_id = ${boundSubjectId})
    and (${before?.at ?? null}::timestamptz is null or (c.created_at, c.id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
  order by c.created_at desc, c.id desc limit ${limit}`

interface Summary {
  connectionId: string
  name: string
  /** The last sync that ended well; null before the first has. */
  syncedAt: Date | null
  /** The provider's moment of that sync. */
  fetchedAt: Date | null
  nextAt: Date | null
  failures: number
  lastFailure: string | null
  records: number
  syncId: string | null
}

/** How fresh the data of connections is, when it is looked at next, and its newest sync. */
export async function summaries(world: World, connectionIds: readonly string[]) {
  const found = await world.sql<Summary>`
    select d.connection_id as "connectionId", d.name, d.synced_at as "syncedAt", d.fetched_at as "fetchedAt", d.due_at as "nextAt", d.failures,
      d.last_failure as "lastFailure",
      (select count(*)::int from data_record r where r.connection_id = d.connection_id and r.name = d.name) as records,
      (select s.id from data_sync s where s.connection_id = d.connection_id and s.name = d.name order by s.id desc limit 1) as "syncId"
    from data_set d where d.connection_id = any (${connectionIds}::uuid[]) order by d.connection_id, d.name limit 1000`
  return found.map((row) => ({ ...row, stale: shownFreshness(world, row)?.staleSeconds != null }))
}
