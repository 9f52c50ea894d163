import type { World } from '../../../../kit/world.ts'
import type { QuarantineState } from '../quarantine/store.ts'
import type { Judgement } from '../verdicts/judge.ts'
import type { Standing } from '../verdicts/standing.ts'
import type { Verdict } from '../verdicts/verdict.ts'

/** A test in one environment, as it stands. */
export interface StandingRow {
  id: string
  repository: string
  environment: string
  file: string | null
  className: string | null
  suite: readonly string[]
  name: string
  project: string | null
  occurrence: number
  title: string
  runs: number
  passed: number
  failed: number
  skipped: number
  /** Of finished runs, ms. */
  meanMilliseconds: number
  lastRunAt: Date
  verdict: Verdict
  verdictAt: Date
  score: number
  rank: number
  wastedMinutes: number
  /** Null for one that has not failed within what counts. */
  judgement: Judgement | null
  /** Null where nothing watches it. */
  memory: Omit<Standing, 'verdict'> | null
  /** Until when another verdict waits; null where none does. */
  heldUntil: Date | null
  state: QuarantineState | null
  reviewBy: Date | null
  owner: string | null
  ticket: string | null
  total: number
}

export interface CandidateFilter {
  accountId: string
  repositoryId: string | null
  environment: string | null
  minRuns: number
}

/**
 * Tests that source 004's rule or our verdict calls flaky or suspect, worst first: by verdict, then by how likely the next
 * failure is noise, then by what it costs.
 */
export const candidates = (
  { sql }: World,
  { accountId, repositoryId, environment, minRuns }: CandidateFilter,
  limit: number,
) => sql<StandingRow>`
  with found as materialized (
    select s.* from test_standing s
    where s.account_id = ${accountId} and (${repositoryId}::uuid is null or s.repository_id = ${repositoryId})
      and (${environment}::text is null or s.environment = ${environment}) and (s.failed > 0 or s.is_watched) and s.runs >= ${minRuns}::int
      and (s.verdict in ('flaky', 'suspect') or (s.failed > 0 and s.failed * 5 >= s.runs and s.failed * 5 <= s.runs * 3))
  ), worst as (
    select f.*, count(*) over ()::int as total from found f
    order by f.verdict = 'flaky' desc, f.verdict = 'suspect' desc, f.score desc, f.rank desc, abs(f.failed::float8 / nullif(f.runs, 0) - 0.5), f.number, f.environment
    limit ${limit}
  )
  select c.id, r.name as repository, w.environment, c.file, c.class_name as "className", c.suite, c.name, c.project, c.occurrence, c.title,
    w.runs, w.passed, w.failed, w.skipped, coalesce(w.duration_milliseconds::float8 / nullif(w.passed + w.failed, 0), 0) as "meanMilliseconds",
    w.last_run_at as "lastRunAt", w.verdict, w.verdict_at as "verdictAt", w.score, w.rank, w.wasted_minutes as "wastedMinutes", w.figures as judgement,
    w.memory, w.held_until as "heldUntil",
    q.state, q.review_by as "reviewBy", q.owner, q.ticket, w.total
  from worst w
    join test_case c on c.account_id = w.account_id and c.repository_id = w.repository_id and c.number = w.number
    join repository r on r.account_id = w.account_id and r.id = w.repository_id
    left join test_quarantine q on q.account_id = c.account_id and q.test_id = c.id
  order by w.verdict = 'flaky' desc, w.verdict = 'suspect' desc, w.score desc, w.rank desc, abs(w.failed::float8 / nullif(w.runs, 0) - 0.5), w.number, w.environment
  limit ${limit}`

export interface TestFilter {
  accountId: string
  repositoryId: string | null
  environment: string | null
  verdict: Verdict | null
  file: string | null
  /** In the title or the file, whatever the case. */
  search: string | null
  isQuarantined: boolean | null
}

