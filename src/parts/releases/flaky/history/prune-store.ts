import type { World } from '../../../../kit/world.ts'
import type { Ground } from './store.ts'

/** A job's: where something is older than what is kept. */
export const groundsWithOld = ({ sql }: World, before: Date, limit: number) => sql<Ground>`
  select account_id as "accountId", repository_id as "repositoryId" from (
    select account_id, repository_id from test_run where at < ${before}
    union select account_id, repository_id from test_standing where last_run_at < ${before}) old
  limit ${limit}`

/** With the failures that are told of them. @returns how many */
export async function deleteOldRuns(
  { sql }: World,
  { accountId, repositoryId }: Ground,
  before: Date,
  limit: number,
): Promise<number> {
  const rows = await sql`
    delete from test_run where account_id = ${accountId} and id in (
      select id from test_run where account_id = ${accountId} and repository_id = ${repositoryId} and at < ${before} order by at limit ${limit})
    returning id`
  return rows.length
}

/** Of an environment that is no longer run in, then of tests that stand nowhere any more. @returns how many */
export async function deleteOldTests(
  { sql }: World,
  { accountId, repositoryId }: Ground,
  before: Date,
  limit: number,
): Promise<number> {
  const standings = await sql`
    delete from test_standing where (account_id, repository_id, number, environment) in (
      select s.account_id, s.repository_id, s.number, s.environment
      from test_standing s join test_case c on c.account_id = s.account_id and c.repository_id = s.repository_id and c.number = s.number
      where s.account_id = ${accountId} and s.repository_id = ${repositoryId} and s.last_run_at < ${before}
        and not exists (select from test_quarantine q where q.account_id = c.account_id and q.test_id = c.id)
      limit ${limit})
    returning number`
  const cases = await sql`
    delete from test_case where account_id = ${accountId} and id in (
      select c.id from test_case c where c.account_id = ${accountId} and c.repository_id = ${repositoryId} and c.first_seen_at < ${before}
        and c.merged_into is null
        and not exists (select from test_standing s where s.account_id = c.account_id and s.repository_id = c.repository_id and s.number = c.number)
        and not exists (select from test_quarantine q where q.account_id = c.account_id and q.test_id = c.id)
        and not exists (select from test_case former where former.account_id = c.account_id and former.merged_into = c.id)
      limit ${limit})
    returning id`
  return standings.length + cases.length
}

/** @returns how many */
export async function deleteOldVerdicts(
  { sql }: World,
  { accountId, repositoryId }: Ground,
  before: Date,
  limit: number,
): Promise<number> {
  const rows = await sql`
    delete from test_verdict where account_id = ${accountId} and id in (
      select v.id from test_verdict v join test_case c on c.account_id = v.account_id and c.id = v.test_id
      where v.account_id = ${accountId} and c.repository_id = ${repositoryId} and v.at < ${before} limit ${limit})
    returning id`
  return rows.length
}
