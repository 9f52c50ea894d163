import type { World } from '../../../../kit/world.ts'
import type { Ground } from '../history/store.ts'
import type { Verdict } from '../verdicts/verdict.ts'
import type { QuarantineState } from './store.ts'

/**
 * Of a commit, by its whole hash or the beginning of it, as some CIs tell the one and some the other. In the order that
 * they were made: tries of one run by their number, all else as it arrived, whatever the senders' clocks say.
 */
export const runsAt = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  commit: string,
  limit: number,
) => sql<{
  environment: string
  isComplete: boolean
  ciRunId: string | null
  attempt: number
  shard: string
  results: Buffer
}>`
  select environment, is_complete as "isComplete", ci_run_id as "ciRunId", attempt, shard, results from (
    select environment, is_complete, results, attempt, shard, received_at, id, ci_run_id,
      min(received_at) over (partition by coalesce(ci_run_id, id::text)) as run_began_at
    from test_run
    where account_id = ${accountId} and repository_id = ${repositoryId} and commit <> ''
      and (starts_with(commit, ${commit}) or starts_with(${commit}, commit))) known
  order by run_began_at, ci_run_id, attempt, received_at, id limit ${limit}`

export interface StandOfNumber {
  number: number
  testId: string
  title: string
  project: string | null
  file: string | null
  verdict: Verdict
  state: QuarantineState | null
  reviewBy: Date | null
  /** When somebody last decided. */
  changedAt: Date | null
}

export const standsOfNumbers = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  environment: string,
  numbers: Buffer,
  limit: number,
) => sql<StandOfNumber>`
  select c.number, t.id as "testId", t.title, t.project, t.file, coalesce(s.verdict, 'unknown') as verdict, q.state, q.review_by as "reviewBy", q.changed_at as "changedAt"
  from test_case c
    join test_case t on t.account_id = c.account_id and t.id = coalesce(c.merged_into, c.id)
    left join test_standing s on s.account_id = t.account_id and s.repository_id = t.repository_id and s.number = t.number and s.environment = ${environment}
    left join test_quarantine q on q.account_id = t.account_id and q.test_id = t.id
  where c.account_id = ${accountId} and c.repository_id = ${repositoryId} and c.number = any (${numbers}::int[])
  order by t.file nulls last, t.title, t.id limit ${limit}`
