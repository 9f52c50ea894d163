import { sha256 } from '../../../kit/hash.ts'
import type { World } from '../../../kit/world.ts'
import type { DataSetRow } from '../sync/store.ts'
import { zoneOf } from '../activity.ts'
import {
  type Audience,
  byDay,
  byKind,
  byMonth,
  byYear,
  listActivities,
  newestTimezone,
  type Totals,
} from './activities.ts'
import { firstOfMonth, localDateOf, startOfDay } from './calendar.ts'
import { recentActivity, recentOf } from './shapes.ts'
import { figureBody, saveFigure } from './store.ts'

export type Of = Pick<DataSetRow, 'connectionId' | 'name' | 'accountId'>

/** What is a run, and what a ride, by Strava's old types. */
export const runKinds = ['Run', 'VirtualRun', 'TrailRun']
export const rideKinds = [
  'Ride',
  'VirtualRide',
  'EBikeRide',
  'GravelRide',
  'MountainBikeRide',
  'EMountainBikeRide',
]

const recentCount = 30
const monthsShown = 12

/** The day it is where the person lives. */
export async function todayOf(world: World, of: Of): Promise<{ zone: string; today: string }> {
  const zone = zoneOf((await newestTimezone(world, of)) ?? '')
  return { zone, today: localDateOf(zone, world.now()) }
}

/**
 * Makes every figure of a data set anew, for the public and for the account, in the transaction that ends its sync.
 * @param fetched documents of the provider's own; null: what was fetched last stays good
 */
export async function makeFigures(
  world: World,
  of: Of,
  fetched: Record<string, object> | null,
): Promise<void> {
  const { zone, today } = await todayOf(world, of)
  const goodUntil = startOfDay(zone, firstOfMonth(today, 1))
  const told = fetched?.athlete_stats as { ytd_run_totals: Totals; ytd_ride_totals: Totals } | undefined
  const kept = fetched === null ? await toldOf(world, of, today) : null
  for (const isPublic of [true, false]) {
    const audience: Audience = { isPublic }
    const years = await byYear(world, of, audience)
    const thisYear = years[today.slice(0, 4)] ?? {}
    // What the provider itself says about the year counts what everyone may see.
    const own = { run: sumOf(thisYear, runKinds), ride: sumOf(thisYear, rideKinds) }
    const ytd =
      isPublic && told
        ? { run: told.ytd_run_totals, ride: told.ytd_ride_totals }
        : isPublic && kept
          ? kept
          : own
    const recent = await listActivities(world, of, audience, { year: null, kind: null }, recentCount, 0)
    const bodies = {
      ytd: { year: today.slice(0, 4), isTold: isPublic && (told !== undefined || kept !== null), ...ytd },
      recent_activities: recent.map((listed) => recentActivity.parse(recentOf(listed))),
      monthly: await byMonth(world, of, audience, firstOfMonth(today, 1 - monthsShown)),
      all_time_totals: await byKind(world, of, audience),
      yearly_stats: years,
      days: await byDay(world, of, audience, firstOfMonth(today, 1 - monthsShown)),
    }
    for (const [figure, body] of Object.entries(bodies))
      await saveFigure(world, of, figure, isPublic, { body, etag: etagOf(body), goodUntil })
  }
}

/** What the provider told of this year, when that is what the public figure holds. */
async function toldOf(world: World, of: Of, today: string): Promise<{ run: Totals; ride: Totals } | null> {
  const body = (await figureBody(world, of, 'ytd', true)) as
    | { year: string; isTold: boolean; run: Totals; ride: Totals }
    | undefined
  return body?.isTold && body.year === today.slice(0, 4) ? { run: body.run, ride: body.ride } : null
}

export const etagOf = (body: unknown): string =>
  sha256(JSON.stringify(body)).subarray(0, 12).toString('base64url')

function sumOf(kinds: Record<string, Totals>, wanted: readonly string[]): Totals {
  const sum = { count: 0, distance: 0, moving_time: 0, elevation_gain: 0 }
  for (const kind of wanted) {
    const totals = kinds[kind]
    if (totals) for (const name of Object.keys(sum) as (keyof Totals)[]) sum[name] += totals[name]
  }
  return { ...sum, distance: tenths(sum.distance), elevation_gain: tenths(sum.elevation_gain) }
}

const tenths = (value: number): number => Math.round(value * 10) / 10
