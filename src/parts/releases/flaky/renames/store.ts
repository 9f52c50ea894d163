import { integers, uuids } from '../../../../kit/sql-array.ts'
import type { World } from '../../../../kit/world.ts'
import type { Ground } from '../history/store.ts'
import type { RenameSuggestion } from '../readers/renames.ts'

export interface NamedRow {
  id: string
  runId: string | null
  file: string | null
  className: string | null
  suite: readonly string[]
  name: string
  project: string | null
  occurrence: number
}

export const appearedIn = (
  { sql }: World,
  { accountId }: Ground,
  runIds: readonly string[],
  limit: number,
) => sql<NamedRow & { runId: string }>`
  select id, first_run_id as "runId", file, class_name as "className", suite, name, project, occurrence from test_case
  where account_id = ${accountId} and first_run_id = any (${uuids(runIds)}::uuid[]) limit ${limit}`

export const namesOf = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  numbers: readonly number[],
) => sql<NamedRow>`
  select id, first_run_id as "runId", file, class_name as "className", suite, name, project, occurrence from test_case
  where account_id = ${accountId} and repository_id = ${repositoryId} and number = any (${integers(numbers)}::int[]) and merged_into is null
  limit ${numbers.length}`

export interface RunBefore {
  commit: string
  isComplete: boolean
  results: Buffer
}

/** That run, then those before it on the same kind of machine: of its own branch first, the newest first. */
export const runsAround = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  runId: string,
) => sql<RunBefore>`
  select r.commit, r.is_complete as "isComplete", r.results
  from test_run this join lateral (
    select * from test_run t where t.account_id = ${accountId} and t.repository_id = ${repositoryId} and t.environment = this.environment
      and t.at <= this.at and t.shard = this.shard and (t.is_complete or t.id = this.id) order by t.at desc, t.id desc limit 20) r on true
  where this.account_id = ${accountId} and this.id = ${runId}
  order by r.id = this.id desc, r.branch is not distinct from this.branch desc, r.at desc, r.id desc limit 20`

export const insertRenames = (
  { sql, now }: World,
  { accountId, repositoryId }: Ground,
  commit: string,
  found: readonly RenameSuggestion[],
) => sql`
  insert into test_rename (account_id, old_id, new_id, repository_id, commit, likeness, found_at)
  select ${accountId}, f."from", f."to", ${repositoryId}, ${commit}, f.score, ${now()}
  from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as f ("from" uuid, "to" uuid, score float8)
  on conflict do nothing`

export interface SuggestedRow {
  oldId: string
  newId: string
  oldTitle: string
  newTitle: string
  file: string | null
  className: string | null
  commit: string
  likeness: number
  foundAt: Date
}

/** Whatever is still gone: a test that was seen since its successor last ran lives on, on another branch. */
export const suggestedRenames = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  limit: number,
) => sql<SuggestedRow>`
  select r.old_id as "oldId", r.new_id as "newId", o.title as "oldTitle", n.title as "newTitle", n.file, n.class_name as "className",
    r.commit, r.likeness, r.found_at as "foundAt"
  from test_rename r
    join test_case o on o.account_id = r.account_id and o.id = r.old_id
    join test_case n on n.account_id = r.account_id and n.id = r.new_id
  where r.account_id = ${accountId} and r.repository_id = ${repositoryId} and o.merged_into is null and n.merged_into is null
    and (select max(s.last_run_at) from test_standing s where s.account_id = r.account_id and s.repository_id = r.repository_id and s.number = n.number)
      > (select max(s.last_run_at) from test_standing s where s.account_id = r.account_id and s.repository_id = r.repository_id and s.number = o.number)
  order by r.found_at desc, r.likeness desc, r.old_id limit ${limit}`

export interface MergeSide {
  id: string
  repositoryId: string
  number: number
  mergedInto: string | null
  title: string
}

/** Both, held until the transaction ends. */
export const holdTests = ({ sql }: World, accountId: string, ids: readonly string[]) => sql<MergeSide>`
  select id, repository_id as "repositoryId", number, merged_into as "mergedInto", title from test_case
  where account_id = ${accountId} and id = any (${uuids(ids)}::uuid[]) order by id limit 2 for no key update`

export const mergeCase = ({ sql }: World, accountId: string, from: string, into: string) => sql`
  update test_case set merged_into = ${into} where account_id = ${accountId} and (id = ${from} or merged_into = ${from})`

/** Adds up what both did; what is held of it is judged anew. */
export async function mergeStandings(
  { sql }: World,
  { accountId, repositoryId }: Ground,
  from: number,
  into: number,
): Promise<void> {
  await sql`
    insert into test_standing as s (account_id, repository_id, number, environment, runs, passed, failed, skipped, duration_milliseconds,
      commits, unnamed, last_run_at, is_watched, verdict, verdict_at, memory)
    select account_id, repository_id, ${into}, environment, runs, passed, failed, skipped, duration_milliseconds,
      commits, unnamed, last_run_at, is_watched, verdict, verdict_at, memory
    from test_standing where account_id = ${accountId} and repository_id = ${repositoryId} and number = ${from}
    on conflict (account_id, repository_id, number, environment) do update set
      runs = s.runs + excluded.runs, passed = s.passed + excluded.passed, failed = s.failed + excluded.failed,
      skipped = s.skipped + excluded.skipped, duration_milliseconds = s.duration_milliseconds + excluded.duration_milliseconds,
      unnamed = s.unnamed + excluded.unnamed,
      commits = array(select distinct unnest(s.commits || excluded.commits)), last_run_at = greatest(s.last_run_at, excluded.last_run_at),
      is_watched = s.is_watched or excluded.is_watched, memory = coalesce(s.memory, excluded.memory)`
  await sql`
    delete from test_standing where account_id = ${accountId} and repository_id = ${repositoryId} and number = ${from}`
}

export async function mergeNotes(
  { sql }: World,
  accountId: string,
  from: string,
  into: string,
): Promise<void> {
  await sql`update test_verdict set test_id = ${into} where account_id = ${accountId} and test_id = ${from}`
  await sql`
    update test_quarantine q set test_id = ${into} where q.account_id = ${accountId} and q.test_id = ${from}
      and not exists (select from test_quarantine other where other.account_id = ${accountId} and other.test_id = ${into})`
  await sql`delete from test_quarantine where account_id = ${accountId} and test_id = ${from}`
  await sql`delete from test_rename where account_id = ${accountId} and (old_id = ${from} or new_id = ${from})`
}
