import { z } from 'zod'
import { textOfEvent } from '../../../kit/event.ts'
import { isUuid } from '../../../kit/id.ts'
import { moment } from '../../../kit/listing.ts'
import type { World } from '../../../kit/world.ts'
import { namesOfKeys } from '../../access/index.ts'
import type { EntryRow } from '../../audit/index.ts'

export const shownEntry = z.object({
  id: z.string(),
  at: moment,
  action: z.string(),
  outcome: z.string(),
  actorKind: z.string(),
  actor: z.string().nullable(),
  actorName: z.string().nullable(),
  count: z.number(),
  objectKind: z.string().nullable(),
  object: z.string().nullable(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
  text: z.string(),
})

const principalNames: Record<string, string> = {
  operator: 'Operator',
  internal: 'INTERNAL_API_KEY',
  job: 'Keyhold',
  anyone: 'A browser',
}

type ActorOf = { kind: string | null; id: string | null }

/** The names of those who acted: a key's own name, a principal's fixed one. */
export async function actorNames(
  world: World,
  accountId: string,
  actors: readonly ActorOf[],
): Promise<(actor: ActorOf) => string | null> {
  const keyIds = actors.flatMap(({ kind, id }) => (kind === 'key' && id && isUuid(id) ? [id] : []))
  const rows = keyIds.length > 0 ? await namesOfKeys(world, accountId, [...new Set(keyIds)]) : []
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return ({ kind, id }) => (id && names.get(id)) ?? (kind && principalNames[kind]) ?? null
}

/** Entries in words, with the names of the keys that acted. */
export async function shownEntries(
  world: World,
  accountId: string,
  rows: readonly EntryRow[],
): Promise<z.input<typeof shownEntry>[]> {
  const nameOf = await actorNames(
    world,
    accountId,
    rows.map((row) => ({ kind: row.actor_kind, id: row.actor })),
  )
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    action: row.action,
    outcome: row.outcome,
    actorKind: row.actor_kind,
    actor: row.actor,
    actorName: nameOf({ kind: row.actor_kind, id: row.actor }),
    count: row.n,
    objectKind: row.object_kind,
    object: row.object,
    detail:
      row.detail === null
        ? null
        : (JSON.parse(row.detail) as Record<string, string | number | boolean | null>),
    text: textOfEvent(row.action),
  }))
}
