import type { Place } from '../../../kit/listing.ts'
import type { World } from '../../../kit/world.ts'

export interface FoundEntry {
  id: string
  at: Date
  actorKind: string
  actor: string | null
  action: string
  objectKind: string | null
  object: string | null
  outcome: string
  n: number
  requestId: string | null
  detail: string | null
}

export interface EntryFilter {
  action?: string | undefined
  outcome?: string | undefined
  actor?: string | undefined
  object?: string | undefined
}

/**
 * Entries of the world's account, newest first. A person may be named by its id or by the name that the log has for it. An action may end in a dot, and then means all that begin so.
 */
export const searchEntries = (
  { sql }: World,
  { action, outcome, actor, object }: EntryFilter,
  before: Place | null,
  limit: number,
) => sql<FoundEntry>`
  select e.id, e.at, e.actor_kind as "actorKind", e.actor, e.action, e.object_kind as "objectKind", e.object, e.outcome, e.n, e.request_id as "requestId", e.detail
  from audit_entry e
  where (${action ?? null}::text is null or e.action = ${action ?? null} or (${action ?? null} like '%.' and starts_with(e.action, ${action ?? null})))
    and (${outcome ?? null}::text is null or e.outcome = ${outcome ?? null})
    and (${actor ?? null}::text is null or e.actor in (${actor ?? null}, audit_person(${actor ?? null})::text))
    and (${object ?? null}::uuid is null or e.object in (${object ?? null}::uuid, audit_person(${object ?? null})))
    and (${before?.at ?? null}::timestamptz is null or (e.at, e.id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
  order by e.at desc, e.id desc limit ${limit}`
