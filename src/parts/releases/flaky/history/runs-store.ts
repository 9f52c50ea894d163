import type { Place } from '../../../../kit/listing.ts'
import type { World } from '../../../../kit/world.ts'
import type { ReportedAttempt, ReportWarning } from '../readers/report.ts'
import type { InfraFinding } from '../verdicts/statistics/infra.ts'
import type { Verdict } from '../verdicts/verdict.ts'
import { mostFailuresTold } from '../upload/packed.ts'
import type { Ground } from './store.ts'

export interface RunRow {
  id: string
  /** Empty where none was named. */
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
  infra: InfraFinding | null
}

export const listRuns = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  { environment, commit }: { environment: string | null; commit: string | null },
  before: Place | null,
  limit: number,
) => sql<RunRow>`
  select id, commit, branch, pr_number as "prNumber", ci_run_id as "ciRunId", attempt, shard, environment, format, at, received_at as "receivedAt",
    cases, passed, failed, skipped, retried, duration_milliseconds as milliseconds, is_complete as "isComplete", infra
  from test_run
  where account_id = ${accountId} and repository_id = ${repositoryId}
    and (${environment}::text is null or environment = ${environment}) and (${commit}::text is null or (commit = ${commit} and commit <> ''))
    and (${before?.at ?? null}::timestamptz is null or (at, id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
  order by at desc, id desc limit ${limit}`

export async function findRun({ sql }: World, accountId: string, id: string) {
  const [row] = await sql<RunRow & { repositoryId: string; repository: string; warnings: ReportWarning[] }>`
    select t.id, t.commit, t.branch, t.pr_number as "prNumber", t.ci_run_id as "ciRunId", t.attempt, t.shard, t.environment, t.format, t.at,
      t.received_at as "receivedAt", t.cases, t.passed, t.failed, t.skipped, t.retried, t.duration_milliseconds as milliseconds,
      t.is_complete as "isComplete", t.infra, t.warnings, t.repository_id as "repositoryId", r.name as repository
    from test_run t join repository r on r.account_id = t.account_id and r.id = t.repository_id
    where t.account_id = ${accountId} and t.id = ${id} limit 1`
  return row
}

export async function infraOfRun(
  { sql }: World,
  accountId: string,
  id: string,
): Promise<InfraFinding | null> {
  const [row] = await sql<{ infra: InfraFinding | null }>`
    select infra from test_run where account_id = ${accountId} and id = ${id} limit 1`
  return row?.infra ?? null
}

export interface FailureRow {
  testId: string
  title: string
  file: string | null
  verdict: Verdict
  attempts: ReportedAttempt[]
}

export const failuresOfRun = (
  { sql }: World,
  accountId: string,
  { id, repositoryId, environment }: { id: string; repositoryId: string; environment: string },
) => sql<FailureRow>`
  select t.id as "testId", t.title, t.file, coalesce(s.verdict, 'unknown') as verdict, f.value -> 'attempts' as attempts
  from test_run r cross join lateral jsonb_array_elements(r.failures) f
    join test_case c on c.account_id = r.account_id and c.repository_id = ${repositoryId} and c.number = (f.value ->> 'number')::int
    join test_case t on t.account_id = c.account_id and t.id = coalesce(c.merged_into, c.id)
    left join test_standing s on s.account_id = t.account_id and s.repository_id = t.repository_id and s.number = t.number and s.environment = ${environment}
  where r.account_id = ${accountId} and r.id = ${id} order by t.file nulls last, t.title, t.id limit ${mostFailuresTold}`
