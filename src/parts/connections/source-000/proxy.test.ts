import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice, aConnection, call, charlie, logOf } from '../../../../tests/support/cast.ts'
import { answered, unreachable } from '../../../../tests/support/net.ts'
import { internalApiKey, testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { ada, base, bob, granted, keyOf, tokenAddress } from './source-000.fixture.ts'

const api = 'GET https://strava.test/api/v3'
const at = (world: TestWorld, key: string | null, body: unknown) =>
  call(world, key, 'POST', `${base}/strava-proxy`, body)
const athlete = { action: 'get_athlete', accessToken: 'of-the-caller', userId: ada }

/** Ada's connection, and a key that speaks for her alone. */
async function adas(options: { expiresInSeconds?: number } = {}) {
  const world = await testWorld()
  const owner = await alice(world)
  const { id } = await aConnection(world, owner, { userId: ada, ...options })
  const key = await keyOf(world, owner, ada, ['connections:read', 'connections:proxy', 'connections:write'])
  return { world, owner, id, key }
}

describe('strava-proxy reads', () => {
  test('the athlete with the token of the connection, never with the caller’s', async () => {
    const { world, id, owner, key } = await adas()
    const strava = world.net.answers(`${api}/athlete`, answered(200, { id: 134815 }, { 'x-own': 'kept' }))

    const { status, body, headers } = await at(world, key, { ...athlete, userId: undefined })

    assert.deepEqual([status, body], [200, { id: 134815 }])
    assert.equal(strava.calls[0]!.headers.authorization, 'Bearer access-1')
    assert.deepEqual([headers.get('x-provider-status'), headers.get('x-own')], ['200', null])
    assert.deepEqual(
      (await logOf(world, owner, id)).map(({ action }) => action),
      ['proxy.called'],
    )
  })

  test('activities page by page, thirty at once unless more is asked for', async () => {
    const { world, key } = await adas()
    const strava = world.net.answers(`${api}/athlete/activities`, answered(200, []))
    const activities = { ...athlete, action: 'get_activities' }

    await at(world, key, activities)
    await at(world, key, { ...activities, data: { page: 2, per_page: '50' } })

    assert.deepEqual(
      strava.calls.map(({ url }) => url.search),
      ['?page=1&per_page=30', '?page=2&per_page=50'],
    )
  })

  test('one activity, and passes on what the provider says of it', async () => {
    const { world, key } = await adas()
    const strava = world.net.answers(`${api}/activities/77`, answered(404, { message: 'Record Not Found' }))

    const answers = [
      await at(world, key, { ...athlete, action: 'get_activity', data: { activityId: 77 } }),
      await at(world, key, { ...athlete, action: 'get_activity', data: { activityId: '77' } }),
    ]

    for (const { status, body } of answers)
      assert.deepEqual([status, body], [404, { message: 'Record Not Found' }])
    assert.equal(strava.calls.length, 2)
  })

  test('for an app’s key whom userId names', async () => {
    const { world, owner } = await adas()
    world.net.answers(`${api}/athlete`, answered(200, { id: 1 }))

    const named = await at(world, owner.key, athlete)
    const unnamed = await at(world, owner.key, { ...athlete, userId: undefined })

    assert.equal(named.status, 200)
    assert.deepEqual([unnamed.status, unnamed.body.code], [400, 'MISSING_USER_ID'])
  })

  test('nothing of another user, nor of another account, as of nobody', async () => {
    const { world, owner, key } = await adas()
    await aConnection(world, owner, { userId: bob })
    const { key: charlies } = await charlie(world)

    const answers = [
      await at(world, key, { ...athlete, userId: bob }),
      await at(world, key, { ...athlete, userId: 'nobody' }),
      await at(world, charlies, athlete),
    ]

    for (const { status, body } of answers)
      assert.deepEqual(
        [status, body],
        [404, { error: 'NOT_FOUND', message: 'No token found for user', code: 'NOT_FOUND' }],
      )
    assert.deepEqual(world.net.unforeseen, [])
  })
})

describe('strava-proxy refuses in the source’s words', () => {
  const refused: [code: string, message: string, body: Record<string, unknown>][] = [
    ['MISSING_ACTION', 'Action is required', {}],
    ['MISSING_REFRESH_TOKEN', 'Refresh token required', { action: 'refresh_token' }],
    ['MISSING_ACCESS_TOKEN', 'Access token required', { action: 'get_activities' }],
    ['MISSING_ACCESS_TOKEN', 'Access token required', { action: 'get_athlete', accessToken: '' }],
    [
      'MISSING_ACCESS_TOKEN_OR_ACTIVITY_ID',
      'Access token and activity ID required',
      { action: 'get_activity', data: { activityId: 7 } },
    ],
    [
      'MISSING_ACCESS_TOKEN_OR_ACTIVITY_ID',
      'Access token and activity ID required',
      { action: 'get_activity', accessToken: 'a' },
    ],
    [
      'MISSING_ACCESS_TOKEN_OR_ACTIVITY_ID',
      'Access token and activity ID required',
      { action: 'get_activity', accessToken: 'a', data: { activityId: '../oauth/token' } },
    ],
    ['INVALID_ACTION', 'Invalid action', { action: 'constructor' }],
    [
      'INVALID_DATA',
      'data.page is a whole number from 1',
      { action: 'get_activities', accessToken: 'a', data: { page: '1&access_token=x' } },
    ],
  ]
  test('what is missing or wrong, before anything is asked', async () => {
    const { world, owner } = await adas()
    const ask = async (body: unknown) => {
      world.advance(10)
      return at(world, owner.key, body)
    }

    for (const [code, message, body] of refused) {
      const answer = await ask({ userId: ada, ...body })

      assert.deepEqual([answer.status, answer.body], [400, { error: 'BAD_REQUEST', message, code }])
    }
    assert.deepEqual(world.net.unforeseen, [])
  })

  test('another method, a stranger, a key without the scope, a body that is no JSON', async () => {
    const { world, owner } = await adas()
    const weak = await keyOf(world, owner, ada, ['data:read'])

    const method = await call(world, null, 'GET', `${base}/strava-proxy`)
    const stranger = await at(world, null, athlete)
    const powerless = await at(world, weak, athlete)
    const broken = await world.app.fetch(
      new Request(`http://localhost:3000${base}/strava-proxy`, {
        method: 'POST',
        headers: { authorization: `Bearer ${owner.key}`, 'content-type': 'application/json' },
        body: '{',
      }),
    )

    assert.deepEqual(
      [method.status, method.body],
      [
        405,
        { error: 'METHOD_NOT_ALLOWED', message: 'Only POST requests are allowed', code: 'INVALID_METHOD' },
      ],
    )
    assert.deepEqual([stranger.status, stranger.body.error], [401, 'Authentication required'])
    assert.deepEqual([powerless.status, powerless.body.error], [403, 'FORBIDDEN'])
    assert.deepEqual(
      [broken.status, ((await broken.json()) as { error: string }).error],
      [400, 'BAD_REQUEST'],
    )
  })

  test('the eleventh request of a user within a minute, and no other user’s first', async () => {
    const { world, owner, key } = await adas()
    const bobs = await keyOf(world, owner, bob, ['connections:proxy'])
    for (let count = 0; count < 10; count++) await at(world, key, {})

    const { status, body, headers } = await at(world, key, {})
    const other = await at(world, bobs, {})

    const { message, retryAfter, ...rest } = body
    assert.deepEqual(
      [status, rest],
      [429, { error: 'RATE_LIMIT_EXCEEDED', code: 'RATE_LIMITED', reason: 'RATE_LIMITED' }],
    )
    assert.deepEqual([typeof message, headers.get('retry-after')], ['string', String(retryAfter)])
    assert.ok(Number(retryAfter) >= 1 && Number(retryAfter) <= 60)
    assert.equal(other.body.code, 'MISSING_ACTION')
  })

  test('a provider that is away, and one that says it is too much', async () => {
    const { world, key } = await adas()
    world.net.answers(`${api}/athlete`, unreachable)
    const away = await at(world, key, athlete)
    world.net.answers(`${api}/athlete`, answered(429, { message: 'Rate Limit Exceeded' }))
    await at(world, key, athlete)

    const spent = await at(world, key, athlete)

    assert.deepEqual(
      [away.status, away.body.error, away.body.code, away.body.reason],
      [503, 'SERVICE_UNAVAILABLE', 'SERVER_ERROR', 'PROVIDER_DOWN'],
    )
    assert.deepEqual(
      [spent.status, spent.body.error, spent.body.code, spent.body.reason],
      [429, 'RATE_LIMIT_EXCEEDED', 'RATE_LIMITED', 'PROVIDER_BUDGET_SPENT'],
    )
  })
})

describe('strava-proxy’s refresh_token', () => {
  const refreshing = { action: 'refresh_token', refreshToken: 'of-the-caller' }

  test('is the refresh function: what is handed in is not presented, and no token is shown', async () => {
    const { world, key } = await adas({ expiresInSeconds: 200 })
    const strava = world.net.answers(tokenAddress, granted('fresh'))

    const { status, body, headers } = await at(world, key, refreshing)

    const { expires_at: expiresAt, ...rest } = body
    assert.deepEqual([status, rest], [200, { success: true, refresh_count: 1 }])
    assert.match(String(expiresAt), /^2026-01-01T0[56]:/)
    assert.equal(headers.get('x-cache'), 'MISS')
    assert.deepEqual(
      strava.calls.map(({ form }) => form.get('refresh_token')),
      ['refresh-1'],
    )
  })

  test('refreshes nothing that lasts', async () => {
    const { world, key } = await adas()

    const { body } = await at(world, key, refreshing)

    assert.equal(body.refresh_not_needed, true)
    assert.deepEqual(world.net.unforeseen, [])
  })

  test('is for keys that may refresh', async () => {
    const { world, owner } = await adas({ expiresInSeconds: 200 })
    const reading = await keyOf(world, owner, ada, ['connections:proxy'])

    const { status, body } = await at(world, reading, refreshing)

    assert.deepEqual([status, body.error, body.code], [403, 'FORBIDDEN', 'FORBIDDEN'])
    assert.deepEqual(world.net.unforeseen, [])
  })
})

test('strava-proxy’s get_rate_limit_status tells what the provider told of the app’s limits', async () => {
  const { world, key } = await adas()
  const told = { 'x-ratelimit-limit': '200,2000', 'x-ratelimit-usage': '150,900' }
  world.net.answers(`${api}/athlete`, answered(200, {}, told))
  await at(world, key, athlete)

  const { status, body } = await at(world, key, { action: 'get_rate_limit_status' })
  const internal = await at(world, internalApiKey, { action: 'get_rate_limit_status' })

  const { windows, blockedUntil } = body.rateLimitStatus as {
    windows: { limit: number; used: number; remaining: number }[]
    blockedUntil: unknown
  }
  assert.deepEqual([status, internal.status, body.success, blockedUntil], [200, 200, true, null])
  assert.deepEqual(
    windows.map(({ limit, used, remaining }) => [limit, used, remaining]),
    [
      [200, 150, 50],
      [2000, 900, 1100],
    ],
  )
})
