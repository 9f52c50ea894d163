import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aConnection, alice } from '../../../tests/support/cast.ts'
import { answered, lost } from '../../../tests/support/net.ts'
import { internalApiKey, testWorld, type TestWorld } from '../../../tests/support/world.ts'
import { as } from '../../kit/world.ts'
import { setDeploymentOwner } from '../accounts/index.ts'

const list = 'GET https://strava.test/api/v3/athlete/activities'
const stats = 'GET https://strava.test/api/v3/athletes/77/stats'

const anActivity = {
  id: 12345678901,
  name: 'Morning Run',
  type: 'Run',
  sport_type: 'TrailRun',
  distance: 5000,
  moving_time: 1800,
  elapsed_time: 1900,
  total_elevation_gain: 50.5,
  start_date: '2025-12-25T08:00:00Z',
  start_date_local: '2025-12-25T09:00:00Z',
  timezone: '(GMT+01:00) Europe/Oslo',
  average_speed: 2.78,
  max_speed: 4.1,
  kudos_count: 7,
  average_heartrate: 151.2,
  max_heartrate: 178,
  private: false,
  visibility: 'everyone',
}
const activities = [
  anActivity,
  {
    ...anActivity,
    id: 2,
    type: 'Ride',
    sport_type: 'Ride',
    distance: 40_000,
    start_date_local: '2025-11-02T09:00:00Z',
    start_date: '2025-11-02T08:00:00Z',
  },
  { ...anActivity, id: 3, name: 'Nobody’s business', distance: 42_195, private: true, visibility: 'only_me' },
  { ...anActivity, id: 4, name: 'Friends only', distance: 30_000, visibility: 'followers_only' },
]
const totals = (count: number) => ({
  count,
  distance: 1000.5,
  moving_time: 60,
  elapsed_time: 70,
  elevation_gain: 5,
})

async function owned(at?: string) {
  const world = await testWorld({
    at: at ?? '2025-12-25T12:00:00Z',
    environment: { FRONTEND_ORIGINS: 'https://other.example' },
  })
  world.net.answers(list, answered(200, activities, { date: 'Thu, 25 Dec 2025 11:59:58 GMT' }))
  world.net.answers(
    stats,
    answered(200, { biggest_ride_distance: 1, ytd_run_totals: totals(42), ytd_ride_totals: totals(15) }),
  )
  const owner = await alice(world)
  const { id } = await aConnection(world, owner, { providerSubject: '77', expiresInSeconds: null })
  await setDeploymentOwner(as(world, { role: 'app', accountId: owner.accountId }), id)
  return { world, owner, id }
}

async function synced(world: TestWorld): Promise<void> {
  for (let round = 0; round < 4; round++) {
    world.advance(2)
    await world.app.runDue({ budgetMilliseconds: 10_000 })
  }
}

const ask = async (world: TestWorld, path: string, headers: Record<string, string> = {}, method = 'GET') => {
  const response = await world.app.fetch(new Request(`http://localhost:3000${path}`, { method, headers }))
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (text === '' ? null : JSON.parse(text)) as unknown,
  }
}

test('before the first sync each route says in the source’s words that nothing is cached', async () => {
  const world = await testWorld()

  const said = await Promise.all(
    ['ytd', 'activities', 'monthly'].map(async (name) => {
      const { status, body } = await ask(world, `/strava/stats/${name}`)
      return [status, body]
    }),
  )
  const run = await ask(world, '/strava/stats/longest-run?year=2024')

  assert.deepEqual(said, [
    [404, { detail: 'YTD stats not cached yet. Try /strava/refresh-data' }],
    [404, { detail: 'Activities not cached yet. Try /strava/refresh-data' }],
    [404, { detail: 'Monthly stats not cached yet. Try /strava/refresh-data' }],
  ])
  assert.deepEqual(
    [run.status, run.body],
    [404, { detail: 'No runs found for year 2024. Try /strava/refresh-data' }],
  )
})