/** By title; a page begins behind a place. */
export const listTests = (
  { sql, now }: World,
  filter: TestFilter,
  after: { title: string; id: string; environment: string } | null,
  limit: number,
) => sql<StandingRow>`
  select c.id, r.name as repository, s.environment, c.file, c.class_name as "className", c.suite, c.name, c.project, c.occurrence, c.title,
    s.runs, s.passed, s.failed, s.skipped, coalesce(s.duration_milliseconds::float8 / nullif(s.passed + s.failed, 0), 0) as "meanMilliseconds",
    s.last_run_at as "lastRunAt", s.verdict, s.verdict_at as "verdictAt", s.score, s.rank, s.wasted_minutes as "wastedMinutes", s.figures as judgement,
    s.memory, s.held_until as "heldUntil",
    q.state, q.review_by as "reviewBy", q.owner, q.ticket, 0 as total
  from test_standing s
    join test_case c on c.account_id = s.account_id and c.repository_id = s.repository_id and c.number = s.number
    join repository r on r.account_id = s.account_id and r.id = s.repository_id
    left join test_quarantine q on q.account_id = c.account_id and q.test_id = c.id
  where s.account_id = ${filter.accountId} and (${filter.repositoryId}::uuid is null or s.repository_id = ${filter.repositoryId})
    and (${filter.environment}::text is null or s.environment = ${filter.environment})
    and (${filter.verdict}::text is null or s.verdict = ${filter.verdict})
    and (${filter.file}::text is null or (left(c.file, 200) = left(${filter.file}, 200) and c.file = ${filter.file}))
    and (${filter.search}::text is null or strpos(lower(c.title), lower(${filter.search})) > 0 or strpos(lower(c.file), lower(${filter.search})) > 0)
    and (${filter.isQuarantined}::boolean is null
      or ${filter.isQuarantined}::boolean = (q.state is not null and q.state in ('quarantined', 'disabled') and q.review_by > ${now()}))
    and (${after?.id ?? null}::uuid is null
      or (c.title collate "C", c.id, s.environment collate "C") > (${after?.title ?? null}::text collate "C", ${after?.id ?? null}::uuid, ${after?.environment ?? null}::text collate "C"))
  order by c.title collate "C", c.id, s.environment collate "C" limit ${limit}`

export interface CaseRow {
  id: string
  repositoryId: string
  repository: string
  defaultBranch: string | null
  number: number
  file: string | null
  className: string | null
  suite: readonly string[]
  name: string
  project: string | null
  occurrence: number
  title: string
  firstSeenAt: Date
  mergedInto: string | null
}

export async function findCase({ sql }: World, accountId: string, id: string): Promise<CaseRow | undefined> {
  const [row] = await sql<CaseRow>`
    select c.id, c.repository_id as "repositoryId", r.name as repository, r.default_branch as "defaultBranch", c.number, c.file, c.class_name as "className",
      c.suite, c.name, c.project, c.occurrence, c.title, c.first_seen_at as "firstSeenAt", c.merged_into as "mergedInto"
    from test_case c join repository r on r.account_id = c.account_id and r.id = c.repository_id
    where c.account_id = ${accountId} and c.id = ${id} limit 1`
  return row
}

export const standingsOfCase = (
  { sql }: World,
  accountId: string,
  { id, repositoryId, number }: CaseRow,
  limit: number,
) => sql<StandingRow>`
  select c.id, r.name as repository, s.environment, c.file, c.class_name as "className", c.suite, c.name, c.project, c.occurrence, c.title,
    s.runs, s.passed, s.failed, s.skipped, coalesce(s.duration_milliseconds::float8 / nullif(s.passed + s.failed, 0), 0) as "meanMilliseconds",
    s.last_run_at as "lastRunAt", s.verdict, s.verdict_at as "verdictAt", s.score, s.rank, s.wasted_minutes as "wastedMinutes", s.figures as judgement,
    s.memory, s.held_until as "heldUntil",
    q.state, q.review_by as "reviewBy", q.owner, q.ticket, 0 as total
  from test_standing s
    join test_case c on c.account_id = s.account_id and c.id = ${id}
    join repository r on r.account_id = s.account_id and r.id = s.repository_id
    left join test_quarantine q on q.account_id = c.account_id and q.test_id = c.id
  where s.account_id = ${accountId} and s.repository_id = ${repositoryId} and s.number = ${number}
  order by s.last_run_at desc, s.environment limit ${limit}`

export interface FormerName {
  id: string
  title: string
}

export const formerNamesOf = (
  { sql }: World,
  accountId: string,
  id: string,
  limit: number,
) => sql<FormerName>`
  select id, title from test_case where account_id = ${accountId} and merged_into = ${id} order by title, id limit ${limit}`

