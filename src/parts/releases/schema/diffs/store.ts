import { uuidv7 } from '../../../../kit/id.ts'
import type { Place } from '../../../../kit/listing.ts'
import type { World } from '../../../../kit/world.ts'
import type { Envelope } from '../../envelope/envelope.ts'
import type { Diff } from '../report/ask.ts'
import type { Report } from '../report/report.ts'
import type { Level } from '../verdict/score.ts'

/** A diff that is kept, without what it found. */
export interface KeptDiff {
  id: string
  repository: string
  commit: string | null
  branch: string | null
  prNumber: number | null
  ciRunId: string | null
  score: number
  level: Level
  findings: number
  createdAt: Date
}

export interface NewDiff {
  repositoryId: string
  hash: Buffer
  envelope: Envelope
  diff: Diff
}

/** @returns its id; whether it was kept before, under that id */
export async function keepDiff(
  world: World,
  accountId: string,
  { repositoryId, hash, envelope, diff: { report, schemas } }: NewDiff,
): Promise<{ id: string; isReplay: boolean }> {
  const { commit, branch, prNumber, ciRunId } = envelope
  const [made] = await world.sql<{ id: string }>`
    insert into schema_diff (account_id, id, repository_id, commit_sha, branch, pr_number, ci_run_id, hash, score, level, findings,
      report, schemas, created_at)
    values (${accountId}, ${uuidv7(world)}, ${repositoryId}, ${commit}, ${branch}, ${prNumber}, ${ciRunId}, ${hash}, ${report.score},
      ${report.level}, ${report.findingsTotal}, ${JSON.stringify(report)}, ${JSON.stringify(schemas)}, ${world.now()})
    on conflict (account_id, repository_id, hash) do nothing
    returning id`
  if (made) return { id: made.id, isReplay: false }
  const [known] = await world.sql<{ id: string }>`
    select id from schema_diff where account_id = ${accountId} and repository_id = ${repositoryId} and hash = ${hash} limit 1`
  return { id: known!.id, isReplay: true }
}

/** Of a repository only so many stay, the newest. */
export const keepNewest = ({ sql }: World, accountId: string, repositoryId: string, most: number) => sql`
  delete from schema_diff where account_id = ${accountId} and id in (
    select id from schema_diff where account_id = ${accountId} and repository_id = ${repositoryId}
    order by created_at desc, id desc offset ${most} limit 100)`

export interface Filter {
  repository: string | null
  prNumber: number | null
  /** Whole, or its beginning. */
  commit: string | null
}

/** Newest first. */
export const listDiffs = (
  { sql }: World,
  accountId: string,
  { repository, prNumber, commit }: Filter,
  after: Place | null,
  limit: number,
) => sql<KeptDiff>`
  select d.id, r.name as repository, d.commit_sha as commit, d.branch, d.pr_number as "prNumber", d.ci_run_id as "ciRunId",
    d.score, d.level, d.findings, d.created_at as "createdAt"
  from schema_diff d join repository r on r.account_id = d.account_id and r.id = d.repository_id
  where d.account_id = ${accountId}
    and (${repository}::text is null or r.name = ${repository})
    and (${prNumber}::int is null or d.pr_number = ${prNumber})
    and (${commit}::text is null or starts_with(d.commit_sha, ${commit}))
    and (${after?.at ?? null}::timestamptz is null or (d.created_at, d.id) < (${after?.at ?? null}, ${after?.id ?? null}::uuid))
  order by d.created_at desc, d.id desc
  limit ${limit}`

export interface WholeDiff extends KeptDiff {
  report: Report
  schemas: Diff['schemas']
}

export async function findDiff(
  { sql }: World,
  accountId: string,
  id: string,
): Promise<WholeDiff | undefined> {
  const [row] = await sql<WholeDiff>`
    select d.id, r.name as repository, d.commit_sha as commit, d.branch, d.pr_number as "prNumber", d.ci_run_id as "ciRunId",
      d.score, d.level, d.findings, d.report, d.schemas, d.created_at as "createdAt"
    from schema_diff d join repository r on r.account_id = d.account_id and r.id = d.repository_id
    where d.account_id = ${accountId} and d.id = ${id}
    limit 1`
  return row
}

/** A job's. @returns how many */
export async function pruneDiffs({ sql }: World, before: Date, limit: number): Promise<number> {
  const rows = await sql`
    delete from schema_diff where (account_id, id) in (
      select account_id, id from schema_diff where created_at < ${before} order by created_at limit ${limit})
    returning id`
  return rows.length
}
