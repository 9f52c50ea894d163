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

/** Newest first; of one connection, or of all. */
export const listSyncs = ({ sql }: World, connectionId: string | null, limit: number) => sql<SyncRow>`
  select id, connection_id as "connectionId", name, cause, state, started_at as "startedAt", ended_at as "endedAt", calls, seen, added, changed, removed, code,
    resumes_at as "resumesAt"
  from data_sync where ${connectionId}::uuid is null or connection_id = ${connectionId} order by started_at desc, id desc limit ${limit}`

interface Summary {
  syncedAt: Date | null
  fetchedAt: Date | null
  nextAt: Date | null
  failures: number
  lastFailure: string | null
  listingNo: number
  records: number
}

/** How fresh the data of a connection is, and when it is looked at next. */
export async function syncSummary(world: World, { connectionId, name }: Of) {
  const [row] = await world.sql<Summary>`
    select synced_at as "syncedAt", fetched_at as "fetchedAt", due_at as "nextAt", failures, last_failure as "lastFailure", listing_no as "listingNo",
      (select count(*)::int from data_record r where r.connection_id = d.connection_id and r.name = d.name) as records
    from data_set d where connection_id = ${connectionId} and name = ${name} limit 1`
  if (!row)
    return { syncedAt: null, fetchedAt: null, nextAt: null, stale: false, records: 0, lastFailure: null }
  return { ...row, stale: shownFreshness(world, row)?.staleSeconds != null }
}
