import { z } from 'zod'
import { itemOf } from '../activity.ts'
import type { DataSet, Item } from '../data-set.ts'
import { jsonWithLongNumbers } from '../long-numbers.ts'

/** The most that Fitbit lists at once. */
const perPage = 100

/** https://dev.fitbit.com/build/reference/web-api/activity/get-activity-log-list/ */
const page = z.object({
  activities: z.array(
    z.object({
      logId: z.union([z.number(), z.string()]),
      activityName: z.string(),
      /** The wall clock, with its offset: `2016-05-12T14:33:01.000-07:00`. */
      startTime: z.iso.datetime({ offset: true }),
      duration: z.number(),
      activeDuration: z.number().optional(),
      distance: z.number().default(0),
      distanceUnit: z.string().default('Kilometer'),
      elevationGain: z.number().default(0),
      averageHeartRate: z.number().nullish(),
    }),
  ),
  pagination: z.object({ next: z.string().default('') }).optional(),
})
type Logged = z.output<typeof page>['activities'][number]

const metresIn: Record<string, number> = { Kilometer: 1000, Mile: 1609.344, Meter: 1 }
const kinds: Record<string, string> = {
  'Outdoor Bike': 'Ride',
  Bike: 'Ride',
  Spinning: 'VirtualRide',
  Treadmill: 'Run',
}

/** What a person shows on Fitbit is for nobody else: all of it is private. */
function itemFrom(logged: Logged): Item {
  const type = kinds[logged.activityName] ?? logged.activityName
  const metres = logged.distance * (metresIn[logged.distanceUnit] ?? 1000)
  const movingSeconds = (logged.activeDuration ?? logged.duration) / 1000
  const speed = movingSeconds > 0 ? metres / movingSeconds : 0
  return itemOf({
    id: logged.logId,
    name: logged.activityName,
    type,
    sport_type: type,
    distance: Math.round(metres * 10) / 10,
    moving_time: Math.round(movingSeconds),
    elapsed_time: Math.round(logged.duration / 1000),
    total_elevation_gain: logged.elevationGain,
    start_date: new Date(logged.startTime).toISOString(),
    start_date_local: `${logged.startTime.slice(0, 19)}Z`,
    timezone: zoneAt(logged.startTime),
    average_speed: Math.round(speed * 100) / 100,
    max_speed: 0,
    average_heartrate: logged.averageHeartRate,
    private: true,
  })
}

/** No zone is told, only its offset: the IANA zones of whole hours have the sign the other way round. */
function zoneAt(startTime: string): string {
  const [, sign, hours] = /([+-])(\d{2}):\d{2}$/.exec(startTime) ?? []
  return hours === undefined || hours === '00'
    ? 'Etc/UTC'
    : `Etc/GMT${sign === '+' ? '-' : '+'}${Number(hours)}`
}

const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10)

export const fitbitActivities: DataSet = {
  name: 'activities',
  providers: ['fitbit'],
  pushes: false,
  title: 'Activities',
  everySeconds: 3600,
  overlapSeconds: 7 * 86_400,
  completeEverySeconds: 7 * 86_400,
  begin: (scope) => ({ afterDate: scope.kind === 'complete' ? '2000-01-01' : dayOf(scope.after), offset: 0 }),
  ask: ({ afterDate, offset }) => ({
    path: '/1/user/-/activities/list.json',
    query: {
      afterDate: String(afterDate),
      sort: 'asc',
      limit: String(perPage),
      offset: String(offset),
    },
  }),
  read(text, position) {
    const { activities, pagination } = page.parse(jsonWithLongNumbers(text))
    const items = activities.map(itemFrom)
    // Its own word for more; the newest of this page is where the next begins, as an offset of its own is refused.
    const newest = activities.at(-1)?.startTime.slice(0, 19)
    if (!pagination?.next || newest === undefined) return { items, next: null }
    const afterDate = secondBefore(newest)
    // More in one second than a page holds: there is no way past it but this.
    return { items, next: { afterDate: afterDate === position.afterDate ? newest : afterDate, offset: 0 } }
  },
  documents: [],
}

/** A second earlier, so that several of one second are not cut apart. */
const secondBefore = (start: string): string =>
  new Date(Date.parse(`${start}Z`) - 1000).toISOString().slice(0, 19)
