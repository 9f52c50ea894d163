import type { World } from '../../../../kit/world.ts'
import type { Standing } from '../alerts/standing.ts'

export interface JourneyRow {
  id: string
  name: string
  document: string
  version: number
  createdAt: Date
  updatedAt: Date
  isPaused: boolean
  everySeconds: number | null
  /** The next time by the schedule, and when its run begins. */
  slotAt: Date | null
  dueAt: Date | null
  standing: Partial<Standing>
}

/** Null: one that is called by hand alone. */
export interface Timing {
  everySeconds: number
  slotAt: Date
  dueAt: Date
}

/** By its name, or its id. */
export async function findJourney(
  { sql }: World,
  accountId: string,
  nameOrId: string,
): Promise<JourneyRow | undefined> {
  const [row] = await sql<JourneyRow>`
    select id, name, document, version, created_at as "createdAt", updated_at as "updatedAt", is_paused as "isPaused",
      every_seconds as "everySeconds", slot_at as "slotAt", due_at as "dueAt", standing
    from journey where account_id = ${accountId} and (name = ${nameOrId} or id::text = ${nameOrId}) limit 1`
  return row
}

/** The same, and nobody else changes it until this transaction ends. */
export async function holdJourney(
  { sql }: World,
  accountId: string,
  id: string,
): Promise<JourneyRow | undefined> {
  const [row] = await sql<JourneyRow>`
    select id, name, document, version, created_at as "createdAt", updated_at as "updatedAt", is_paused as "isPaused",
      every_seconds as "everySeconds", slot_at as "slotAt", due_at as "dueAt", standing
    from journey where account_id = ${accountId} and id = ${id} for no key update limit 1`
  return row
}

export const listJourneys = (
  { sql }: World,
  accountId: string,
  limit: number,
  after: string,
) => sql<JourneyRow>`
  select id, name, document, version, created_at as "createdAt", updated_at as "updatedAt", is_paused as "isPaused",
    every_seconds as "everySeconds", slot_at as "slotAt", due_at as "dueAt", standing
  from journey where account_id = ${accountId} and name > ${after} order by name limit ${limit}`

export interface PutJourney {
  id: string
  name: string
  document: string
  timing: Timing | null
}

/** Makes it, or puts another document in the place of its own; the same again changes nothing. @returns its version */
export async function putJourney(
  { sql, now }: World,
  accountId: string,
  { id, name, document, timing }: PutJourney,
): Promise<number> {
  const [row] = await sql<{ version: number }>`
    insert into journey (account_id, id, name, document, created_at, updated_at, every_seconds, slot_at, due_at)
    values (${accountId}, ${id}, ${name}, ${document}, ${now()}, ${now()}, ${timing?.everySeconds ?? null}, ${timing?.slotAt ?? null}, ${timing?.dueAt ?? null})
    on conflict (account_id, name) do update set document = excluded.document, version = journey.version + (journey.document <> excluded.document)::int,
      updated_at = case when journey.document = excluded.document then journey.updated_at else excluded.updated_at end, every_seconds = excluded.every_seconds, slot_at = excluded.slot_at, due_at = excluded.due_at
    returning version`
  return row!.version
}

/** Its schedule rests, or goes on with that time. */
export const pauseJourney = (
  { sql }: World,
  accountId: string,
  id: string,
  isPaused: boolean,
  timing: Timing | null,
) => sql`
  update journey set is_paused = ${isPaused}, slot_at = ${timing?.slotAt ?? null}, due_at = ${timing?.dueAt ?? null}
  where account_id = ${accountId} and id = ${id}`

/** Whether a run of it is queued or running; none begins while the caller holds the journey. */
export async function isUnderWay({ sql }: World, accountId: string, id: string): Promise<boolean> {
  const rows = await sql`
    select id from journey_run where account_id = ${accountId} and journey_id = ${id} and state <> 'ended' limit 1`
  return rows.length > 0
}

export async function countJourneys({ sql }: World, accountId: string): Promise<number> {
  const [row] = await sql<{ count: number }>`
    select count(*)::int as count from journey where account_id = ${accountId} limit 1`
  return row!.count
}

export const deleteJourney = ({ sql }: World, accountId: string, id: string) => sql`
  delete from journey where account_id = ${accountId} and id = ${id}`

/** Where it stands, for the schedule's next word. In the caller's transaction. */
export const putStanding = ({ sql }: World, accountId: string, id: string, standing: Standing) => sql`
  update journey set standing = ${JSON.stringify(standing)}::jsonb where account_id = ${accountId} and id = ${id}`