test('the figures have the source’s shapes, and nothing private is in any of them', async () => {
  const { world } = await owned()
  await synced(world)

  const ytd = await ask(world, '/strava/stats/ytd')
  const recent = await ask(world, '/strava/stats/activities')
  const monthly = await ask(world, '/strava/stats/monthly')
  const all = await ask(world, '/strava/stats/totals')
  const yearly = await ask(world, '/strava/stats/yearly')

  const told = { distance: 1000.5, moving_time: 60, elevation_gain: 5 }
  const fetched_at = '2025-12-25T11:59:58+00:00'
  assert.deepEqual(ytd.body, {
    type: 'ytd',
    data: { run: { count: 42, ...told }, ride: { count: 15, ...told } },
    fetched_at,
  })
  const run = { count: 1, distance: 5000, moving_time: 1800, elevation_gain: 50.5 }
  const ride = { ...run, distance: 40_000 }
  assert.deepEqual(recent.body, {
    type: 'recent_activities',
    data: [
      {
        id: 12345678901,
        name: 'Morning Run',
        type: 'Run',
        sport_type: 'TrailRun',
        distance: 5000,
        moving_time: 1800,
        elevation_gain: 50.5,
        start_date: '2025-12-25T08:00:00Z',
      },
      {
        id: 2,
        name: 'Morning Run',
        type: 'Ride',
        sport_type: 'Ride',
        distance: 40_000,
        moving_time: 1800,
        elevation_gain: 50.5,
        start_date: '2025-11-02T08:00:00Z',
      },
    ],
    fetched_at,
  })
  assert.deepEqual(monthly.body, { type: 'monthly', data: { '2025-12': run, '2025-11': ride }, fetched_at })
  assert.deepEqual(Object.keys((monthly.body as { data: object }).data), ['2025-12', '2025-11'])
  assert.deepEqual(all.body, { type: 'all_time_totals', data: { Run: run, Ride: ride }, fetched_at })
  assert.deepEqual(yearly.body, {
    type: 'yearly_stats',
    data: { '2025': { Run: run, Ride: ride } },
    fetched_at,
  })
})

test('the history is paged, newest first, and filtered by year and type', async () => {
  const { world } = await owned()
  await synced(world)

  const first = await ask(world, '/strava/activities?limit=1')
  const rides = await ask(world, '/strava/activities?year=2025&activity_type=Ride')
  const none = await ask(world, '/strava/activities?year=2020')
  const wrong = await ask(world, '/strava/activities?limit=100000')
  const longest = await ask(world, '/strava/stats/longest-run?year=2025')

  assert.deepEqual(first.body, {
    total: 2,
    limit: 1,
    offset: 0,
    data: [
      {
        id: 12345678901,
        name: 'Morning Run',
        type: 'Run',
        sport_type: 'TrailRun',
        distance: 5000,
        moving_time: 1800,
        elapsed_time: 1900,
        total_elevation_gain: 50.5,
        start_date: '2025-12-25T08:00:00Z',
        average_speed: 2.78,
        max_speed: 4.1,
        kudos_count: 7,
        heart_rate: { average: 151.2, max: 178 },
      },
    ],
  })
  assert.equal((rides.body as { data: { id: number }[] }).data[0]!.id, 2)
  assert.deepEqual([(none.body as { total: number }).total, wrong.status], [0, 400])
  assert.equal((longest.body as { distance: number }).distance, 5000)
})

test('the database itself hides what is private from a public route', async () => {
  const { world, owner, id } = await owned()
  await synced(world)
  const sql = world.sql.as({ role: 'app', accountId: owner.accountId, isPublic: true })

  const records = await sql`select id from data_record where connection_id = ${id} and is_private`
  const figures = await sql`select figure from data_figure where connection_id = ${id} and not is_public`

  assert.deepEqual([records, figures], [[], []])
})

