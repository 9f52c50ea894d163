import { type Context, Hono } from 'hono'
import { bearerToken } from '../describe.ts'
import { type AccessToken, isLive } from '../grants.ts'
import type { Person } from '../people.ts'
import { type Reason, refuse } from '../refusals.ts'
import type { State } from '../state.ts'
import type { Work } from '../work.ts'
import type { Activity } from './activity.ts'
import { summaryAthlete } from './athlete.ts'
import { countedAnswer } from './counted.ts'
import { statsOf } from './stats.ts'

interface Visit {
  state: State
  c: Context<Work>
  token: AccessToken
  person: Person
}

/** The athlete, the statistics and the activities of Strava's API v3. */
export function apiRoutes(state: State): Hono<Work> {
  const routes = new Hono<Work>()
  if (state.profile !== 'strava') return routes
  const get = (path: string, answer: (visit: Visit) => Response) =>
    routes.get(path, (c) => visit(state, c, answer))
  get('/api/v3/athlete', (one) =>
    holds(one, 'read', 'read_all', 'profile:read_all')
      ? one.c.json(profileOf(one))
      : refusal(one, 'read_scope'),
  )
  get('/api/v3/athletes/:id/stats', stats)
  get('/api/v3/athlete/activities', activities)
  get('/api/v3/activities/:id', activity)
  return routes
}

function visit(state: State, c: Context<Work>, answer: (visit: Visit) => Response): Response {
  const { call, fields } = c.env
  const text = bearerToken(c.req.raw.headers.get('authorization')) ?? fields.get('access_token')
  const token = state.grants.accessToken(text)
  const person = token === undefined ? undefined : state.people.find(token.grant.athleteId)
  call.outcome = 'refused: access_token'
  if (token === undefined || person === undefined) return refuse(state.profile, 'access_token')
  if (!isLive(token, state.clock.seconds())) return refuse(state.profile, 'access_token')
  call.outcome = 'refused: rate'
  return countedAnswer(state, token, 'read', () => {
    call.outcome = 'answered'
    return answer({ state, c, token, person })
  })
}

function stats(one: Visit): Response {
  if (one.c.req.param('id') !== String(one.person.id)) return refusal(one, 'athlete_foreign')
  const now = one.state.clock.now()
  return one.c.json(statsOf(one.state.history.of(one.person, now), now))
}

function activities(one: Visit): Response {
  if (!holds(one, 'activity:read', 'activity:read_all')) return refusal(one, 'activity_scope')
  const { fields } = one.c.env
  const [page, perPage] = [wholeNumber(fields.get('page'), 1), wholeNumber(fields.get('per_page'), 30)]
  const [before, after] = [
    wholeNumber(fields.get('before'), Infinity),
    wholeNumber(fields.get('after'), -Infinity),
  ]
  if (!(page >= 1 && perPage >= 1 && perPage <= 200) || [before, after].some(Number.isNaN))
    return refusal(one, 'page')
  const found = one.state.history
    .of(one.person, one.state.clock.now())
    .filter((activity) => isVisible(one, activity) && isBetween(activity, after, before))
  // Strava turns the order round when `after` is given: then the oldest comes first.
  const ordered = after === -Infinity ? found.toReversed() : found
  return one.c.json(ordered.slice((page - 1) * perPage, page * perPage))
}

function activity(one: Visit): Response {
  if (!holds(one, 'activity:read', 'activity:read_all')) return refusal(one, 'activity_scope')
  const found = one.state.history.find(one.person, Number(one.c.req.param('id')), one.state.clock.now())
  if (found === undefined || !isVisible(one, found)) return refusal(one, 'not_found')
  return one.c.json({
    ...found,
    resource_state: 3,
    description: null,
    calories: Math.round(found.moving_time / 6.1),
  })
}

const profileOf = (one: Visit): object => summaryAthlete(one.person)

const holds = (one: Visit, ...scopes: string[]): boolean =>
  scopes.some((scope) => one.token.scopes.includes(scope))

const isVisible = (one: Visit, activity: Activity): boolean =>
  !activity.private || holds(one, 'activity:read_all')

const isBetween = (activity: Activity, after: number, before: number): boolean => {
  const seconds = Date.parse(activity.start_date) / 1000
  return seconds > after && seconds < before
}

function refusal(one: Visit, reason: Reason): Response {
  one.c.env.call.outcome = `refused: ${reason}`
  return refuse(one.state.profile, reason)
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  if (text === undefined || text === '') return otherwise
  return /^-?\d{1,12}$/.test(text) ? Number(text) : Number.NaN
}
