import { integers, uuids } from '../../../../kit/sql-array.ts'
import type { World } from '../../../../kit/world.ts'
import type { ReportedAttempt } from '../readers/report.ts'

/** Two bytes of each of these places. */
export const durationsAt = (
  { sql }: World,
  accountId: string,
  places: readonly { runId: string; place: number }[],
) => sql<{ runId: string; place: number; short: Buffer }>`
  select r.id as "runId", p.place, substring(r.durations from p.place * 2 + 1 for 2) as short
  from unnest(${uuids(places.map(({ runId }) => runId))}::uuid[], ${integers(places.map(({ place }) => place))}::int[]) p (id, place)
    join test_run r on r.account_id = ${accountId} and r.id = p.id
  limit ${places.length}`

export interface FailureOfTest {
  runId: string
  at: Date
  attempts: ReportedAttempt[]
}

/** Newest first, under all of its names. */
export const failuresOfTest = (
  { sql }: World,
  accountId: string,
  numbers: readonly number[],
  runIds: readonly string[],
) => sql<FailureOfTest>`
  select r.id as "runId", r.at, f.value -> 'attempts' as attempts
  from test_run r cross join lateral jsonb_array_elements(r.failures) f
  where r.account_id = ${accountId} and r.id = any (${uuids(runIds)}::uuid[]) and (f.value ->> 'number')::int = any (${integers(numbers)}::int[])
  order by r.at desc, r.id desc limit ${runIds.length}`

/** The tests that these ids mean now, also as former names; those of nobody are missing. */
export const presentCases = ({ sql }: World, accountId: string, ids: readonly string[]) => sql<{
  asked: string
  repositoryId: string
  number: number
}>`
  select c.id as asked, t.repository_id as "repositoryId", t.number
  from test_case c join test_case t on t.account_id = c.account_id and t.id = coalesce(c.merged_into, c.id)
  where c.account_id = ${accountId} and c.id = any (${uuids(ids)}::uuid[]) limit ${ids.length}`
