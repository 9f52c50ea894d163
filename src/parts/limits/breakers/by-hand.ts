import { secondsAfter } from '../../../kit/duration.ts'
import type { World } from '../../../kit/world.ts'
import { makeRow } from './store.ts'
import { type Breaker, breakerName } from './tolerance.ts'

/** The next call goes out. @returns false when it never counted anything */
export async function resetBreaker({ sql, now }: World, breaker: Breaker): Promise<boolean> {
  const rows = await sql`
    update breaker set term = term + 1, failures = 0, open_until = null, probe_until = null, is_forced = false,
      window_at = null, calls = 0, outages = 0, closed_at = ${now()}
    where name = ${breakerName(breaker)} returning name`
  return rows.length > 0
}

/** No call goes out for so long; then one probes, so that nobody has to remember it. @returns until when */
export async function openBreaker(world: World, breaker: Breaker, seconds: number): Promise<Date> {
  const name = breakerName(breaker)
  const until = secondsAfter(world.now(), seconds)
  await makeRow(world, name)
  await world.sql`
    update breaker set term = term + 1, open_until = ${until}, probe_until = null, is_forced = true,
      opened_at = ${world.now()}, window_at = null, calls = 0, outages = 0
    where name = ${name}`
  return until
}
