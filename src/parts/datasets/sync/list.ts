import type { World } from '../../../kit/world.ts'
import type { Of } from '../figures/make.ts'
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
  of: { connectionId: string | null; boundSubjectId: string | null },
  limit: number,
) => sql<SyncRow>`
  select s.id, s.connection_id as "connectionId", s.name, s.cause, s.state, s.started_at as "startedAt", s.ended_at as "endedAt", s.calls, s.seen, s.added, s.changed,
    s.removed, s.code, s.resumes_at as "resumesAt"
  from data_sync s join connections c on c.id = s.connection_id
  where (${of.connectionId}::uuid is null or s.connection_id = ${of.connectionId}) and (${of.boundSubjectId}::uuid is null or c.subject_id = ${of.boundSubjectId})
  order by s.started_at desc, s.id desc limit ${limit}`

interface Summary {
  syncedAt: Date | null
  fetchedAt: Date | null
  nextAt: Date | null
  failures: number
  lastFailure: string | null
  records: number
}

/** How fresh the data of a connection is, and when it is looked at next. */
export async function syncSummary(world: World, { connectionId, name }: Of) {
  const [row] = await world.sql<Summary>`
    select synced_at as "syncedAt", fetched_at as "fetchedAt", due_at as "nextAt", failures, last_failure as "lastFailure",
      (select count(*)::int from data_record r where r.connection_id = d.connection_id and r.name = d.name) as records
    from data_set d where connection_id = ${connectionId} and name = ${name} limit 1`
  if (!row)
    return { syncedAt: null, fetchedAt: null, nextAt: null, stale: false, records: 0, lastFailure: null }
  return { ...row, stale: shownFreshness(world, row)?.staleSeconds != null }
}
