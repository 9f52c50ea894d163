import type { World } from '../../../../kit/world.ts'
import type { Ground } from '../history/store.ts'
import type { Verdict } from '../verdicts/verdict.ts'
import type { QuarantineState } from './store.ts'

/** Of a commit, oldest first. */
export const runsAt = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  commit: string,
  limit: number,
) => sql<{
  environment: string
  isComplete: boolean
  results: Buffer
}>`
  select environment, is_complete as "isComplete", results from (
    select environment, is_complete, results, at, id from test_run
    where account_id = ${accountId} and repository_id = ${repositoryId} and commit = ${commit} and commit <> ''
    order by at desc, id desc limit ${limit}) newest
  order by at, id limit ${limit}`

export interface StandOfNumber {
  testId: string
  title: string
  file: string | null
  verdict: Verdict
  state: QuarantineState | null
  reviewBy: Date | null
}

export const standsOfNumbers = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  environment: string,
  numbers: Buffer,
  limit: number,
) => sql<StandOfNumber>`
  select t.id as "testId", t.title, t.file, coalesce(s.verdict, 'unknown') as verdict, q.state, q.review_by as "reviewBy"
  from test_case c
    join test_case t on t.account_id = c.account_id and t.id = coalesce(c.merged_into, c.id)
    left join test_standing s on s.account_id = t.account_id and s.repository_id = t.repository_id and s.number = t.number and s.environment = ${environment}
    left join test_quarantine q on q.account_id = t.account_id and q.test_id = t.id
  where c.account_id = ${accountId} and c.repository_id = ${repositoryId} and c.number = any (${numbers}::int[])
  order by t.file nulls last, t.title, t.id limit ${limit}`