test('refresh-data wants the internal key in the source’s words, and brings the data up to date', async () => {
  const { world } = await owned()

  const without = await ask(world, '/strava/refresh-data', {}, 'POST')
  const wrong = await ask(world, '/strava/refresh-data', { 'x-api-key': 'wrong' }, 'POST')
  world.advance(2)
  await world.app.runDue({ budgetMilliseconds: 0 })
  const right = await ask(world, '/strava/refresh-data', { 'x-api-key': internalApiKey }, 'POST')
  const ytd = await ask(world, '/strava/stats/ytd')

  const refusal = { detail: { message: 'Invalid or missing API key', category: 'security' } }
  assert.deepEqual([without.status, without.body, wrong.status, wrong.body], [401, refusal, 401, refusal])
  assert.deepEqual(
    [right.status, right.body],
    [200, { status: 'success', message: 'Data refreshed successfully' }],
  )
  assert.equal(ytd.status, 200)
})

test('a refresh that fails says so with an error id, and the last data stays', async () => {
  const { world } = await owned()
  await synced(world)
  world.net.answers(list, lost)

  const failed = await ask(world, '/strava/refresh-data', { 'x-api-key': internalApiKey }, 'POST')
  const ytd = await ask(world, '/strava/stats/ytd')

  assert.equal(failed.status, 500)
  assert.match(
    (failed.body as { detail: string }).detail,
    /^Failed to refresh Strava data \(Error ID: [\w-]{8}\)$/,
  )
  assert.deepEqual([ytd.status, (ytd.body as { stale: boolean }).stale], [200, true])
})

test('a refresh before anybody is connected says what to do, with the source’s status', async () => {
  const world = await testWorld()

  const { status, body } = await ask(world, '/strava/refresh-data', { 'x-api-key': internalApiKey }, 'POST')

  assert.equal(status, 500)
  assert.match(
    (body as { detail: string }).detail,
    /^Failed to refresh Strava data: nobody is connected yet, visit \/strava\/authorize \(Error ID: [\w-]{8}\)$/,
  )
})

test('a parameter that is wrong is named', async () => {
  const world = await testWorld()

  const { status, body } = await ask(world, '/strava/activities?limit=0&year=soon')

  assert.equal(status, 400)
  assert.match((body as { detail: string }).detail, /limit: .+ year: .+/)
})

test('an answer that the client has already costs no body', async () => {
  const { world } = await owned()
  await synced(world)
  const first = await ask(world, '/strava/stats/monthly')
  const etag = first.headers.get('etag')!

  const again = await ask(world, '/strava/stats/monthly', { 'if-none-match': etag })
  const other = await ask(world, '/strava/stats/monthly', { 'if-none-match': '"another"' })

  assert.deepEqual([again.status, again.text, again.headers.get('etag')], [304, '', etag])
  assert.equal(other.status, 200)
})

test('pages of the app may read it from a browser, others may not', async () => {
  const { world } = await owned()
  await synced(world)
  const from = (origin: string, method = 'GET') => ask(world, '/strava/stats/ytd', { origin }, method)

  const answers = await Promise.all([
    from('http://localhost:5173'),
    from('https://other.example'),
    from('https://stranger.example'),
  ])
  const preflight = await ask(
    world,
    '/strava/refresh-data',
    { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' },
    'OPTIONS',
  )

  assert.deepEqual(
    answers.map(({ headers }) => headers.get('access-control-allow-origin')),
    ['http://localhost:5173', 'https://other.example', null],
  )
  assert.ok(answers.every(({ headers }) => headers.get('vary')?.includes('Origin')))
  assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-methods')], [204, 'POST'])
  assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /X-API-Key/)
})

test('at the turn of the year the figures are made anew without a sync', async () => {
  const { world } = await owned('2025-12-31T20:00:00Z')
  await synced(world)
  world.net.answers(list, lost)

  world.advance(3 * 3600 + 1800)
  const ytd = await ask(world, '/strava/stats/ytd')

  assert.deepEqual((ytd.body as { data: { run: { count: number } } }).data.run.count, 0)
})

test('health is always 200 and says whether the database answers', async () => {
  const world = await testWorld()

  const { status, body } = await ask(world, '/strava/health')

  assert.deepEqual([status, body], [200, { status: 'ok', service: 'strava', database: 'connected' }])
})
