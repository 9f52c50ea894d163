import { integers } from '../../../../kit/sql-array.ts'
import type { World } from '../../../../kit/world.ts'
import type { Ground } from '../history/store.ts'

export interface StoredRun {
  id: string
  at: Date
  commit: string
  branch: string | null
  prNumber: number | null
  ciRunId: string | null
  attempt: number
  isInfra: boolean
  results: Buffer
}

/** The newest uploads of an environment, oldest first: at most so many, and no more than hold so many cases. */
export const windowRuns = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  environment: string,
  { mostCases, mostRuns }: { mostCases: number; mostRuns: number },
) => sql<StoredRun>`
  select id, at, commit, branch, pr_number as "prNumber", ci_run_id as "ciRunId", attempt, infra is not null as "isInfra", results
  from (
    select id, at, commit, branch, pr_number, ci_run_id, attempt, infra, results,
      sum(cases) over (order by at desc, id desc rows between unbounded preceding and current row) - cases as newer
    from test_run where account_id = ${accountId} and repository_id = ${repositoryId} and environment = ${environment}
    order by at desc, id desc limit ${mostRuns}) newest
  where newer < ${mostCases}::bigint order by at, id limit ${mostRuns}`

export const aliasesOf = ({ sql }: World, { accountId, repositoryId }: Ground, limit: number) => sql<{
  former: number
  now: number
}>`
  select c.number as former, t.number as now from test_case c join test_case t on t.account_id = c.account_id and t.id = c.merged_into
  where c.account_id = ${accountId} and c.repository_id = ${repositoryId} and c.merged_into is not null limit ${limit}`

/**
 * What pull requests change, where that is known whole: of each file the beginning of its name's hash, which is as good
 * for seeing whether two have any in common.
 */
export const changedFilesOf = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  pullRequests: readonly number[],
) => sql<{ number: number; files: string[] }>`
  select p.number, array_agg(encode(substring(f.path_key for 8), 'hex')) as files
  from pull_request p join pull_request_file f on f.account_id = p.account_id and f.pull_request_id = p.id
  where p.account_id = ${accountId} and p.repository_id = ${repositoryId} and p.number = any (${integers(pullRequests)}::int[]) and p.facts = 'complete'
  group by p.number limit ${pullRequests.length}`
