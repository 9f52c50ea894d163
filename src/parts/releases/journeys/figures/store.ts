import { integers } from '../../../../kit/sql-array.ts'
import type { World } from '../../../../kit/world.ts'
import type { StepTimes } from './times.ts'
import type { Slots } from './uptime.ts'

/** Times of a journey's schedule in each of these windows, up to now. Missed ones lie before the run that came late. */
export async function slotsOf(
  { sql, now }: World,
  accountId: string,
  journeyId: string,
  windows: readonly number[],
): Promise<Slots[]> {
  const at = now()
  const rows = await sql<Slots>`
    select w.seconds, count(*) filter (where r.outcome in ('passed', 'passed_retry'))::int as up, count(*) filter (where r.outcome = 'failed')::int as down,
      (count(*) filter (where r.outcome = 'could_not_run') + coalesce(sum(greatest(0, least(r.missed,
        ceil(extract(epoch from r.slot_at - (${at}::timestamptz - make_interval(secs => w.seconds))) / r.every_seconds)::int - 1))), 0)
        + (select count(*) from journey j cross join lateral generate_series(1, greatest(0, least(100000,
            floor(extract(epoch from ${at}::timestamptz - j.slot_at) / j.every_seconds)::int))) late
          where j.account_id = ${accountId} and j.id = ${journeyId} and not j.is_paused and j.slot_at <= ${at}
            and j.slot_at + (late - 1) * make_interval(secs => j.every_seconds) > ${at}::timestamptz - make_interval(secs => w.seconds)))::int as unknown
    from unnest(${integers([...new Set(windows)])}::int[]) as w (seconds)
      left join journey_run r on r.account_id = ${accountId} and r.journey_id = ${journeyId} and r.cause = 'schedule' and r.mode = 'real' and r.state = 'ended'
        and r.outcome <> 'maintenance' and r.slot_at > ${at}::timestamptz - make_interval(secs => w.seconds)
    group by w.seconds order by w.seconds limit 20`
  return rows
}

const mostMeasured = 20_000

/** How long each step took since then where it passed. */
export const stepTimes = (
  { sql }: World,
  accountId: string,
  journeyId: string,
  since: Date,
) => sql<StepTimes>`
  with measured as materialized (
    select s.name, s.milliseconds as ms, s.started_at, s.position from journey_step s
    where s.account_id = ${accountId} and s.journey_id = ${journeyId} and s.status = 'passed' and s.phase = 'main' and s.started_at > ${since}
    order by s.started_at desc limit ${mostMeasured}
  ), middle as (
    select name, min(position) as position, count(*)::int as runs, percentile_cont(0.5) within group (order by ms) as p50,
      percentile_cont(0.95) within group (order by ms) as p95, (array_agg(ms order by started_at desc))[1:3] as last
    from measured group by name
  )
  select m.name, m.runs, m.p50, m.p95, m.last, (select percentile_cont(0.5) within group (order by abs(d.ms - m.p50)) from measured d where d.name = m.name) as mad
  from middle m order by m.position, m.name limit 100`

/** A job's query. */
export const runsByOutcome = ({ sql }: World, since: Date) => sql<{ outcome: string; n: number }>`
  select outcome, count(*)::int as n from journey_run
  where state = 'ended' and mode = 'real' and outcome <> 'maintenance' and asked_at > ${since} group by outcome limit 10`

/** A job's query: how many. */
export async function failingJourneys({ sql }: World): Promise<number> {
  const [row] = await sql<{ n: number }>`
    select count(*)::int as n from journey where not is_paused and standing ->> 'failingSince' is not null limit 1`
  return row!.n
}
