import { Hono } from 'hono'
import { bearerToken } from '../describe.ts'
import { isLive } from '../grants.ts'
import { refuse } from '../refusals.ts'
import type { State } from '../state.ts'
import type { Activity } from '../strava/activity.ts'
import { countedAnswer } from '../strava/counted.ts'
import type { Work } from '../work.ts'

const perPage = 100

/** The same people's activities as Fitbit lists them: kilometres, milliseconds, and the wall clock with its offset. */
export function fitbitRoutes(state: State): Hono<Work> {
  const routes = new Hono<Work>()
  if (state.profile !== 'generic') return routes
  routes.get('/1/user/-/activities/list.json', (c) => {
    const { call, fields } = c.env
    const token = state.grants.accessToken(bearerToken(c.req.raw.headers.get('authorization')))
    const person = token && state.people.find(token.grant.athleteId)
    call.outcome = 'refused: access_token'
    if (!token || !person || !isLive(token, state.clock.seconds()))
      return refuse(state.profile, 'access_token')
    return countedAnswer(state, token, 'read', () => {
      call.outcome = 'answered'
      const after = fields.get('afterDate')
      const before = fields.get('beforeDate')
      const limit = Number(fields.get('limit') ?? perPage)
      const offset = Number(fields.get('offset') ?? 0)
      const found = state.history
        .of(person, state.clock.now())
        .filter(({ start_date_local: start }) => (!after || start > after) && (!before || start < before))
      const ordered = fields.get('sort') === 'desc' ? found.toReversed() : found
      const next = new URLSearchParams({ ...c.req.query(), offset: String(offset + limit) })
      const isMore = ordered.length > offset + limit
      return c.json({
        activities: ordered.slice(offset, offset + limit).map(fitbitOf),
        pagination: {
          limit,
          offset,
          sort: fields.get('sort') ?? 'asc',
          next: isMore ? `${state.url}/1/user/-/activities/list.json?${next}` : '',
        },
      })
    })
  })
  return routes
}

const names: Record<string, string> = { Ride: 'Outdoor Bike', VirtualRide: 'Spinning' }

const fitbitOf = (one: Activity): object => ({
  logId: one.id,
  activityName: names[one.type] ?? one.type,
  startTime: `${one.start_date_local.slice(0, 19)}.000${offsetText(one.utc_offset)}`,
  duration: one.elapsed_time * 1000,
  activeDuration: one.moving_time * 1000,
  distance: one.distance / 1000,
  distanceUnit: 'Kilometer',
  elevationGain: one.total_elevation_gain,
  averageHeartRate: one.average_heartrate,
  logType: 'tracker',
})

function offsetText(seconds: number): string {
  const minutes = Math.abs(seconds) / 60
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return `${seconds < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}
