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
  shard: string
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
  select id, at, commit, branch, pr_number as "prNumber", ci_run_id as "ciRunId", attempt, shard, infra is not null as "isInfra", results
  from (
    select id, at, commit, branch, pr_number, ci_run_id, attempt, shard, infra, results,
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
