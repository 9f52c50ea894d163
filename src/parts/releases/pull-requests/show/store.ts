import type { Place } from '../../../../kit/listing.ts'
import type { World } from '../../../../kit/world.ts'
import type { Note, State } from '../standing/telling.ts'
import type { Facts, PullRequest } from '../standing/store.ts'

export interface Candidate extends PullRequest {
  repository: string
  settings: Readonly<Record<string, unknown>>
}

/** That number in that repository; of none that is named, in each that has it. */
export const candidates = (
  { sql }: World,
  accountId: string,
  number: number,
  repository: string | null,
) => sql<Candidate>`
  select p.id, p.repository_id as "repositoryId", p.number, p.title, p.labels, p.is_draft as "isDraft", p.state,
    p.base_branch as "baseBranch", p.head_branch as "headBranch", p.head_sha as "headSha", p.merge_sha as "mergeSha",
    p.told_at as "toldAt", p.opened_at as "openedAt", p.ended_at as "endedAt", p.changed_at as "changedAt",
    p.head_snapshot_id as "headSnapshotId", p.facts, p.logit, p.probability, r.name as repository, r.settings
  from pull_request p join repository r on r.account_id = p.account_id and r.id = p.repository_id
  where p.account_id = ${accountId} and p.number = ${number} and (${repository}::text is null or r.name = ${repository}::text)
  order by r.name limit 20`

/** A state as it is listed: without its files. */
export interface RecordRow {
  id: string
  headSha: string
  facts: Facts
  told: Note | null
  /** All files of it, and those among them whose path source 004 calls sensitive. */
  files: number | null
  sensitive: number | null
  probability: number | null
  createdAt: Date
}

/** The newest first. What an older version kept did not count yet; the pattern is source 004's own, as in `changeOf`. */
export const records = (
  { sql }: World,
  accountId: string,
  pullRequestId: string,
  limit: number,
) => sql<RecordRow>`
  select s.id, s.head_sha as "headSha", s.facts, s.told, coalesce(s.change -> 'totals' ->> 'files', s.totals ->> 'files')::int as files, s.probability, s.created_at as "createdAt",
    case when s.change ? 'sensitivePaths' then (s.change ->> 'sensitivePaths')::int when s.files is not null then
      (select count(*)::int from jsonb_array_elements(s.files) f where f ->> 'path' ~ '(auth|password|secret)') end as sensitive
  from pull_request_snapshot s
  where s.account_id = ${accountId} and s.pull_request_id = ${pullRequestId}
  order by s.created_at desc, s.id desc limit ${limit}`

export async function countRecords(
  { sql }: World,
  accountId: string,
  pullRequestId: string,
): Promise<number> {
  const [row] = await sql<{ count: number }>`
    select count(*)::int as count from pull_request_snapshot where account_id = ${accountId} and pull_request_id = ${pullRequestId}`
  return row!.count
}

export interface Peers {
  of: number
  below: number
  equal: number
}

/**
 * How a change stands among the repository's last 200 other pull requests whose files are known: by the shipped model's
 * word, as their probabilities were told before and after calibrations.
 */
export async function peersOf(
  { sql }: World,
  accountId: string,
  { id, repositoryId, logit }: Pick<PullRequest, 'id' | 'repositoryId' | 'logit'>,
): Promise<Peers> {
  const [row] = await sql<Peers>`
    with peers as (
      select logit from pull_request
      where account_id = ${accountId} and repository_id = ${repositoryId} and id <> ${id} and facts = 'complete'
      order by changed_at desc, id desc limit 200
    )
    select count(*)::int as of, count(*) filter (where logit < ${logit}::float8)::int as below,
      count(*) filter (where logit = ${logit}::float8)::int as equal from peers`
  return row!
}

export interface ListedRow {
  id: string
  repository: string
  number: number
  title: string
  labels: readonly string[]
  isDraft: boolean
  state: State
  headSha: string | null
  facts: Facts
  probability: number | null
  openedAt: Date
  endedAt: Date | null
  changedAt: Date
  settings: Readonly<Record<string, unknown>>
}

/** Those that something was told of last, first. */
export const listPullRequests = (
  { sql }: World,
  accountId: string,
  by: { repository: string | null; state: State | null; before: Place | null },
  limit: number,
) => sql<ListedRow>`
  select p.id, r.name as repository, r.settings, p.number, p.title, p.labels, p.is_draft as "isDraft", p.state, p.head_sha as "headSha", p.facts,
    p.probability, p.opened_at as "openedAt", p.ended_at as "endedAt", p.changed_at as "changedAt"
  from pull_request p join repository r on r.account_id = p.account_id and r.id = p.repository_id
  where p.account_id = ${accountId} and (${by.repository}::text is null or r.name = ${by.repository}::text)
    and (${by.state}::text is null or p.state = ${by.state}::text)
    and (${by.before?.at ?? null}::timestamptz is null
      or (p.changed_at, p.id) < (${by.before?.at ?? null}::timestamptz, ${by.before?.id ?? null}::uuid))
  order by p.changed_at desc, p.id desc limit ${limit}`

/** Of the pull requests that something was told of since: how many there are, and of how many each file is known. */
export async function coverageOf(
  { sql }: World,
  accountId: string,
  repositoryId: string,
  since: Date,
): Promise<{ seen: number; analysed: number }> {
  const [row] = await sql<{ seen: number; analysed: number }>`
    select count(*)::int as seen, count(*) filter (where facts = 'complete')::int as analysed
    from pull_request where account_id = ${accountId} and repository_id = ${repositoryId} and changed_at >= ${since}`
  return row!
}

/** The same over all accounts. Runs as the jobs. */
export async function wholeCoverage(
  { sql }: World,
  since: Date,
): Promise<{ seen: number; analysed: number }> {
  const [row] = await sql<{ seen: number; analysed: number }>`
    select count(*)::int as seen, count(*) filter (where facts = 'complete')::int as analysed
    from pull_request where changed_at >= ${since} limit 1`
  return row!
}
