import type { World } from '../../../../kit/world.ts'
import type { Mistake, Outcome } from '../run/result.ts'

/** What a run is about, as its envelope says. */
export interface About {
  repositoryId: string | null
  commit: string | null
  branch: string | null
  prNumber: number | null
  ciRunId: string | null
}

export interface NewRun extends About {
  accountId: string
  id: string
  /** Null: scenarios without a document. */
  journeyId: string | null
  name: string
  document: string | null
  scenarios: string[] | null
  cause: 'call' | 'schedule'
  mode: 'real' | 'simulated'
  /** Of its schedule. */
  slot: { slotAt: Date; everySeconds: number; missed: number } | null
}

/** A run that this process holds. */
export interface HeldRun {
  accountId: string
  id: string
  journeyId: string | null
  name: string
  document: string | null
  scenarios: string[] | null
  cause: 'call' | 'schedule'
  mode: 'real' | 'simulated'
  claimNo: number
  askedAt: Date
  startedAt: Date
  /** What had not begun when it was last known. */
  notRun: string[]
  /** Sealed, of a run that was taken over. */
  context: Buffer | null
  contextGeneration: number
}

/**
 * Queues a run. @returns false where one of the same journey is under way, or this time of its schedule was run already
 */
export async function insertRun({ sql, now }: World, run: NewRun): Promise<boolean> {
  const rows = await sql`
    insert into journey_run (account_id, id, journey_id, name, document, scenarios, cause, mode, state, slot_at, every_seconds, missed,
      repository_id, commit_hash, branch, pr_number, ci_run_id, asked_at)
    values (${run.accountId}, ${run.id}, ${run.journeyId}, ${run.name}, ${run.document}, ${run.scenarios}, ${run.cause}, ${run.mode}, 'queued',
      ${run.slot?.slotAt ?? null}, ${run.slot?.everySeconds ?? null}, ${run.slot?.missed ?? 0},
      ${run.repositoryId}, ${run.commit}, ${run.branch}, ${run.prNumber}, ${run.ciRunId}, ${now()})
    on conflict do nothing returning id`
  return rows.length === 1
}

export interface DueRun {
  accountId: string
  id: string
}

/** By whom, and for how long. */
export interface Claim {
  leaseSeconds: number
  /** Names the home of this process; null where it has none. */
  holder: string | null
}

/** A job's: what a process of that home held when it died can be taken over at once. */
export const lapseHeldBy = ({ sql }: World, holder: string) => sql`
  update journey_run set claimed_until = clock_timestamp() where holder = ${holder} and state = 'running'`

/** A job's query: what nobody has begun, the accounts in turns. */
export const queuedRuns = ({ sql }: World, limit: number) => sql<DueRun>`
  select account_id as "accountId", id from (
    select account_id, id, asked_at, row_number() over (partition by account_id order by asked_at, id) as turn
    from journey_run where state = 'queued') queued
  order by turn, asked_at, id limit ${limit}`

/** A job's query: runs whose process ended, or was held still for so long that it counts as that. */
export const lapsedRuns = ({ sql }: World, limit: number) => sql<DueRun>`
  select account_id as "accountId", id from journey_run where state = 'running' and claimed_until <= clock_timestamp()
  order by claimed_until limit ${limit}`

/** One of all processes begins it. */
export async function claimQueued(
  { sql, now }: World,
  { accountId, id }: DueRun,
  { leaseSeconds, holder }: Claim,
): Promise<HeldRun | undefined> {
  const [row] = await sql<HeldRun>`
    update journey_run r set state = 'running', started_at = ${now()}, claim_no = r.claim_no + 1, holder = ${holder},
      claimed_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    where r.account_id = ${accountId} and r.id = ${id} and r.state = 'queued'
    returning r.account_id as "accountId", r.id, r.journey_id as "journeyId", r.name, r.document, r.scenarios, r.cause, r.mode, r.claim_no as "claimNo",
      r.asked_at as "askedAt", r.started_at as "startedAt", r.not_run as "notRun", r.context, r.context_generation::int as "contextGeneration"`
  return row
}

/** One of all processes cleans up behind it. */
export async function takeOver(
  { sql }: World,
  { accountId, id }: DueRun,
  { leaseSeconds, holder }: Claim,
): Promise<HeldRun | undefined> {
  const [row] = await sql<HeldRun>`
    update journey_run r set claim_no = r.claim_no + 1, holder = ${holder}, claimed_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    where r.account_id = ${accountId} and r.id = ${id} and r.state = 'running' and r.claimed_until <= clock_timestamp()
    returning r.account_id as "accountId", r.id, r.journey_id as "journeyId", r.name, r.document, r.scenarios, r.cause, r.mode, r.claim_no as "claimNo",
      r.asked_at as "askedAt", r.started_at as "startedAt", r.not_run as "notRun", r.context, r.context_generation::int as "contextGeneration"`
  return row
}

