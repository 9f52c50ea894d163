import { daysAfter } from '../../../../kit/duration.ts'
import { uuidv7 } from '../../../../kit/id.ts'
import { integers, texts } from '../../../../kit/sql-array.ts'
import type { World } from '../../../../kit/world.ts'
import { type Calibration, recalibrate } from '../risk/recalibrate.ts'

export const outcomeKinds = ['reverted', 'fixed', 'rolled_back', 'clean'] as const
export type OutcomeKind = (typeof outcomeKinds)[number]

export interface Outcome {
  kind: OutcomeKind
  /** 0: no pull request that is known. */
  byNumber: number
  source: 'found' | 'told'
  at: Date
}

/** Until so many days have gone by since the merge, nobody knows what came of it; what comes later is not held against it. */
export const outcomeDays = 30

export const outcomesOf = ({ sql }: World, accountId: string, pullRequestId: string) => sql<Outcome>`
  select kind, by_number as "byNumber", source, at from pull_request_outcome
  where account_id = ${accountId} and pull_request_id = ${pullRequestId} order by at, kind, by_number limit 100`

/** @returns whether it was new */
export async function insertOutcome(
  world: World,
  accountId: string,
  pullRequestId: string,
  { kind, byNumber, source, at }: Outcome,
): Promise<boolean> {
  const rows = await world.sql`
    insert into pull_request_outcome (account_id, id, pull_request_id, kind, by_number, source, at)
    values (${accountId}, ${uuidv7(world)}, ${pullRequestId}, ${kind}, ${byNumber}, ${source}, ${at})
    on conflict do nothing returning id`
  return rows.length === 1
}

/** Somebody looked: what was said before counts no more. */
export const deleteOutcomes = (
  { sql }: World,
  accountId: string,
  pullRequestId: string,
  kinds: readonly OutcomeKind[],
) => sql`
  delete from pull_request_outcome
  where account_id = ${accountId} and pull_request_id = ${pullRequestId} and kind = any (${texts(kinds)}::text[])`

/** Merged before, and named by number, by the commit of its merge or its head, or by its title: what a revert takes back. */
export const findReverted = (
  { sql }: World,
  accountId: string,
  of: { repositoryId: string; id: string; mergedAt: Date },
  by: { numbers: readonly number[]; commits: readonly string[]; title: string | null },
) => sql<{ id: string }>`
  select id from pull_request
  where account_id = ${accountId} and repository_id = ${of.repositoryId} and state = 'merged' and id <> ${of.id}
    and ended_at <= ${of.mergedAt}
    and (number = any (${integers(by.numbers)}::int[])
      or exists (select from unnest(${texts(by.commits)}::text[]) c where merge_sha like c || '%' or head_sha like c || '%')
      or id = (select t.id from pull_request t where t.account_id = ${accountId} and t.repository_id = ${of.repositoryId}
        and t.state = 'merged' and t.id <> ${of.id} and t.title = ${by.title}::text and t.ended_at <= ${of.mergedAt} order by t.ended_at desc limit 1))
  order by ended_at desc limit 50`

/** Merged within the days before, with a file of code in common: what a fix may mend. */
export const findMended = (
  { sql }: World,
  accountId: string,
  of: { repositoryId: string; id: string; mergedAt: Date },
  mostFiles: number,
) => sql<{ id: string }>`
  with mine as (
    select path_key from pull_request_file where account_id = ${accountId} and pull_request_id = ${of.id} and is_code limit ${mostFiles + 1}
  )
  select p.id from pull_request p
  where p.account_id = ${accountId} and p.repository_id = ${of.repositoryId} and p.state = 'merged' and p.id <> ${of.id}
    and p.ended_at <= ${of.mergedAt} and p.ended_at >= ${daysAfter(of.mergedAt, -outcomeDays)}
    and (select count(*) from mine) <= ${mostFiles}
    and exists (select from pull_request_file f join mine m on m.path_key = f.path_key
      where f.account_id = ${accountId} and f.repository_id = ${of.repositoryId} and f.pull_request_id = p.id)
  order by p.ended_at desc limit 50`

/** A merged pull request whose days are over: what was told of it, and whether it brought a defect in. */
export interface Labelled {
  number: number
  logit: number
  probability: number
  isDefective: boolean
}

const mostLabelled = 2000

/** The newest first. Those with a defect wait for their days, too: counted at once, they would be too many among the young. */
export const labelled = ({ sql, now }: World, accountId: string, repositoryId: string) => sql<Labelled>`
  select p.number, p.logit, p.probability,
    exists (select from pull_request_outcome o where o.account_id = p.account_id and o.pull_request_id = p.id and o.kind <> 'clean'
      and o.at <= p.ended_at + make_interval(days => ${outcomeDays}::int))
    and not exists (select from pull_request_outcome o where o.account_id = p.account_id and o.pull_request_id = p.id and o.kind = 'clean')
      as "isDefective"
  from pull_request p
  where p.account_id = ${accountId} and p.repository_id = ${repositoryId} and p.state = 'merged' and p.facts = 'complete'
    and p.ended_at <= ${daysAfter(now(), -outcomeDays)}
  order by p.ended_at desc limit ${mostLabelled}`

/** By the repository's own outcomes; null while it has too few. */
export const calibrationOf = async (
  world: World,
  accountId: string,
  repositoryId: string,
): Promise<Calibration | null> => recalibrate(await labelled(world, accountId, repositoryId))
