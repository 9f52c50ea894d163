import type { World } from '../../../kit/world.ts'
import type { DataSetRow } from '../sync/store.ts'

/** Metres and seconds. */
export interface Totals {
  count: number
  distance: number
  moving_time: number
  elevation_gain: number
}

type Of = Pick<DataSetRow, 'connectionId' | 'name'>

/** What a figure counts: all that the account has, or what everyone may see. */
export interface Audience {
  isPublic: boolean
}

/** Months that have any activity, newest first, from that day on. */
export async function byMonth(
  { sql }: World,
  { connectionId, name }: Of,
  { isPublic }: Audience,
  from: string,
): Promise<Record<string, Totals>> {
  const rows = await sql<Totals & { month: string }>`
    select to_char(local_date, 'YYYY-MM') as month, count(*)::int as count, round(sum((body->>'distance')::numeric), 1)::float8 as distance,
      sum((body->>'moving_time')::numeric)::float8 as moving_time, round(sum((body->>'total_elevation_gain')::numeric), 1)::float8 as elevation_gain
    from data_record where connection_id = ${connectionId} and name = ${name} and local_date >= ${from}::date and not (is_private and ${isPublic})
    group by 1 order by 1 desc limit 1200`
  return Object.fromEntries(rows.map(({ month, ...totals }) => [month, totals]))
}

/** For each year, newest first, and each type of activity. */
export async function byYear(
  { sql }: World,
  { connectionId, name }: Of,
  { isPublic }: Audience,
): Promise<Record<string, Record<string, Totals>>> {
  const rows = await sql<Totals & { year: string; kind: string }>`
    select to_char(local_date, 'YYYY') as year, kind, count(*)::int as count, round(sum((body->>'distance')::numeric), 1)::float8 as distance,
      sum((body->>'moving_time')::numeric)::float8 as moving_time, round(sum((body->>'total_elevation_gain')::numeric), 1)::float8 as elevation_gain
    from data_record where connection_id = ${connectionId} and name = ${name} and not (is_private and ${isPublic})
    group by 1, 2 order by 1 desc, 3 desc limit 10000`
  const years: Record<string, Record<string, Totals>> = {}
  for (const { year, kind, ...totals } of rows) (years[`${year}`] ??= {})[kind] = totals
  return years
}

export async function byKind(
  { sql }: World,
  { connectionId, name }: Of,
  { isPublic }: Audience,
): Promise<Record<string, Totals>> {
  const rows = await sql<Totals & { kind: string }>`
    select kind, count(*)::int as count, round(sum((body->>'distance')::numeric), 1)::float8 as distance,
      sum((body->>'moving_time')::numeric)::float8 as moving_time, round(sum((body->>'total_elevation_gain')::numeric), 1)::float8 as elevation_gain
    from data_record where connection_id = ${connectionId} and name = ${name} and not (is_private and ${isPublic})
    group by kind order by 2 desc, 1 limit 200`
  return Object.fromEntries(rows.map(({ kind, ...totals }) => [kind, totals]))
}

/** Days that have any activity, for a heat map. */
export async function byDay(
  { sql }: World,
  { connectionId, name }: Of,
  { isPublic }: Audience,
  from: string,
): Promise<Record<string, { count: number; distance: number; moving_time: number }>> {
  const rows = await sql<{ day: string; count: number; distance: number; moving_time: number }>`
    select to_char(local_date, 'YYYY-MM-DD') as day, count(*)::int as count, round(sum((body->>'distance')::numeric), 1)::float8 as distance,
      sum((body->>'moving_time')::numeric)::float8 as moving_time
    from data_record where connection_id = ${connectionId} and name = ${name} and local_date >= ${from}::date and not (is_private and ${isPublic})
    group by 1 order by 1 desc limit 1000`
  return Object.fromEntries(rows.map(({ day, ...totals }) => [day, totals]))
}

/** A row of a list of activities. */
export interface Listed {
  id: string
  isPrivate: boolean
  localDate: string
  body: Record<string, unknown>
}

export interface ActivityFilter {
  year: number | null
  kind: string | null
}

export const listActivities = (
  { sql }: World,
  { connectionId, name }: Of,
  { isPublic }: Audience,
  { year, kind }: ActivityFilter,
  limit: number,
  offset: number,
) => sql<Listed>`
  select id, is_private as "isPrivate", to_char(local_date, 'YYYY-MM-DD') as "localDate", body from data_record
  where connection_id = ${connectionId} and name = ${name} and not (is_private and ${isPublic})
    and (${year}::int is null or local_date between make_date(coalesce(${year}::int, 1), 1, 1) and make_date(coalesce(${year}::int, 1), 12, 31))
    and (${kind}::text is null or kind = ${kind} or body->>'sport_type' = ${kind})
  order by starts_at desc, id desc limit ${limit} offset ${offset}`

export async function countActivities(
  { sql }: World,
  { connectionId, name }: Of,
  { isPublic }: Audience,
  { year, kind }: ActivityFilter,
): Promise<number> {
  const [row] = await sql<{ count: number }>`
    select count(*)::int as count from data_record
    where connection_id = ${connectionId} and name = ${name} and not (is_private and ${isPublic})
      and (${year}::int is null or local_date between make_date(coalesce(${year}::int, 1), 1, 1) and make_date(coalesce(${year}::int, 1), 12, 31))
      and (${kind}::text is null or kind = ${kind} or body->>'sport_type' = ${kind})`
  return row!.count
}

export async function longestOf(
  { sql }: World,
  { connectionId, name }: Of,
  { isPublic }: Audience,
  year: number,
  kinds: readonly string[],
): Promise<Listed | undefined> {
  const [row] = await sql<Listed>`
    select id, is_private as "isPrivate", to_char(local_date, 'YYYY-MM-DD') as "localDate", body from data_record
    where connection_id = ${connectionId} and name = ${name} and not (is_private and ${isPublic}) and kind = any (${kinds})
      and local_date between make_date(${year}, 1, 1) and make_date(${year}, 12, 31)
    order by (body->>'distance')::numeric desc, starts_at desc limit 1`
  return row
}

/** Where the newest activity took place: the person's own zone, as far as anybody knows. */
export async function newestTimezone({ sql }: World, { connectionId, name }: Of): Promise<string | null> {
  const [row] = await sql<{ timezone: string | null }>`
    select body->>'timezone' as timezone from data_record where connection_id = ${connectionId} and name = ${name} order by starts_at desc, id desc limit 1`
  return row?.timezone ?? null
}
