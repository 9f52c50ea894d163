import type { World } from '../../../../kit/world.ts'
import { bigints, integers, texts, uuids } from '../../../../kit/sql-array.ts'
import type { Repository } from '../../repositories/store.ts'
import type { Ground } from '../history/store.ts'
import type { InfraFinding, RunTotals } from '../verdicts/statistics/infra.ts'
import type { Reason } from '../verdicts/reasons.ts'
import type { Prior } from '../verdicts/statistics/pass-on-retry.ts'
import type { Standing } from '../verdicts/standing.ts'
import type { Verdict } from '../verdicts/verdict.ts'
import type { Conclusion } from '../computing/questions.ts'
import type { Counts } from '../computing/counting.ts'

// A number of our own among the database's advisory locks.
const judgeLock = 4_006_001

/** One judge of a repository at a time, of all processes, until its transaction ends. @returns whether it is this one */
export async function takeChair({ sql }: World, { repositoryId }: Ground): Promise<boolean> {
  const [row] = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(${judgeLock}, hashtext(${repositoryId})) as taken limit 1`
  return row!.taken
}

/** For whoever changes what the judge keeps: its turn is short. */
export const waitForChair = ({ sql }: World, { repositoryId }: Ground) => sql`
  select pg_advisory_xact_lock(${judgeLock}, hashtext(${repositoryId}))`

export interface PendingRun {
  id: string
  environment: string
  ciRunId: string | null
  attempt: number
  at: Date
  commit: string
  branch: string | null
  prNumber: number | null
  cases: number
  isCounted: boolean
  infra: InfraFinding | null
}

export const pendingRuns = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  limit: number,
) => sql<PendingRun>`
  select id, environment, ci_run_id as "ciRunId", attempt, at, commit, branch, pr_number as "prNumber", cases, is_counted as "isCounted", infra
  from test_run where account_id = ${accountId} and repository_id = ${repositoryId} and judged_at is null
  order by received_at, id limit ${limit}`

/** All uploads of the same attempts of the same runs of the CI, in the same environments. */
export const companionsOf = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  runs: readonly PendingRun[],
  limit: number,
) => sql<PendingRun & RunTotals>`
  select r.id, r.environment, r.ci_run_id as "ciRunId", r.attempt, r.at, r.commit, r.branch, r.pr_number as "prNumber", r.cases,
    r.is_counted as "isCounted", r.infra,
    r.passed + r.failed as tests, r.failed + r.retried as failures
  from test_run r
  where r.account_id = ${accountId} and r.repository_id = ${repositoryId} and (r.id = any (${uuids(runs.map(({ id }) => id))}::uuid[])
    or (r.ci_run_id, r.attempt, r.environment) in (select * from unnest(${texts(runs.map(({ ciRunId }) => ciRunId))}::text[],
      ${integers(runs.map(({ attempt }) => attempt))}::int[], ${texts(runs.map(({ environment }) => environment))}::text[])))
  order by r.at, r.id limit ${limit}`

/** The latest runs of an environment before a moment, each with all its shards. */
export const earlierTotals = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  environment: string,
  before: Date,
  limit: number,
) => sql<RunTotals>`
  select sum(passed + failed)::int as tests, sum(failed + retried)::int as failures from (
    select coalesce(ci_run_id, id::text) as run, attempt, at, passed, failed, retried from test_run
    where account_id = ${accountId} and repository_id = ${repositoryId} and environment = ${environment} and at < ${before} and judged_at is not null
    order by at desc, id desc limit ${limit * 4}) lately
  group by run, attempt order by max(at) desc limit ${limit}`

/** An upload, as far as a later one is compared with it. */
export interface EarlierRun {
  id: string
  ciRunId: string | null
  attempt: number
  commit: string
  branch: string | null
  prNumber: number | null
  results: Buffer
}

/** The latest uploads of an environment before a moment that are of other commits, the newest first. */
export const earlierRuns = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  { environment, commit, at }: Pick<PendingRun, 'environment' | 'commit' | 'at'>,
  limit: number,
) => sql<EarlierRun>`
  select id, ci_run_id as "ciRunId", attempt, commit, branch, pr_number as "prNumber", results from test_run
  where account_id = ${accountId} and repository_id = ${repositoryId} and environment = ${environment} and at < ${at}
    and (commit = '' or commit <> ${commit})
  order by at desc, id desc limit ${limit}`

/** The newest uploads of an environment and whether they count, the newest first. */
export const newestRulings = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  environment: string,
  limit: number,
) => sql<{ commit: string; branch: string | null; prNumber: number | null; isInfra: boolean }>`
  select commit, branch, pr_number as "prNumber", infra is not null as "isInfra" from test_run
  where account_id = ${accountId} and repository_id = ${repositoryId} and environment = ${environment} and judged_at is not null
  order by at desc, id desc limit ${limit}`

/** Notes what was concluded of runs. */
export const settleRuns = (
  { sql, now }: World,
  { accountId }: Ground,
  runs: readonly { id: string; infra: InfraFinding | null }[],
) => sql`
  update test_run r set infra = j.infra::jsonb, is_counted = j.infra is null, judged_at = coalesce(r.judged_at, ${now()})
  from unnest(${uuids(runs.map(({ id }) => id))}::uuid[], ${texts(runs.map(({ infra }) => infra && JSON.stringify(infra)))}::text[]) as j (id, infra)
  where r.account_id = ${accountId} and r.id = j.id`

export const vectorsOf = ({ sql }: World, accountId: string, ids: readonly string[]) => sql<{
  id: string
  at: Date
  results: Buffer
  durations: Buffer
}>`
  select id, at, results, durations from test_run
  where account_id = ${accountId} and id = any (${uuids(ids)}::uuid[]) order by at, id limit ${ids.length}`

export interface StandingRow {
  number: number
  verdict: Verdict
  memory: Omit<Standing, 'verdict'> | null
  heldUntil: Date | null
  passMilliseconds: number
  /** What the evidence alone gave when it was last judged, where all are looked at; null where it never was. */
  judged: Verdict | null
}

const watchedLimit = 50_000

/** Tests that a failure keeps in sight; and with `isAll` whatever ever failed. */
export const watchedTests = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  environment: string,
  isAll: boolean,
) => sql<StandingRow>`
  select number, verdict, memory, held_until as "heldUntil", case when ${isAll} then figures ->> 'verdict' end as judged,
    coalesce(duration_milliseconds / nullif(passed + failed, 0), 0)::float8 as "passMilliseconds"
  from test_standing
  where account_id = ${accountId} and repository_id = ${repositoryId} and environment = ${environment} and (failed > 0 or is_watched) and (is_watched or ${isAll})
  order by number limit ${watchedLimit}`

/** How these stand, watched or not. */
export const standingsOf = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  environment: string,
  numbers: readonly number[],
) => sql<StandingRow>`
  select number, verdict, memory, held_until as "heldUntil", null as judged,
    coalesce(duration_milliseconds / nullif(passed + failed, 0), 0)::float8 as "passMilliseconds"
  from test_standing
  where account_id = ${accountId} and repository_id = ${repositoryId} and environment = ${environment} and number = any (${integers(numbers)}::int[])
  limit ${numbers.length}`

/**
 * Of runs on one commit; null where it has no name. A test that nothing watches is healthy once it ran on commits enough:
 * nothing else is known of it, and nothing more needed. By the key of each row, whatever the planner believes of the table.
 */
export const addCounts = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  {
    environment,
    commit,
    minimumGroups,
  }: { environment: string; commit: string | null; minimumGroups: number },
  counts: Counts,
) => sql`
  insert into test_standing as s (account_id, repository_id, number, environment, runs, passed, failed, skipped, duration_milliseconds,
    commits, unnamed, last_run_at, verdict, verdict_at)
  select ${accountId}, ${repositoryId}, c.number, ${environment}, c.runs, c.passed, c.failed, c.skipped, c.milliseconds, c.commits, c.unnamed,
    c.last_run_at, case when cardinality(c.commits) + c.unnamed >= ${minimumGroups}::int then 'healthy' else 'unknown' end, c.last_run_at
  from (
    select *, to_timestamp(last_run / 1000.0) as last_run_at, case when ${commit}::text is null then passed + failed else 0 end as unnamed,
      case when ${commit}::text is null or passed + failed = 0 then '{}' else array[hashtext(${commit}::text)] end as commits
    from unnest(${integers(counts.numbers)}::int[], ${integers(counts.runs)}::int[], ${integers(counts.passed)}::int[], ${integers(counts.failed)}::int[],
      ${integers(counts.skipped)}::int[], ${bigints(counts.milliseconds)}::bigint[], ${bigints(counts.lastRunAt)}::bigint[])
      as u (number, runs, passed, failed, skipped, milliseconds, last_run)) c
  on conflict (account_id, repository_id, number, environment) do update set
    runs = greatest(0, s.runs + excluded.runs), passed = greatest(0, s.passed + excluded.passed), failed = greatest(0, s.failed + excluded.failed),
    skipped = greatest(0, s.skipped + excluded.skipped), duration_milliseconds = greatest(0, s.duration_milliseconds + excluded.duration_milliseconds),
    unnamed = greatest(0, s.unnamed + excluded.unnamed), last_run_at = greatest(s.last_run_at, excluded.last_run_at),
    commits = case when excluded.commits <@ s.commits or cardinality(s.commits) >= ${minimumGroups}::int then s.commits else s.commits || excluded.commits end,
    verdict = case when s.is_watched then s.verdict
      when cardinality(s.commits) + case when excluded.commits <@ s.commits then 0 else 1 end + s.unnamed + excluded.unnamed >= ${minimumGroups}::int
      then 'healthy' else 'unknown' end`

/** Of runs that are no evidence: their tests are known from now on, and nothing is known of them. */
export const addStrangers = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  environment: string,
  { numbers, lastRunAt }: Counts,
) => sql`
  insert into test_standing (account_id, repository_id, number, environment, runs, passed, failed, skipped, duration_milliseconds,
    last_run_at, verdict, verdict_at)
  select ${accountId}, ${repositoryId}, u.number, ${environment}, 0, 0, 0, 0, 0, to_timestamp(u.last_run / 1000.0), 'unknown', to_timestamp(u.last_run / 1000.0)
  from unnest(${integers(numbers)}::int[], ${bigints(lastRunAt)}::bigint[]) as u (number, last_run)
  on conflict do nothing`

/** Each of them stands there already, as its runs were counted before: the insert is but the way to each row by its key. */
export const saveConclusions = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  environment: string,
  found: readonly Conclusion[],
) => sql`
  insert into test_standing as s (account_id, repository_id, number, environment, runs, passed, failed, skipped, duration_milliseconds,
    last_run_at, verdict, verdict_at, memory, held_until, is_watched, score, rank, wasted_minutes, figures)
  select ${accountId}, ${repositoryId}, f.number, ${environment}, 0, 0, 0, 0, 0, f.now, f.verdict, coalesce(f.changed_at, '-infinity'), f.memory,
    f.held_until, f.is_watched, f.score, f.rank, f.wasted_minutes, f.judgement
  from jsonb_to_recordset(${JSON.stringify(found.map(rowOf))}::jsonb) as f (number int, verdict text, changed_at timestamptz, now timestamptz,
    memory jsonb, held_until timestamptz, is_watched boolean, score float8, rank float8, wasted_minutes float8, judgement jsonb)
  on conflict (account_id, repository_id, number, environment) do update set
    verdict = excluded.verdict, verdict_at = greatest(s.verdict_at, excluded.verdict_at), memory = excluded.memory, held_until = excluded.held_until,
    is_watched = excluded.is_watched, score = excluded.score, rank = excluded.rank, wasted_minutes = excluded.wasted_minutes, figures = excluded.figures`

function rowOf({
  number,
  standing,
  heldUntil,
  isWatched,
  score,
  rank,
  wastedMinutes,
  judgement,
}: Conclusion) {
  const { verdict, ...memory } = standing
  return {
    number,
    verdict,
    memory,
    score,
    rank,
    changed_at: momentOf(standing.changedAt),
    now: momentOf(standing.changedAt ?? 0),
    held_until: momentOf(heldUntil),
    is_watched: isWatched,
    wasted_minutes: wastedMinutes,
    judgement: JSON.parse(judgement) as unknown,
  }
}

const momentOf = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : new Date(milliseconds).toISOString()

/** Those that nothing watches follow the thresholds by their counts alone. */
export const restateClean = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  minimumGroups: number,
) => sql`
  update test_standing set verdict = case when cardinality(commits) + unnamed >= ${minimumGroups}::int then 'healthy' else 'unknown' end
  where account_id = ${accountId} and repository_id = ${repositoryId} and not is_watched and failed = 0
    and verdict <> case when cardinality(commits) + unnamed >= ${minimumGroups}::int then 'healthy' else 'unknown' end`

export async function repositoryOf({ sql }: World, { accountId, repositoryId }: Ground) {
  const [row] = await sql<Pick<Repository, 'name' | 'defaultBranch' | 'settings'>>`
    select name, default_branch as "defaultBranch", settings from repository
    where account_id = ${accountId} and id = ${repositoryId} limit 1`
  return row
}

export interface Line {
  judgeAllAt: Date | null
  prior: Prior | null
  priorAt: Date | null
  /** Above every number of a test. */
  nextNumber: number
}

export async function lineOf({ sql }: World, { accountId, repositoryId }: Ground): Promise<Line | undefined> {
  const [row] = await sql<Line>`
    select judge_all_at as "judgeAllAt", prior, prior_at as "priorAt", next_number as "nextNumber"
    from test_repository where account_id = ${accountId} and repository_id = ${repositoryId} limit 1`
  return row
}

/** Has everything judged again that ever failed. */
export const wantAll = ({ sql, now }: World, { accountId, repositoryId }: Ground) => sql`
  insert into test_repository (account_id, repository_id, judge_all_at) values (${accountId}, ${repositoryId}, ${now()})
  on conflict (account_id, repository_id) do update set judge_all_at = excluded.judge_all_at`

/** Unless somebody has wanted it again meanwhile. */
export const hadAll = ({ sql }: World, { accountId, repositoryId }: Ground, wantedAt: Date) => sql`
  update test_repository set judge_all_at = null
  where account_id = ${accountId} and repository_id = ${repositoryId} and judge_all_at = ${wantedAt}`

export const savePrior = ({ sql, now }: World, { accountId, repositoryId }: Ground, prior: Prior) => sql`
  update test_repository set prior = ${JSON.stringify(prior)}::jsonb, prior_at = ${now()}
  where account_id = ${accountId} and repository_id = ${repositoryId}`

/** Where a verdict that was held back is due. */
export const environmentsHeld = (
  { sql, now }: World,
  { accountId, repositoryId }: Ground,
  limit: number,
) => sql<{
  environment: string
}>`
  select distinct environment from test_standing
  where account_id = ${accountId} and repository_id = ${repositoryId} and held_until <= ${now()} order by environment limit ${limit}`

/** Where any test ever failed. */
export const environmentsFailing = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  limit: number,
) => sql<{
  environment: string
}>`
  select distinct environment from test_standing
  where account_id = ${accountId} and repository_id = ${repositoryId} and (failed > 0 or is_watched) order by environment limit ${limit}`

/** A job's: repositories with something that nobody has judged, though it is due. */
export const groundsDue = ({ sql, now }: World, receivedBefore: Date, limit: number) => sql<Ground>`
  select account_id as "accountId", repository_id as "repositoryId" from (
    select account_id, repository_id from test_run where judged_at is null and received_at < ${receivedBefore}
    union select account_id, repository_id from test_repository where judge_all_at is not null
    union select account_id, repository_id from test_standing where held_until <= ${now()}) due
  limit ${limit}`

export const titlesOf = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  numbers: readonly number[],
) => sql<{
  number: number
  id: string
  title: string
}>`
  select number, id, title from test_case
  where account_id = ${accountId} and repository_id = ${repositoryId} and number = any (${integers(numbers)}::int[]) limit ${numbers.length}`

export interface VerdictNote {
  id: string
  testId: string
  environment: string
  at: Date
  was: Verdict
  verdict: Verdict
  reasons: readonly Reason[]
}

export const insertVerdicts = ({ sql }: World, { accountId }: Ground, notes: readonly VerdictNote[]) => sql`
  insert into test_verdict (account_id, id, test_id, environment, at, was, verdict, reasons)
  select ${accountId}, n.id, n."testId", n.environment, n.at, n.was, n.verdict, n.reasons
  from jsonb_to_recordset(${JSON.stringify(notes)}::jsonb) as n (id uuid, "testId" uuid, environment text, at timestamptz, was text, verdict text, reasons jsonb)`
