import { uuidv7 } from '../../../../kit/id.ts'
import { texts } from '../../../../kit/sql-array.ts'
import type { World } from '../../../../kit/world.ts'
import type { Change, Totals } from '../facts/change.ts'
import type { FileFact } from '../facts/file-fact.ts'
import type { Ownership } from '../findings/owners.ts'
import type { Note, State } from './telling.ts'

/** What is known of the files of a state: nothing, the totals, or each of them. */
export type Facts = 'none' | 'partial' | 'complete'

export interface PullRequest {
  id: string
  repositoryId: string
  number: number
  title: string
  labels: readonly string[]
  isDraft: boolean
  state: State
  baseBranch: string | null
  headBranch: string | null
  headSha: string | null
  mergeSha: string | null
  toldAt: Date | null
  openedAt: Date
  endedAt: Date | null
  changedAt: Date
  headSnapshotId: string | null
  facts: Facts
  logit: number | null
  probability: number | null
}

/** The row of that pull request, made if there is none, for one transaction at a time. */
export async function holdPullRequest(
  world: World,
  accountId: string,
  repositoryId: string,
  number: number,
): Promise<PullRequest> {
  const now = world.now()
  const [row] = await world.sql<PullRequest>`
    insert into pull_request (account_id, id, repository_id, number, opened_at, changed_at)
    values (${accountId}, ${uuidv7(world)}, ${repositoryId}, ${number}, ${now}, ${now})
    on conflict (account_id, repository_id, number) do update set changed_at = excluded.changed_at
    returning id, repository_id as "repositoryId", number, title, labels, is_draft as "isDraft", state, base_branch as "baseBranch",
      head_branch as "headBranch", head_sha as "headSha", merge_sha as "mergeSha", told_at as "toldAt", opened_at as "openedAt",
      ended_at as "endedAt", changed_at as "changedAt", head_snapshot_id as "headSnapshotId", facts, logit, probability`
  return row!
}

export const savePullRequest = ({ sql }: World, accountId: string, it: PullRequest) => sql`
  update pull_request set title = ${it.title}, labels = ${texts(it.labels)}::text[], is_draft = ${it.isDraft}, state = ${it.state},
    base_branch = ${it.baseBranch}, head_branch = ${it.headBranch}, head_sha = ${it.headSha}, merge_sha = ${it.mergeSha},
    told_at = ${it.toldAt}, opened_at = ${it.openedAt}, ended_at = ${it.endedAt}, head_snapshot_id = ${it.headSnapshotId},
    facts = ${it.facts}, logit = ${it.logit}, probability = ${it.probability}
  where account_id = ${accountId} and id = ${it.id}`

/** As the code host counted them, where it did; else of the files that were listed. */
export interface KnownTotals extends Totals {
  isOfHost?: boolean
}

/** One state of a pull request, with what was told of it and what was made of that. */
export interface Snapshot {
  id: string
  pullRequestId: string
  /** Empty where no commit was named. */
  headSha: string
  baseSha: string | null
  facts: Facts
  totals: KnownTotals | null
  files: readonly FileFact[] | null
  ownership: Ownership | null
  told: Note | null
  change: Change | null
  logit: number | null
  probability: number | null
  low: number | null
  high: number | null
  isCalibrated: boolean
  createdAt: Date
}

export async function findSnapshot(
  { sql }: World,
  accountId: string,
  pullRequestId: string,
  headSha: string,
): Promise<Snapshot | undefined> {
  const [row] = await sql<Snapshot>`
    select id, pull_request_id as "pullRequestId", head_sha as "headSha", base_sha as "baseSha", facts, totals, files, ownership, told,
      change, logit, probability, low, high, is_calibrated as "isCalibrated", created_at as "createdAt"
    from pull_request_snapshot
    where account_id = ${accountId} and pull_request_id = ${pullRequestId} and head_sha = ${headSha} limit 1`
  return row
}

export async function findHead(
  { sql }: World,
  accountId: string,
  snapshotId: string | null,
): Promise<Snapshot | undefined> {
  const [row] = await sql<Snapshot>`
    select id, pull_request_id as "pullRequestId", head_sha as "headSha", base_sha as "baseSha", facts, totals, files, ownership, told,
      change, logit, probability, low, high, is_calibrated as "isCalibrated", created_at as "createdAt"
    from pull_request_snapshot where account_id = ${accountId} and id = ${snapshotId}::uuid limit 1`
  return row
}

export const saveSnapshot = ({ sql, now }: World, accountId: string, it: Snapshot) => sql`
  insert into pull_request_snapshot (account_id, id, pull_request_id, head_sha, base_sha, facts, totals, files, ownership, told, change,
    logit, probability, low, high, is_calibrated, created_at, changed_at)
  values (${accountId}, ${it.id}, ${it.pullRequestId}, ${it.headSha}, ${it.baseSha}, ${it.facts}, ${jsonOf(it.totals)}::jsonb,
    ${jsonOf(it.files)}::jsonb, ${jsonOf(it.ownership)}::jsonb, ${jsonOf(it.told)}::jsonb, ${jsonOf(it.change)}::jsonb,
    ${it.logit}, ${it.probability}, ${it.low}, ${it.high}, ${it.isCalibrated}, ${it.createdAt}, ${now()})
  on conflict (account_id, id) do update set base_sha = excluded.base_sha, facts = excluded.facts, totals = excluded.totals,
    files = excluded.files, ownership = excluded.ownership, told = excluded.told, change = excluded.change, logit = excluded.logit,
    probability = excluded.probability, low = excluded.low, high = excluded.high, is_calibrated = excluded.is_calibrated,
    changed_at = excluded.changed_at`

const jsonOf = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

/** States beyond that many go, the oldest first, and never the head. */
export const pruneSnapshots = (
  { sql }: World,
  accountId: string,
  { id, headSnapshotId }: Pick<PullRequest, 'id' | 'headSnapshotId'>,
  most: number,
) => sql`
  delete from pull_request_snapshot where account_id = ${accountId} and id in (
    select id from pull_request_snapshot
    where account_id = ${accountId} and pull_request_id = ${id} and id is distinct from ${headSnapshotId}::uuid
    order by created_at desc, id desc offset ${most - 1} limit 10000)`

/** A job's: pull requests of which nothing was heard since, with all that is theirs. @returns how many */
export async function prunePullRequests({ sql }: World, before: Date, limit: number): Promise<number> {
  const rows = await sql`
    delete from pull_request where (account_id, id) in (
      select account_id, id from pull_request where changed_at < ${before} order by changed_at limit ${limit})
    returning id`
  return rows.length
}
