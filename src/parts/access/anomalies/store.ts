import { hoursAfter } from '../../../kit/duration.ts'
import type { Place } from '../../../kit/listing.ts'
import type { World } from '../../../kit/world.ts'
import type { Action } from './rules/ladder.ts'
import type { Inputs, Rule } from './rules/rule.ts'
import type { Points } from './rules/score.ts'

interface Standing {
  points: Points
  clearedAt: Date | null
}

/** The row of a principal, made if there is none, for one transaction at a time. */
export async function holdStanding(
  { sql, now }: World,
  accountId: string,
  principal: string,
): Promise<Standing> {
  const [row] = await sql<Standing>`
    insert into anomaly_standing (account_id, principal, points, changed_at) values (${accountId}, ${principal}, '{}', ${now()})
    on conflict (account_id, principal) do update set changed_at = excluded.changed_at
    returning points, cleared_at as "clearedAt"`
  return row!
}

export const saveStanding = ({ sql }: World, accountId: string, principal: string, points: Points) => sql`
  update anomaly_standing set points = ${JSON.stringify(points)}::jsonb
  where account_id = ${accountId} and principal = ${principal}`

export interface Finding {
  accountId: string
  id: string
  principal: string
  rule: string
  inputs: Inputs
  score: number
  action: Action
}

export const insertFinding = ({ sql, now }: World, it: Finding) => sql`
  insert into anomaly_finding (account_id, id, at, principal, rule, inputs, score, action)
  values (${it.accountId}, ${it.id}, ${now()}, ${it.principal}, ${it.rule}, ${JSON.stringify(it.inputs)}::jsonb, ${it.score}, ${it.action})`

/** Whether the same was found and done lately, and not cleared since. */
export async function wasTold(
  { sql, now }: World,
  of: { accountId: string; id: string; clearedAt: Date | null },
  { name, tellAgainHours }: Rule,
  action: Action,
): Promise<boolean> {
  const rows = await sql`
    select id from anomaly_finding
    where account_id = ${of.accountId} and principal = ${of.id} and rule = ${name} and action = ${action}
      and at > greatest(${hoursAfter(now(), -tellAgainHours)}::timestamptz, ${of.clearedAt}::timestamptz) limit 1`
  return rows.length > 0
}

/** @returns whether it was known */
export async function clearStanding(
  { sql, now }: World,
  accountId: string,
  principal: string,
): Promise<boolean> {
  const rows = await sql`
    update anomaly_standing set points = '{}', changed_at = ${now()}, cleared_at = ${now()}
    where account_id = ${accountId} and principal = ${principal} returning principal`
  return rows.length === 1
}

export interface StandingRow {
  principal: string
  points: Points
  name: string | null
  suspendedAt: Date | null
}

/** Who scores anything, and keys that are suspended: those first, then the latest. */
export const standings = ({ sql }: World, accountId: string, limit: number) => sql<StandingRow>`
  with who as (
    select principal from anomaly_standing where account_id = ${accountId} and points <> '{}'
    union select id::text from api_keys where account_id = ${accountId} and suspended_at is not null and revoked_at is null
  )
  select w.principal, coalesce(s.points, '{}') as points, k.name, k.suspended_at as "suspendedAt"
  from who w left join anomaly_standing s on s.account_id = ${accountId} and s.principal = w.principal
    left join api_keys k on k.account_id = ${accountId} and k.id = case when w.principal ~ '^[0-9a-f-]{36}$' then w.principal::uuid end
  order by k.suspended_at desc nulls last, s.changed_at desc, w.principal limit ${limit}`

export interface FindingRow extends Omit<Finding, 'accountId'> {
  at: Date
  name: string | null
}

export const findings = (
  { sql }: World,
  accountId: string,
  principal: string | null,
  before: Place | null,
  limit: number,
) => sql<FindingRow>`
  select f.id, f.at, f.principal, k.name, f.rule, f.inputs, f.score, f.action
  from anomaly_finding f
    left join api_keys k on k.account_id = f.account_id and k.id = case when f.principal ~ '^[0-9a-f-]{36}$' then f.principal::uuid end
  where f.account_id = ${accountId} and (${principal}::text is null or f.principal = ${principal}::text)
    and (${before?.at ?? null}::timestamptz is null or (f.at, f.id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
  order by f.at desc, f.id desc limit ${limit}`

/** Cleared since, by whichever process. Runs as the jobs. */
export const clearedSince = ({ sql }: World, since: Date, limit: number) => sql<{
  principal: string
  clearedAt: Date
}>`
  select principal, cleared_at as "clearedAt" from anomaly_standing
  where cleared_at > ${since} order by cleared_at limit ${limit}`

/** Runs as the jobs. @returns how many */
export async function sweepStandings({ sql }: World, before: Date, most: number): Promise<number> {
  const rows = await sql`
    delete from anomaly_standing where (account_id, principal) in
      (select account_id, principal from anomaly_standing where changed_at <= ${before} order by changed_at limit ${most})
    returning principal`
  return rows.length
}

/** Runs as the jobs. @returns how many */
export async function sweepFindings({ sql }: World, before: Date, most: number): Promise<number> {
  const rows = await sql`
    delete from anomaly_finding where (account_id, id) in
      (select account_id, id from anomaly_finding where at <= ${before} order by at limit ${most})
    returning id`
  return rows.length
}