export interface VerdictRow {
  environment: string
  at: Date
  was: Verdict
  verdict: Verdict
  reasons: { code: string; words: string }[]
}

export const verdictsOf = (
  { sql }: World,
  accountId: string,
  testId: string,
  limit: number,
) => sql<VerdictRow>`
  select environment, at, was, verdict, reasons from test_verdict
  where account_id = ${accountId} and test_id = ${testId} order by at desc, id desc limit ${limit}`

export interface TouchedRow {
  id: string
  file: string
  title: string
  environment: string
  verdict: Verdict
  score: number
  failed: number
  runs: number
  state: QuarantineState | null
  reviewBy: Date | null
}

export const testsOfFiles = (
  { sql }: World,
  accountId: string,
  repositoryId: string,
  files: Buffer,
  limit: number,
) => sql<TouchedRow>`
  select c.id, c.file, c.title, s.environment, s.verdict, s.score, s.failed, s.runs, q.state, q.review_by as "reviewBy"
  from unnest(${files}::text[]) f (file)
    join test_case c on c.account_id = ${accountId} and c.repository_id = ${repositoryId} and left(c.file, 200) = left(f.file, 200) and c.file = f.file
    join test_standing s on s.account_id = c.account_id and s.repository_id = c.repository_id and s.number = c.number
    left join test_quarantine q on q.account_id = c.account_id and q.test_id = c.id
  where s.verdict in ('flaky', 'broken', 'suspect')
  order by array_position(array['broken', 'flaky', 'suspect'], s.verdict), s.score desc, c.title, s.environment limit ${limit}`

export interface VerdictCount {
  verdict: Verdict
  tests: number
  /** Those that nobody has decided about, whose day of review is past, or whose quarantine lacks an owner or a ticket. */
  untended: number
  wastedMinutes: number
}

/** A test counts once, by the gravest verdict of its environments. */
export const verdictCounts = (
  { sql, now }: World,
  accountId: string,
  repositoryId: string,
) => sql<VerdictCount>`
  with tended as materialized (
    select c.number from test_quarantine q join test_case c on c.account_id = q.account_id and c.id = q.test_id
    where q.account_id = ${accountId} and q.repository_id = ${repositoryId}
      and (q.state not in ('quarantined', 'disabled') or (q.review_by > ${now()} and q.owner is not null and q.ticket is not null))
    limit 100000
  )
  select verdict, count(*)::int as tests, count(*) filter (where number not in (select number from tended))::int as untended,
    coalesce(sum(wasted), 0)::float8 as "wastedMinutes" from (
    select number, (array['broken', 'flaky', 'suspect', 'fixed', 'unknown', 'healthy'])[min(array_position(array['broken', 'flaky', 'suspect', 'fixed', 'unknown', 'healthy'], verdict))] as verdict,
      sum(wasted_minutes) as wasted
    from test_standing where account_id = ${accountId} and repository_id = ${repositoryId} group by number) tests
  group by verdict order by verdict limit 10`

export interface RunsOverview {
  runs: number
  infraRuns: number
  failedRuns: number
  environments: number
  firstAt: Date | null
  lastAt: Date | null
  /** Cases that were tried again within one report. */
  retried: number
  /** Commits that more than one run tells of in one environment. */
  repeatedCommits: number
  commits: number
}

export async function runsOverview(
  { sql }: World,
  accountId: string,
  repositoryId: string,
  since: Date,
): Promise<RunsOverview> {
  const [row] = await sql<RunsOverview>`
    with lately as materialized (
      select id, environment, commit, ci_run_id, attempt, at, failed, retried, infra is not null as is_infra from test_run
      where account_id = ${accountId} and repository_id = ${repositoryId} and at >= ${since} order by at desc limit 20000
    ), commits as (
      select count(distinct coalesce(ci_run_id, id::text) || ' ' || attempt) as runs from lately where commit <> '' group by commit, environment
    )
    select count(*)::int as runs, count(*) filter (where is_infra)::int as "infraRuns", count(*) filter (where failed > 0)::int as "failedRuns",
      count(distinct environment)::int as environments, min(at) as "firstAt", max(at) as "lastAt", coalesce(sum(retried), 0)::int as retried,
      (select count(*) from commits where runs > 1)::int as "repeatedCommits", (select count(*) from commits)::int as commits
    from lately limit 1`
  return row!
}
