import type { Place } from '../../../../kit/listing.ts'
import type { World } from '../../../../kit/world.ts'
import type { Mistake } from '../run/result.ts'
import type { StepRow } from '../running/store.ts'

export interface RunRow {
  id: string
  journeyId: string | null
  name: string
  cause: 'call' | 'schedule'
  mode: 'real' | 'simulated'
  state: 'queued' | 'running' | 'ended'
  outcome: 'passed' | 'passed_retry' | 'failed' | 'could_not_run' | 'maintenance' | null
  isDegraded: boolean
  scenarios: string[] | null
  slotAt: Date | null
  missed: number
  repository: string | null
  commit: string | null
  branch: string | null
  prNumber: number | null
  ciRunId: string | null
  askedAt: Date
  startedAt: Date | null
  endedAt: Date | null
  milliseconds: number | null
  attempts: number
  error: Mistake | null
  notRun: string[]
  leftovers: string[]
  hasHar: boolean
}

export async function findRun({ sql }: World, accountId: string, id: string): Promise<RunRow | undefined> {
  const [row] = await sql<RunRow>`
    select r.id, r.journey_id as "journeyId", r.name, r.cause, r.mode, r.state, r.outcome, r.is_degraded as "isDegraded", r.scenarios, r.slot_at as "slotAt",
      r.missed, p.name as repository, r.commit_hash as commit, r.branch, r.pr_number as "prNumber", r.ci_run_id as "ciRunId", r.asked_at as "askedAt",
      r.started_at as "startedAt", r.ended_at as "endedAt", r.milliseconds, r.attempts, r.error, r.not_run as "notRun", r.leftovers,
      exists (select from journey_trace t where t.account_id = r.account_id and t.run_id = r.id) as "hasHar"
    from journey_run r left join repository p on p.account_id = r.account_id and p.id = r.repository_id
    where r.account_id = ${accountId} and r.id = ${id} limit 1`
  return row
}

export interface RunFilter {
  /** Name of a journey. */
  journey: string | null
  outcome: string | null
  repository: string | null
  commit: string | null
  prNumber: number | null
}

/** Newest first; one more than are shown. */
export const listRuns = (
  { sql }: World,
  accountId: string,
  filter: RunFilter,
  limit: number,
  before: Place | null,
) => sql<RunRow>`
  select r.id, r.journey_id as "journeyId", r.name, r.cause, r.mode, r.state, r.outcome, r.is_degraded as "isDegraded", r.scenarios, r.slot_at as "slotAt",
    r.missed, p.name as repository, r.commit_hash as commit, r.branch, r.pr_number as "prNumber", r.ci_run_id as "ciRunId", r.asked_at as "askedAt",
    r.started_at as "startedAt", r.ended_at as "endedAt", r.milliseconds, r.attempts, r.error, r.not_run as "notRun", r.leftovers,
    exists (select from journey_trace t where t.account_id = r.account_id and t.run_id = r.id) as "hasHar"
  from journey_run r left join repository p on p.account_id = r.account_id and p.id = r.repository_id
  where r.account_id = ${accountId} and (${filter.journey}::text is null or r.name = ${filter.journey})
    and (${filter.outcome}::text is null or r.outcome = ${filter.outcome}) and (${filter.repository}::text is null or p.name = ${filter.repository})
    and (${filter.commit}::text is null or r.commit_hash = ${filter.commit}) and (${filter.prNumber}::int is null or r.pr_number = ${filter.prNumber})
    and (${before?.at ?? null}::timestamptz is null or (r.asked_at, r.id) < (${before?.at ?? null}, ${before?.id ?? null}::uuid))
  order by r.asked_at desc, r.id desc limit ${limit + 1}`

/** In the order in which they were done. */
export const stepsOf = ({ sql }: World, accountId: string, runId: string) => sql<StepRow>`
  select attempt, position, phase, name, status, started_at as "startedAt", milliseconds, is_degraded as "isDegraded", detail
  from journey_step where account_id = ${accountId} and run_id = ${runId} order by attempt, position limit 1000`

export async function findHar({ sql }: World, accountId: string, runId: string): Promise<object | undefined> {
  const [row] = await sql<{ har: object }>`
    select har from journey_trace where account_id = ${accountId} and run_id = ${runId} limit 1`
  return row?.har
}

/** A job's. @returns how many */
export async function pruneTraces({ sql, now }: World, limit: number): Promise<number> {
  const rows = await sql`
    delete from journey_trace where (account_id, run_id) in
      (select account_id, run_id from journey_trace where kept_until < ${now()} order by kept_until limit ${limit})
    returning run_id`
  return rows.length
}

/** A job's; steps and archives go with their runs. @returns how many */
export async function pruneRuns({ sql }: World, before: Date, limit: number): Promise<number> {
  const rows = await sql`
    delete from journey_run where state = 'ended' and (account_id, id) in
      (select account_id, id from journey_run where asked_at < ${before} order by asked_at limit ${limit})
    returning id`
  return rows.length
}
