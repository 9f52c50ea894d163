import { secondsAfter } from '../../../kit/duration.ts'
import type { World } from '../../../kit/world.ts'
import { type BreakerRow, windowSeconds } from './state.ts'

export const findRow = async ({ sql }: World, name: string): Promise<BreakerRow | undefined> => {
  const [row] = await sql<BreakerRow>`
    select name, term, failures, failed_at, window_at, calls, outages, opened_at, open_until, probe_until, is_forced, trips, closed_at
    from breaker where name = ${name} limit 1`
  return row
}

export const listRows = ({ sql }: World) => sql<BreakerRow>`
  select name, term, failures, failed_at, window_at, calls, outages, opened_at, open_until, probe_until, is_forced, trips, closed_at
  from breaker order by name limit 1000`

/** Nobody else changes it until the transaction ends. None where its term has passed. */
export async function lockRow(world: World, name: string, term: number): Promise<BreakerRow | undefined> {
  await makeRow(world, name)
  const [row] = await world.sql<BreakerRow>`
    select name, term, failures, failed_at, window_at, calls, outages, opened_at, open_until, probe_until, is_forced, trips, closed_at
    from breaker where name = ${name} and term = ${term} for update`
  return row
}

export const makeRow = ({ sql }: World, name: string) =>
  sql`insert into breaker (name) values (${name}) on conflict (name) do nothing`

export const saveRow = ({ sql }: World, row: BreakerRow) => sql`
  update breaker set term = ${row.term}, failures = ${row.failures}, failed_at = ${row.failed_at}, window_at = ${row.window_at},
    calls = ${row.calls}, outages = ${row.outages}, opened_at = ${row.opened_at}, open_until = ${row.open_until},
    probe_until = ${row.probe_until}, trips = ${row.trips}
  where name = ${row.name}`

/** Of many at once one gets it, and with it a term of its own. */
export const takeProbe = ({ sql }: World, name: string, now: Date, heldUntil: Date) => sql<{ term: number }>`
  update breaker set term = term + 1, probe_until = ${heldUntil}, is_forced = false
  where name = ${name} and open_until <= ${now} and (probe_until is null or probe_until <= ${now}) returning term`

export const giveProbeBack = ({ sql }: World, name: string, term: number) => sql`
  update breaker set probe_until = null where name = ${name} and term = ${term} and open_until is not null`

export const closeAfterProbe = ({ sql, now }: World, name: string, term: number) => sql`
  update breaker set term = term + 1, failures = 0, open_until = null, probe_until = null, window_at = null, calls = 0, outages = 0, closed_at = ${now()}
  where name = ${name} and term = ${term} and open_until is not null`

/** Writes nothing while nothing fails. */
export const countSuccess = ({ sql, now }: World, name: string, term: number) => sql`
  update breaker set failures = 0, calls = calls + 1
  where name = ${name} and term = ${term} and open_until is null
    and (failures > 0 or window_at > ${secondsAfter(now(), -windowSeconds)})`
