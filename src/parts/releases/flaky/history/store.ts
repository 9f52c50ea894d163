import type { World } from '../../../../kit/world.ts'
import { integers, texts, uuids } from '../../../../kit/sql-array.ts'
import type { ReportedAttempt, ReportWarning } from '../readers/report.ts'
import type { ToldTest } from '../upload/packed.ts'

/** Whose tests. */
export interface Ground {
  accountId: string
  repositoryId: string
}

export interface KnownTest {
  id: string
  /** Under which its results are kept: its own, or that of the test which it was merged into. */
  number: number
  isMerged: boolean
}

/** Those of these ids that are known. @param ids at most 5,000 */
export const knownTests = ({ sql }: World, { accountId, repositoryId }: Ground, ids: readonly string[]) =>
  sql<KnownTest>`
    select c.id, coalesce(t.number, c.number) as number, c.merged_into is not null as "isMerged"
    from test_case c left join test_case t on t.account_id = c.account_id and t.id = c.merged_into
    where c.account_id = ${accountId} and c.repository_id = ${repositoryId} and c.id = any (${uuids(ids)}::uuid[]) limit ${ids.length}`

/** Sets so many numbers aside; those that nobody uses in the end are no loss. @returns the first */
export async function takeNumbers(
  { sql }: World,
  { accountId, repositoryId }: Ground,
  count: number,
): Promise<number> {
  const [row] = await sql<{ next: number }>`
    insert into test_repository (account_id, repository_id, next_number) values (${accountId}, ${repositoryId}, ${1 + count})
    on conflict (account_id, repository_id) do update set next_number = test_repository.next_number + ${count}
    returning next_number as next`
  return row!.next - count
}

export interface NewTest extends ToldTest {
  id: string
  number: number
}

/**
 * Of two uploads that bring the same test the second waits for the first, and adds nothing. @param tests in order of their ids
 * @returns how many were new
 */
export async function insertTests(
  { sql }: World,
  { accountId, repositoryId, runId, at }: Ground & { runId: string; at: Date },
  tests: readonly NewTest[],
): Promise<number> {
  const [row] = await sql<{ count: number }>`
    with added as (
      insert into test_case (account_id, id, repository_id, number, file, class_name, suite, name, project, occurrence, title, first_seen_at, first_run_id)
      select ${accountId}, t.id, ${repositoryId}, t.number, t.file, t.class_name, t.suite::jsonb, t.name, t.project, t.occurrence, t.title, ${at}, ${runId}
      from unnest(${uuids(tests.map(({ id }) => id))}::uuid[], ${integers(tests.map(({ number }) => number))}::int[],
        ${texts(tests.map(({ file }) => file))}::text[], ${texts(tests.map(({ className }) => className))}::text[],
        ${texts(tests.map(({ suite }) => JSON.stringify(suite)))}::text[], ${texts(tests.map(({ name }) => name))}::text[],
        ${texts(tests.map(({ project }) => project))}::text[], ${integers(tests.map(({ occurrence }) => occurrence))}::int[],
        ${texts(tests.map(({ title }) => title))}::text[])
        as t (id, number, file, class_name, suite, name, project, occurrence, title)
      on conflict do nothing returning 1)
    select count(*)::int as count from added limit 1`
  return row!.count
}

/** A test that failed at least once in a run. */
export interface StoredFailure {
  number: number
  attempts: readonly ReportedAttempt[]
}

export interface NewRun extends Ground {
  id: string
  commit: string
  branch: string | null
  prNumber: number | null
  ciRunId: string | null
  attempt: number
  shard: string
  environment: string
  format: string
  at: Date
  receivedAt: Date
  cases: number
  passed: number
  failed: number
  skipped: number
  retried: number
  milliseconds: number
  isComplete: boolean
  warnings: readonly ReportWarning[]
  results: Buffer
  durations: Buffer
  failures: readonly StoredFailure[]
}

export const insertRun = ({ sql }: World, run: NewRun) => sql`
  insert into test_run (account_id, id, repository_id, commit, branch, pr_number, ci_run_id, attempt, shard, environment, format, at,
    received_at, cases, passed, failed, skipped, retried, duration_milliseconds, is_complete, warnings, results, durations, failures)
  values (${run.accountId}, ${run.id}, ${run.repositoryId}, ${run.commit}, ${run.branch}, ${run.prNumber}, ${run.ciRunId}, ${run.attempt},
    ${run.shard}, ${run.environment}, ${run.format}, ${run.at}, ${run.receivedAt}, ${run.cases}, ${run.passed}, ${run.failed}, ${run.skipped},
    ${run.retried}, ${run.milliseconds}, ${run.isComplete}, ${JSON.stringify(run.warnings)}::jsonb, ${run.results}, ${run.durations}, ${JSON.stringify(run.failures)}::jsonb)`

/**
 * In a transaction: its statements are planned for what is there now, not for what was there when they first ran. A plan
 * that was made for an empty table looks at every row of a full one for each of ten thousand.
 */
export const planAnew = ({ sql }: World) => sql`
  select set_config('plan_cache_mode', 'force_custom_plan', true) as mode limit 1`
