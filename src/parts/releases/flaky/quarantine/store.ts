import { uuids } from '../../../../kit/sql-array.ts'
import type { World } from '../../../../kit/world.ts'
import type { Ground } from '../history/store.ts'
import type { Verdict } from '../verdicts/verdict.ts'

export const quarantineStates = ['active', 'quarantined', 'disabled', 'fixed'] as const
export type QuarantineState = (typeof quarantineStates)[number]

/** As it stands in the table, whatever the day. */
export interface QuarantineRow {
  state: QuarantineState
  owner: string | null
  ticket: string | null
  reason: string | null
  reviewBy: Date
  isAuto: boolean
  createdAt: Date
  changedAt: Date
}

export interface TestOfQuarantine {
  id: string
  repositoryId: string
  repository: string
  title: string
}

/** Held until the transaction ends. */
export async function holdTest(
  { sql }: World,
  accountId: string,
  id: string,
): Promise<(TestOfQuarantine & { settings: Readonly<Record<string, unknown>> }) | undefined> {
  const [row] = await sql<TestOfQuarantine & { settings: Readonly<Record<string, unknown>> }>`
    select c.id, c.repository_id as "repositoryId", r.name as repository, r.settings, c.title
    from test_case c join repository r on r.account_id = c.account_id and r.id = c.repository_id
    where c.account_id = ${accountId} and c.id = ${id} and c.merged_into is null limit 1 for no key update of c`
  return row
}

/** What somebody says of a test; what is undefined stays as it is. */
export interface QuarantineWish {
  state: QuarantineState
  owner?: string | null | undefined
  ticket?: string | null | undefined
  reason?: string | null | undefined
  reviewBy: Date
  /** Leaves the day of review of a quarantine that is under way. */
  keepsReview: boolean
}

export async function putQuarantine(
  { sql, now }: World,
  { accountId, repositoryId }: Ground,
  testId: string,
  { state, owner, ticket, reason, reviewBy, keepsReview }: QuarantineWish,
): Promise<QuarantineRow> {
  const [row] = await sql<QuarantineRow>`
    insert into test_quarantine as q (account_id, test_id, repository_id, state, owner, ticket, reason, review_by, is_auto, created_at, changed_at)
    values (${accountId}, ${testId}, ${repositoryId}, ${state}, ${owner ?? null}, ${ticket ?? null}, ${reason ?? null}, ${reviewBy}, false, ${now()}, ${now()})
    on conflict (account_id, test_id) do update set state = excluded.state,
      owner = case when ${owner === undefined} then q.owner else excluded.owner end,
      ticket = case when ${ticket === undefined} then q.ticket else excluded.ticket end,
      reason = case when ${reason === undefined} then q.reason else excluded.reason end,
      review_by = case when ${keepsReview} and q.state in ('quarantined', 'disabled') and q.review_by > ${now()} then q.review_by else excluded.review_by end,
      is_auto = false, changed_at = excluded.changed_at
    returning state, owner, ticket, reason, review_by as "reviewBy", is_auto as "isAuto", created_at as "createdAt", changed_at as "changedAt"`
  return row!
}

/** @returns whether there was one */
export async function deleteQuarantine({ sql }: World, accountId: string, testId: string): Promise<boolean> {
  const rows = await sql`
    delete from test_quarantine where account_id = ${accountId} and test_id = ${testId} returning test_id`
  return rows.length === 1
}

/** Unless somebody decided before, and the day of review is not past. @returns whether it is quarantined by this */
export async function insertAutoQuarantine(
  { sql, now }: World,
  { accountId, repositoryId }: Ground,
  { testId, reviewBy }: { testId: string; reviewBy: Date },
): Promise<boolean> {
  const rows = await sql`
    insert into test_quarantine as q (account_id, test_id, repository_id, state, review_by, is_auto, created_at, changed_at)
    values (${accountId}, ${testId}, ${repositoryId}, 'quarantined', ${reviewBy}, true, ${now()}, ${now()})
    on conflict (account_id, test_id) do update set state = 'quarantined', review_by = excluded.review_by, is_auto = true, changed_at = excluded.changed_at
    where q.review_by <= ${now()}
    returning test_id`
  return rows.length === 1
}

/** @returns whether there was one that nobody has confirmed */
export async function deleteAutoQuarantine(
  { sql }: World,
  accountId: string,
  testId: string,
): Promise<boolean> {
  const rows = await sql`
    delete from test_quarantine where account_id = ${accountId} and test_id = ${testId} and is_auto returning test_id`
  return rows.length === 1
}

export interface QuarantinedTest extends QuarantineRow {
  id: string
  repository: string
  title: string
  project: string | null
  file: string | null
  suite: readonly string[]
  testName: string
  /** Gravest of its environments. */
  verdict: Verdict
}

/** All with a row, those that are due for review first; of all repositories where none is named. */
export const listQuarantine = (
  { sql }: World,
  { accountId, repositoryId }: { accountId: string; repositoryId: string | null },
  limit: number,
) => sql<QuarantinedTest>`
  select c.id, r.name as repository, c.title, c.project, c.file, c.suite, c.name as "testName", q.state, q.owner, q.ticket, q.reason, q.review_by as "reviewBy", q.is_auto as "isAuto",
    q.created_at as "createdAt", q.changed_at as "changedAt", coalesce((select s.verdict from test_standing s
      where s.account_id = c.account_id and s.repository_id = c.repository_id and s.number = c.number
      order by array_position(array['broken', 'flaky', 'suspect', 'fixed', 'unknown', 'healthy'], s.verdict) limit 1), 'unknown') as verdict
  from test_quarantine q join test_case c on c.account_id = q.account_id and c.id = q.test_id
    join repository r on r.account_id = q.account_id and r.id = q.repository_id
  where q.account_id = ${accountId} and (${repositoryId}::uuid is null or q.repository_id = ${repositoryId})
  order by q.review_by, c.title, c.id limit ${limit}`

export interface StandOfFailure {
  id: string
  number: number
  state: QuarantineState | null
  reviewBy: Date | null
  /** When somebody last decided. */
  changedAt: Date | null
  verdict: Verdict
}

/** How tests stand that failed somewhere, under whatever name they have now. @param ids at most 5,000 */
export const standsOf = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  environment: string,
  ids: readonly string[],
) => sql<StandOfFailure>`
  select c.id, c.number, q.state, q.review_by as "reviewBy", q.changed_at as "changedAt", coalesce((select s.verdict from test_standing s
      where s.account_id = t.account_id and s.repository_id = t.repository_id and s.number = t.number
      order by s.environment = ${environment} desc, array_position(array['broken', 'flaky', 'suspect', 'fixed', 'unknown', 'healthy'], s.verdict) limit 1), 'unknown') as verdict
  from test_case c
    join test_case t on t.account_id = c.account_id and t.id = coalesce(c.merged_into, c.id)
    left join test_quarantine q on q.account_id = t.account_id and q.test_id = t.id
  where c.account_id = ${accountId} and c.repository_id = ${repositoryId} and c.id = any (${uuids(ids)}::uuid[]) limit ${ids.length}`
