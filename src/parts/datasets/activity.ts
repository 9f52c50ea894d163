import { z } from 'zod'
import { jsonWithLongNumbers } from './long-numbers.ts'
import type { Item } from './data-set.ts'

/** A place on the calendar without one on the globe: Strava's local times end in Z and mean the person's own wall. */
const wallTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/)
const metres = z.number().default(0)
const seconds = z.number().default(0)

/** What is kept of an activity, by Strava's names. Metres, seconds, metres per second; fractions where Strava sends them. */
export const activity = z.object({
  id: z.union([z.number(), z.string().regex(/^\d+$/)]),
  name: z.string().default(''),
  type: z.string().default('Workout'),
  sport_type: z.string().optional(),
  distance: metres,
  moving_time: seconds,
  elapsed_time: seconds,
  total_elevation_gain: metres,
  start_date: z.iso.datetime({ offset: true }),
  start_date_local: wallTime,
  timezone: z.string().default('(GMT+00:00) UTC'),
  average_speed: z.number().default(0),
  max_speed: z.number().default(0),
  average_heartrate: z.number().nullish(),
  max_heartrate: z.number().nullish(),
  kudos_count: z.number().default(0),
  private: z.boolean().default(false),
  visibility: z.string().optional(),
})
export type Activity = z.output<typeof activity>

/** Only what everyone may see is public: followers and the person's own eyes are not everyone. */
const isPrivate = ({ private: isOnlyMe, visibility }: Activity): boolean =>
  isOnlyMe || (visibility !== undefined && visibility !== 'everyone')

export function itemOf(raw: unknown): Item {
  const body = activity.parse(raw)
  return {
    id: String(body.id),
    startsAt: new Date(body.start_date),
    localDate: body.start_date_local.slice(0, 10),
    kind: body.type,
    isPrivate: isPrivate(body),
    body,
  }
}

export const readActivities = (text: string): Item[] =>
  z.array(z.unknown()).parse(jsonWithLongNumbers(text)).map(itemOf)

/** `(GMT+01:00) Europe/Oslo` names the zone behind the offset of its winter. UTC when it names none we know. */
export function zoneOf(timezone: string): string {
  const name = timezone.replace(/^\(GMT[^)]*\)\s*/, '')
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return 'UTC' // a zone of Strava's that this machine does not know
  }
}
