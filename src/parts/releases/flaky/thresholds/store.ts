import type { World } from '../../../../kit/world.ts'
import type { Ground } from '../history/store.ts'

/** Tests without a failure on one side of the least number of commits now, and on the other then. */
export async function cleanFlips(
  { sql }: World,
  { accountId, repositoryId }: Ground,
  now: number,
  then: number,
): Promise<{ healthy: number; unknown: number }> {
  const [row] = await sql<{ healthy: number; unknown: number }>`
    select count(*) filter (where cardinality(commits) + unnamed < ${now}::int and cardinality(commits) + unnamed >= ${then}::int)::int as healthy,
      count(*) filter (where cardinality(commits) + unnamed >= ${now}::int and cardinality(commits) + unnamed < ${then}::int)::int as unknown
    from test_standing where account_id = ${accountId} and repository_id = ${repositoryId} and not is_watched and failed = 0 limit 1`
  return row!
}
