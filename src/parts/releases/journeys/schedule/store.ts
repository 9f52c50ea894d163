import type { World } from '../../../../kit/world.ts'
import type { Timing } from '../catalogue/store.ts'

export interface DueJourney {
  accountId: string
  id: string
  name: string
  document: string
  everySeconds: number
  slotAt: Date
  dueAt: Date
}

/** A job's query: whose time has come and of which no run is under way, over all accounts. */
export const dueJourneys = ({ sql, now }: World, limit: number) => sql<DueJourney>`
  select j.account_id as "accountId", j.id, j.name, j.document, j.every_seconds as "everySeconds", j.slot_at as "slotAt", j.due_at as "dueAt"
  from journey j where j.due_at <= ${now()} and not j.is_paused
    and not exists (select from journey_run r where r.account_id = j.account_id and r.journey_id = j.id and r.state in ('queued', 'running'))
  order by j.due_at limit ${limit}`

/** Of several processes that saw the same time one moves on to the next; that one runs it. */
export async function moveOn(
  { sql }: World,
  { accountId, id, slotAt, everySeconds }: DueJourney,
  next: Timing,
): Promise<boolean> {
  const rows = await sql`
    update journey set slot_at = ${next.slotAt}, due_at = ${next.dueAt}
    where account_id = ${accountId} and id = ${id} and slot_at = ${slotAt} and every_seconds = ${everySeconds} and not is_paused
    returning id`
  return rows.length === 1
}