/** Holds it for longer. @returns false when it is another's by now */
export async function extendClaim(
  { sql }: World,
  { accountId, id, claimNo }: HeldRun,
  leaseSeconds: number,
): Promise<boolean> {
  const rows = await sql`
    update journey_run set claimed_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    where account_id = ${accountId} and id = ${id} and claim_no = ${claimNo} and state = 'running' returning id`
  return rows.length === 1
}

/** How far it came. */
export const saveNotRun = (
  { sql }: World,
  { accountId, id, claimNo }: HeldRun,
  notRun: readonly string[],
) => sql`
  update journey_run set not_run = ${[...notRun]}
  where account_id = ${accountId} and id = ${id} and claim_no = ${claimNo} and state = 'running'`

/** @returns false when it is another's by now */
export async function saveContext(
  { sql }: World,
  { accountId, id, claimNo }: HeldRun,
  context: Buffer,
  generation: number,
): Promise<boolean> {
  const rows = await sql`
    update journey_run set context = ${context}, context_generation = ${generation}
    where account_id = ${accountId} and id = ${id} and claim_no = ${claimNo} and state = 'running' returning id`
  return rows.length === 1
}

export interface Ended {
  outcome: Outcome
  isDegraded: boolean
  milliseconds: number
  attempts: number
  error: Mistake | null
  notRun: string[]
  leftovers: string[]
}

/** It has ended. @returns false when it is another's by now */
export async function endRun(
  { sql, now }: World,
  { accountId, id, claimNo }: HeldRun,
  ended: Ended,
): Promise<boolean> {
  const rows = await sql`
    update journey_run set state = 'ended', outcome = ${ended.outcome}, is_degraded = ${ended.isDegraded}, ended_at = ${now()},
      milliseconds = ${ended.milliseconds}, attempts = ${ended.attempts}, error = ${ended.error && JSON.stringify(ended.error)}::jsonb,
      not_run = ${ended.notRun}, leftovers = ${ended.leftovers}, claimed_until = null, context = null
    where account_id = ${accountId} and id = ${id} and claim_no = ${claimNo} and state = 'running' returning id`
  return rows.length === 1
}

/** It was slower than is usual. */
export const markDegraded = ({ sql }: World, { accountId, id }: HeldRun) => sql`
  update journey_run set is_degraded = true where account_id = ${accountId} and id = ${id}`

/** Nobody ran it: the target is being worked at. */
export const endForMaintenance = ({ sql, now }: World, accountId: string, id: string) => sql`
  update journey_run set state = 'ended', outcome = 'maintenance', started_at = ${now()}, ended_at = ${now()}, milliseconds = 0
  where account_id = ${accountId} and id = ${id} and state = 'queued'`

export interface StepRow {
  attempt: number
  position: number
  phase: 'main' | 'cleanup'
  name: string
  status: 'passed' | 'failed' | 'skipped'
  startedAt: Date
  milliseconds: number
  isDegraded: boolean
  detail: {
    reason: string | null
    error: Mistake | null
    statuses: number[]
    shown: Record<string, unknown>
    /** How the last body that was answered began; only where it failed, and not by older versions. */
    answer?: string
  }
}

export const insertSteps = (
  { sql }: World,
  { accountId, id, journeyId }: HeldRun,
  steps: readonly StepRow[],
) => sql`
  insert into journey_step (account_id, run_id, journey_id, attempt, position, phase, name, status, started_at, milliseconds, is_degraded, detail)
  select ${accountId}, ${id}, ${journeyId}, s.attempt, s.position, s.phase, s.name, s.status, s.started_at, s.milliseconds, s.is_degraded, s.detail
  from jsonb_to_recordset(${JSON.stringify(
    steps.map(({ startedAt, isDegraded, ...step }) => ({
      ...step,
      started_at: startedAt,
      is_degraded: isDegraded,
    })),
  )}::jsonb) as s (attempt int, position int, phase text, name text, status text, started_at timestamptz, milliseconds int, is_degraded boolean, detail jsonb)`

export const insertTrace = ({ sql }: World, { accountId, id }: HeldRun, har: object, keptUntil: Date) => sql`
  insert into journey_trace (account_id, run_id, har, kept_until)
  values (${accountId}, ${id}, ${JSON.stringify(har)}::json, ${keptUntil})`

/** Whether a run is over, however it ended; one that was removed is. */
export async function isRunOver({ sql }: World, accountId: string, id: string): Promise<boolean> {
  const rows = await sql`
    select 1 from journey_run where account_id = ${accountId} and id = ${id} and state <> 'ended' limit 1`
  return rows.length === 0
}
