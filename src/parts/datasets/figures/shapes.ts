import { z } from 'zod'
import type { Activity } from '../activity.ts'
import type { Listed } from './activities.ts'

const id = z.union([z.number(), z.string()])

/** One of the thirty newest. Metres, seconds. */
export const recentActivity = z.object({
  id,
  name: z.string(),
  type: z.string(),
  sport_type: z.string(),
  distance: z.number(),
  moving_time: z.number(),
  elevation_gain: z.number(),
  start_date: z.string(),
})

/** One of the whole history. Metres, seconds, metres per second, beats per minute. */
export const historicActivity = z.object({
  id,
  name: z.string(),
  type: z.string(),
  sport_type: z.string(),
  distance: z.number(),
  moving_time: z.number(),
  elapsed_time: z.number(),
  total_elevation_gain: z.number(),
  start_date: z.string(),
  average_speed: z.number(),
  max_speed: z.number(),
  kudos_count: z.number(),
  heart_rate: z.object({ average: z.number().nullable(), max: z.number().nullable() }),
})

/** What the account's own routes show besides. */
export const ownActivity = historicActivity.extend({
  local_date: z.string().describe('The day where the person was.'),
  start_time_hidden: z
    .boolean()
    .describe('The person hides when it began: the time of `start_date` means nothing, its day is right.'),
  private: z.boolean(),
})

const activityOf = ({ body }: Listed): Activity => body as unknown as Activity

export function recentOf(listed: Listed): z.input<typeof recentActivity> {
  const activity = activityOf(listed)
  return { ...activity, sport_type: sportOf(activity), elevation_gain: activity.total_elevation_gain }
}

export function historicOf(listed: Listed): z.input<typeof historicActivity> {
  const activity = activityOf(listed)
  return {
    ...activity,
    sport_type: sportOf(activity),
    heart_rate: { average: activity.average_heartrate ?? null, max: activity.max_heartrate ?? null },
  }
}

export function ownOf(listed: Listed): z.input<typeof ownActivity> {
  return {
    ...historicOf(listed),
    local_date: listed.localDate,
    start_time_hidden: activityOf(listed).start_date_local.slice(11, 19) === '00:00:01',
    private: listed.isPrivate,
  }
}

/** Old activities have a type alone. */
const sportOf = ({ sport_type, type }: Activity): string => sport_type ?? type
