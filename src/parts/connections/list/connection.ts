import { z } from 'zod'
import { moment } from '../../../kit/listing.ts'
import type { Caller } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { connectionFaults, reasonTexts } from '../faults.ts'
import { actorNames } from './entry.ts'
import { type ShownRow, shownRows } from './store.ts'

export const shownConnection = z.object({
  id: z.string(),
  userId: z.string(),
  provider: z.string(),
  kind: z.string(),
  label: z.string().nullable(),
  providerAccount: z.string().nullable(),
  status: z.enum(['active', 'pending', 'needs_reauth', 'closing']),
  reason: z.string().nullable(),
  reasonText: z.string().nullable(),
  scopes: z.array(z.string()),
  missingScopes: z.array(z.string()),
  createdAt: moment,
  connectedAt: moment,
  refreshedAt: moment.nullable(),
  softExpiresAt: moment.nullable(),
  expiresAt: moment.nullable(),
  nextAttemptAt: moment.nullable(),
  failures: z.number(),
  lastFailure: z.object({ at: moment, code: z.string(), text: z.string() }).nullable(),
  lastUsedAt: moment.nullable(),
  lastUsedBy: z.string().nullable(),
})

const failureTexts: Record<string, string> = {
  server_error: 'The provider answered with an error of its own (5xx).',
  rate_limited: 'The provider asked us to slow down (429).',
  no_answer: 'The provider did not answer in time, or the line broke.',
  not_sent: 'The provider could not be reached.',
  invalid_client: "The provider refused this deployment's client id or secret.",
  unparsed: 'The provider answered with something that is no token.',
  not_prepared: 'What the refresh needed could not be made ready.',
}

/** Rows as their account sees them, with the names of those who used them last. */
export async function shown(
  world: World,
  accountId: string,
  rows: readonly ShownRow[],
): Promise<z.input<typeof shownConnection>[]> {
  const nameOf = await actorNames(
    world,
    accountId,
    rows.map((row) => ({ kind: row.lastUsedKind, id: row.lastUsedActor })),
  )
  return rows.map((row) => ({
    ...row,
    reasonText: row.reason === null ? null : (reasonTexts[row.reason] ?? row.reason),
    missingScopes: row.requestedScopes.filter((name) => !row.scopes.includes(name)),
    nextAttemptAt: row.nextAttemptAt ?? (row.status === 'active' ? row.softExpiresAt : null),
    lastFailure: lastFailureOf(row),
    lastUsedBy: nameOf({ kind: row.lastUsedKind, id: row.lastUsedActor }),
  }))
}

const lastFailureOf = ({ lastFailureAt: at, lastFailureCode: code }: ShownRow) =>
  at && code ? { at, code, text: failureTexts[code] ?? `The provider answered ${code}.` } : null

/** @throws CONNECTION_NOT_FOUND for a stranger's as for a missing one */
export async function findConnection(
  world: World,
  caller: Caller,
  id: string,
): Promise<z.input<typeof shownConnection>> {
  const filter = {
    id,
    userId: null,
    provider: null,
    status: null,
    boundSubjectId: caller.boundSubjectId ?? null,
  }
  const [row] = await shownRows(world, caller.accountId, filter, null, 1)
  if (!row) throw connectionFaults.CONNECTION_NOT_FOUND({ connectionId: id })
  const [connection] = await shown(world, caller.accountId, [row])
  return connection!
}
