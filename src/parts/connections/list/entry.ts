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

/** Entries in words, with the names of the keys that acted. */
export async function shownEntries(
  world: World,
  accountId: string,
  rows: readonly EntryRow[],
): Promise<z.input<typeof shownEntry>[]> {
  const keyIds = [
    ...new Set(
      rows
        .filter((row) => row.actor_kind === 'key' && row.actor && isUuid(row.actor))
        .map((row) => row.actor!),
    ),
  ]
  const names = new Map(
    (keyIds.length > 0 ? await namesOfKeys(world, accountId, keyIds) : []).map(({ id, name }) => [id, name]),
  )
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    action: row.action,
    outcome: row.outcome,
    actorKind: row.actor_kind,
    actor: row.actor,
    actorName: (row.actor && names.get(row.actor)) ?? principalNames[row.actor_kind] ?? null,
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
