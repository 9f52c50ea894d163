import type { World } from '../../../kit/world.ts'

/** Which change is meant: a commit where one is known, else all of the pull request. */
export interface Change {
  repositoryId: string
  commit: string | null
  prNumber: number
}

/** The newest schema diff of a change. */
export async function newestDiff(
  { sql }: World,
  accountId: string,
  { repositoryId, commit, prNumber }: Change,
) {
  const [row] = await sql<{ id: string; level: string; score: number; findings: number }>`
    select id, level, score, findings from schema_diff
    where account_id = ${accountId} and repository_id = ${repositoryId}
      and (commit_sha = ${commit}::text or pr_number = ${prNumber})
    order by commit_sha is not distinct from ${commit}::text desc, created_at desc, id desc limit 1`
  return row ?? null
}

/** The newest run of each journey on a change that called anything; 20 at most. */
export const newestRuns = (
  { sql }: World,
  accountId: string,
  { repositoryId, commit, prNumber }: Change,
) => sql<{ id: string; name: string; status: string }>`
  select distinct on (name) id, name, outcome as status from journey_run
  where account_id = ${accountId} and repository_id = ${repositoryId} and state = 'ended' and mode = 'real'
    and (commit_hash = ${commit}::text or pr_number = ${prNumber})
  order by name, commit_hash is not distinct from ${commit}::text desc, asked_at desc, id desc limit 20`
