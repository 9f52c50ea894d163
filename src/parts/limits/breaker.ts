import { secondsAfter } from '../../kit/duration.ts'
import type { World } from '../../kit/world.ts'

/**
 * A circuit breaker whose state is one row, shared by all processes and derived from the clock: closed while
 * `open_until` is null, open until then, half-open after. Only outages count (5xx, time-outs, network); a caller's
 * 4xx never does.
 */
export interface BreakerRow {
  name: string
  failures: number
  open_until: Date | null
  trips: number
  closed_at: Date | null
}

/** Failures in a row, over all callers, that open it. */
export const failuresToOpen = 5
// Short enough that the first call after an outage goes out within 10 s; one probe each few seconds is no load.
const openSeconds = 4
// How long one probe keeps the others back. Shorter than a call may hang, so that a dead prober delays nobody for long.
const probeHoldSeconds = 8

export type BreakerState = 'closed' | 'open' | 'half-open'

export const stateOf = (row: BreakerRow | undefined, now: Date): BreakerState => {
  if (!row?.open_until) return 'closed'
  return row.open_until > now ? 'open' : 'half-open'
}

export type Passage = { granted: true; isProbe: boolean } | { granted: false; retryAfterSeconds: number }

/** Whether a call may go out. When half-open exactly one caller of all processes gets `isProbe` each 8 s. */
export async function passBreaker(world: World, name: string): Promise<Passage> {
  const now = world.now()
  const row = await findBreaker(world, name)
  if (stateOf(row, now) === 'closed') return { granted: true, isProbe: false }
  const [probe] = await takeProbe(world, name, now, secondsAfter(now, probeHoldSeconds))
  if (probe) return { granted: true, isProbe: true }
  const until = row!.open_until! > now ? row!.open_until! : secondsAfter(now, openSeconds)
  return {
    granted: false,
    retryAfterSeconds: Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000)),
  }
}

export async function reportSuccess({ sql, now }: World, name: string): Promise<void> {
  await sql`
    update breaker set failures = 0, open_until = null, closed_at = ${now()}
    where name = ${name} and (failures > 0 or open_until is not null)`
}

/** @returns whether this failure opened it */
export async function reportOutage({ sql, now, random }: World, name: string): Promise<boolean> {
  const jitterSeconds = random(1)[0]! / 256
  const until = secondsAfter(now(), openSeconds + jitterSeconds)
  const [row] = await sql<{ opened: boolean }>`
    insert into breaker as b (name, failures) values (${name}, 1)
    on conflict (name) do update set
      failures = b.failures + 1,
      open_until = case when b.open_until is not null or b.failures + 1 >= ${failuresToOpen} then ${until}::timestamptz end,
      opened_at = case when b.open_until is null and b.failures + 1 >= ${failuresToOpen} then ${now()}::timestamptz else b.opened_at end,
      trips = b.trips + case when b.open_until is null and b.failures + 1 >= ${failuresToOpen} then 1 else 0 end
    returning b.failures = ${failuresToOpen} as opened`
  return row!.opened
}

export const findBreaker = async ({ sql }: World, name: string): Promise<BreakerRow | undefined> => {
  const [row] = await sql<BreakerRow>`
    select name, failures, open_until, trips, closed_at from breaker where name = ${name} limit 1`
  return row
}

export const listBreakers = ({ sql }: World) => sql<BreakerRow>`
  select name, failures, open_until, trips, closed_at from breaker order by name limit 1000`

const takeProbe = ({ sql }: World, name: string, now: Date, heldUntil: Date) => sql`
  update breaker set open_until = ${heldUntil} where name = ${name} and open_until <= ${now} returning name`

/** Closes it by hand: the next call goes out. @returns false when there is none of that name */
export async function resetBreaker({ sql, now }: World, name: string): Promise<boolean> {
  const rows = await sql`
    update breaker set failures = 0, open_until = null, closed_at = ${now()} where name = ${name} returning name`
  return rows.length > 0
}
