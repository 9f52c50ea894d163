import type { Happening } from '../../../kit/event.ts'
import type { Place } from '../../../kit/listing.ts'
import type { World } from '../../../kit/world.ts'

export const append = ({ sql }: World, id: string, at: Date, it: Happening) => sql`
  select audit_append(${id}, ${at}, ${it.accountId}, ${it.subjectId ?? null}, ${it.actor.kind}, ${it.actor.id}, ${it.action},
    ${it.object?.kind ?? null}, ${it.object?.id ?? null}, ${it.outcome ?? 'ok'}, ${it.requestId ?? null}, ${it.tokenFingerprint ?? null},
    ${it.detail ? JSON.stringify(it.detail) : null})`

export const makeMonth = ({ sql }: World, at: Date) => sql`select audit_month(${at})`

/** A row of the log, as its own account may read it. */
export interface EntryRow {
  id: string
  at: Date
  actor_kind: string
  actor: string | null
  action: string
  object_kind: string | null
  object: string | null
  outcome: string
  n: number
  detail: string | null
}

export const entriesOf = (
  { sql }: World,
  object: string | null,
  before: Place | null,
  limit: number,
) => sql<EntryRow>`
  select e.id, e.at, e.actor_kind, e.actor, e.action, e.object_kind, e.object, e.outcome, e.n, e.detail from audit_entry e
  where (${object}::uuid is null or e.object = ${object}::uuid)
    and (${before?.at ?? null}::timestamptz is null or (e.at, e.id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
  order by e.at desc, e.id desc limit ${limit}`

/** Entries looked at for what an actor read: a busy one has millions. */
const mostEntries = 10_000

export interface ReadsRow {
  /** The connection whose token was read. */
  object: string
  reads: number
  lastAt: Date
  /** The oldest entry that was counted, of this and all other objects. */
  since: Date
}

/** What an actor read, newest first, counted over its newest entries: at most 100 objects. */
export const readsOf = ({ sql }: World, actor: string) => sql<ReadsRow>`
  select object, sum(n)::int as reads, max(at) as "lastAt", min(min(at)) over () as since
  from (select e.object, e.n, e.at from audit_entry e
    where e.actor = ${actor} and e.action = 'token.read' and e.outcome = 'ok' order by e.at desc limit ${mostEntries}) newest
  group by object order by max(at) desc limit 100`

export interface DeploymentState {
  deploymentId: string
  homeAccountId: string
}

export async function deploymentState({ sql }: World): Promise<DeploymentState> {
  const [row] = await sql<DeploymentState>`
    select id as "deploymentId", home_account_id as "homeAccountId" from deployment limit 1`
  return row!
}
