import { daysAfter } from '../../../../kit/duration.ts'
import { uuidv7 } from '../../../../kit/id.ts'
import { integers, texts, uuids } from '../../../../kit/sql-array.ts'
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

/**
 * What is told takes the place of what was said of the same pull request before, with its moment.
 * @returns whether it had an effect
 */
export async function insertOutcome(
  world: World,
  accountId: string,
  pullRequestId: string,
  { kind, byNumber, source, at }: Outcome,
): Promise<boolean> {
  const rows = await world.sql`
    insert into pull_request_outcome (account_id, id, pull_request_id, kind, by_number, source, at)
    values (${accountId}, ${uuidv7(world)}, ${pullRequestId}, ${kind}, ${byNumber}, ${source}, ${at})
    on conflict (account_id, pull_request_id, kind, by_number) do update set source = excluded.source, at = excluded.at
      where excluded.source = 'told'
    returning id`
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

/** What came of a pull request, as far as anybody knows. */
export type Label = 'unknown' | 'clean' | 'defective'

/** In each view the same: what somebody said counts whenever that was, what was found counts for its days. */
export function labelOf(
  { now }: Pick<World, 'now'>,
  { state, endedAt }: { state: string; endedAt: Date | null },
  outcomes: readonly Outcome[],
): Label {
  if (state !== 'merged' || endedAt === null) return 'unknown'
  if (outcomes.some(({ kind }) => kind === 'clean')) return 'clean'
  const last = daysAfter(endedAt, outcomeDays)
  if (outcomes.some(({ source, at }) => source === 'told' || at <= last)) return 'defective'
  return last <= now() ? 'clean' : 'unknown'
}

/** Of several, by pull request. */
export async function outcomesOfEach(
  { sql }: World,
  accountId: string,
  pullRequestIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Outcome[]>> {
  const rows = await sql<Outcome & { pullRequestId: string }>`
    select pull_request_id as "pullRequestId", kind, by_number as "byNumber", source, at from pull_request_outcome
    where account_id = ${accountId} and pull_request_id = any (${uuids(pullRequestIds)}::uuid[]) order by at limit 100000`
  return Map.groupBy(rows, ({ pullRequestId }) => pullRequestId)
}

/** A merged pull request whose days are over: what was told of it, and whether it brought a defect in. */
export interface Labelled {
  number: number
  logit: number
  probability: number
  isDefective: boolean
}

const mostLabelled = 2000

interface Ended extends Omit<Labelled, 'isDefective'> {
  id: string
  state: string
  endedAt: Date
}

/** The newest first. Those with a defect wait for their days, too: counted at once, they would be too many among the young. */
export async function labelled(world: World, accountId: string, repositoryId: string): Promise<Labelled[]> {
  const ended = await world.sql<Ended>`
    select id, number, logit, probability, state, ended_at as "endedAt" from pull_request
    where account_id = ${accountId} and repository_id = ${repositoryId} and state = 'merged' and facts = 'complete'
      and ended_at <= ${daysAfter(world.now(), -outcomeDays)}
    order by ended_at desc limit ${mostLabelled}`
  const outcomes = await outcomesOfEach(
    world,
    accountId,
    ended.map(({ id }) => id),
  )
  return ended.map(({ id, number, logit, probability, ...how }) => ({
    number,
    logit,
    probability,
    isDefective: labelOf(world, how, outcomes.get(id) ?? []) === 'defective',
  }))
}

/** How many will count once their days are over. */
export async function countWaiting(
  { sql, now }: World,
  accountId: string,
  repositoryId: string,
): Promise<number> {
  const [row] = await sql<{ count: number }>`
    select count(*)::int as count from pull_request
    where account_id = ${accountId} and repository_id = ${repositoryId} and state = 'merged' and facts = 'complete'
      and ended_at > ${daysAfter(now(), -outcomeDays)} limit 1`
  return row!.count
}

/** By the repository's own outcomes; null while it has too few. */
export const calibrationOf = async (
  world: World,
  accountId: string,
  repositoryId: string,
): Promise<Calibration | null> => recalibrate(await labelled(world, accountId, repositoryId))
