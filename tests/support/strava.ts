import { aConnection, alice } from './cast.ts'
import { answered, type Call } from './net.ts'
import { testWorld, type TestWorld } from './world.ts'

export const list = 'GET https://strava.test/api/v3/athlete/activities'
export const stats = 'GET https://strava.test/api/v3/athletes/77/stats'
const totals = { count: 1, distance: 2, moving_time: 3, elevation_gain: 4 }

export interface Sketch {
  id: number
  start: string
  name?: string
  distance?: number
  private?: boolean
}

export const activityOf = ({ id, start, ...more }: Sketch) => ({
  id,
  name: 'Run',
  type: 'Run',
  sport_type: 'TrailRun',
  distance: 1000,
  moving_time: 300,
  elapsed_time: 310,
  total_elevation_gain: 10.5,
  start_date: start,
  start_date_local: start,
  timezone: '(GMT+00:00) Etc/UTC',
  average_speed: 3.3,
  max_speed: 5,
  kudos_count: 2,
  private: false,
  ...more,
})

/** Strava over a plain array, newest first; `after` turns it round. */
export function aStrava(world: TestWorld, activities: Sketch[]) {
  const answer = ({ url: { searchParams } }: Call) => {
    const seconds = (sketch: Sketch) => Date.parse(sketch.start) / 1000
    const number = (name: string, otherwise: number) => Number(searchParams.get(name) ?? otherwise)
    const found = activities
      .filter((one) => seconds(one) > number('after', -Infinity) && seconds(one) < number('before', Infinity))
      .sort((a, b) => seconds(b) - seconds(a) || b.id - a.id)
    const ordered = searchParams.has('after') ? found.toReversed() : found
    const page = number('page', 1)
    return answered(200, ordered.slice((page - 1) * 200, page * 200).map(activityOf))
  }
  const pages = world.net.answers(list, answer)
  const told = world.net.answers(stats, { ytd_run_totals: totals, ytd_ride_totals: totals })
  return { pages, told, answer }
}

export const many = (count: number, from = '2025-12-31T00:00:00Z', stepSeconds = 3600): Sketch[] =>
  Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    start: new Date(Date.parse(from) - index * stepSeconds * 1000).toISOString(),
  }))

export async function connected(activities: Sketch[]) {
  const world = await testWorld()
  const owner = await alice(world)
  const strava = aStrava(world, activities)
  const { id } = await aConnection(world, owner, { providerSubject: '77', expiresInSeconds: null })
  return { world, owner, strava, id, activities }
}

/** Runs the jobs until nothing is due; at most so many rounds. */
export async function synced(world: TestWorld, rounds = 40): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    world.advance(2)
    const done = await world.app.runDue({ budgetMilliseconds: 10_000 })
    if (!done['datasets.discover'] && !done['datasets.sync']) return
  }
}
