import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld, type TestWorld } from '../../tests/support/world.ts'

const app = 'https://app.example.org'
const environment = { FRONTEND_ORIGINS: app }

const preflight = (world: TestWorld, path: string, origin: string): Promise<Response> =>
  world.app.fetch(
    new Request(`http://localhost:3000${path}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    }),
  )
const saysOf = ({ headers }: Response) => [
  headers.get('access-control-allow-origin'),
  headers.get('access-control-allow-credentials'),
]

test('C13: pages of the app sign people in and show their profiles with cookies, from exact origins', async () => {
  const world = await testWorld({ environment })
  const get = (path: string, origin: string) =>
    world.app.fetch(new Request(`http://localhost:3000${path}`, { headers: { origin } }))

  const asked = [
    await preflight(world, '/profiles', app),
    await preflight(world, '/api/profiles', 'http://localhost:5173'),
    await preflight(world, '/auth/refresh', app),
    await get('/profiles', app),
  ]
  const strangers = [
    await preflight(world, '/profiles', `${app}.evil.example`),
    await preflight(world, '/profiles', 'null'),
    await get('/profiles', 'https://other.example.org'),
  ]

  assert.deepEqual(asked.map(saysOf), [
    [app, 'true'],
    ['http://localhost:5173', 'true'],
    [app, 'true'],
    [app, 'true'],
  ])
  assert.match(asked[0]!.headers.get('access-control-allow-headers')!, /x-csrf-token/)
  assert.deepEqual(strangers.map(saysOf), [
    [null, null],
    [null, null],
    [null, null],
  ])
})

test('C13: statistics are read by pages of the app without a cookie, and the rest of the house by none', async () => {
  const world = await testWorld({ environment })

  const statistics = await preflight(world, '/strava/stats/ytd', app)
  const health = await world.app.fetch(
    new Request('http://localhost:3000/strava/health', { headers: { origin: app } }),
  )
  const keys = await preflight(world, '/api/keys', app)
  const flags = await preflight(world, '/api/flags', app)

  assert.deepEqual([statistics, health, keys, flags].map(saysOf), [
    [app, null],
    [app, null],
    [null, null],
    [null, null],
  ])
})
