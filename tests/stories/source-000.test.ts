import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { startSandbox } from '../../sandbox/index.ts'
import { startServer } from '../support/server.ts'

/** The contract of source system 000, row by row, against a server as people start it and the stand-in for Strava. */
const adminKey = 'admin-key-of-the-contract-0123456789abcdef'
const internalKey = 'internal-key-of-the-contract-0123456789ab'
const redirectUri = 'http://localhost:3000/strava/callback'
const sandbox = await startSandbox({ profile: 'strava' })
const server = await startServer({
  STRAVA_BASE_URL: sandbox.url,
  STRAVA_CLIENT_ID: sandbox.client.id,
  STRAVA_CLIENT_SECRET: sandbox.client.secrets[0]!,
  STRAVA_REDIRECT_URI: redirectUri,
  ADMIN_KEY: adminKey,
  INTERNAL_API_KEY: internalKey,
  ALLOWED_ORIGINS: 'https://app.example.org',
  KEYHOLD_LIMITS: JSON.stringify({
    breakers: { refresh: { openSeconds: 600 }, exchange: { openSeconds: 600 } },
  }),
})
after(async () => {
  await server.stop()
  await sandbox.close()
})
const made = await server.asOperator('POST', '/api/keys', {
  name: 'app',
  scopes: ['connections:read', 'connections:write', 'connections:proxy'],
})
const appKey = ((await made.json()) as { key: string }).key

interface Told {
  status: number
  body: Record<string, unknown>
  headers: Headers
}

/** `curl`, as the document has it: with nothing, or with the one header that is added. */
async function ask(name: string, init: RequestInit & { key?: string | null } = {}): Promise<Told> {
  const { key = appKey, ...request } = init
  const headers = new Headers(request.headers)
  if (key !== null) headers.set('x-api-key', key)
  const response = await fetch(`${server.url}/.netlify/functions/${name}`, { ...request, headers })
  const text = await response.text()
  const body: unknown = text === '' ? {} : JSON.parse(text)
  return { status: response.status, body: body as Record<string, unknown>, headers: response.headers }
}

const post = (name: string, body: unknown, key?: string | null): Promise<Told> =>
  ask(name, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(key !== undefined && { key }),
  })
const statusOf = (userId: string, key?: string | null) =>
  ask(`strava-token-status?userId=${userId}`, key === undefined ? {} : { key })
const refreshOf = (userId: string, query = '') => post(`strava-refresh-token${query}`, { userId })

let athlete = 0
/** A code as a person's consent brings it, of an athlete of its own. */
async function aCode(): Promise<string> {
  athlete = sandbox.people.add().id
  sandbox.settings.autoApprove = { athleteId: athlete }
  const asked = new URLSearchParams({
    client_id: sandbox.client.id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'read,activity:read_all',
    state: 's',
  })
  const answer = await fetch(`${sandbox.url}/oauth/authorize?${asked}`, { redirect: 'manual' })
  const code = new URL(answer.headers.get('location') ?? 'none:').searchParams.get('code')
  return code ?? assert.fail(`no code for ${athlete}`)
}

/** A user whose token lasts so long. */
async function connected(userId: string, seconds = 21_600): Promise<Told> {
  sandbox.settings.accessTokenSeconds = seconds
  const told = await post('strava-oauth-exchange', {
    code: await aCode(),
    userId,
    scope: 'read,activity:read_all',
  })
  sandbox.settings.accessTokenSeconds = 21_600
  assert.equal(told.status, 200, JSON.stringify(told.body))
  return told
}

const shapeOf = ({ status, body }: Told) => [status, Object.keys(body)]

describe('the three manual tests of its document', () => {
  test('1. the exchange, with X-API-Key, and 401 without it', async () => {
    const exchange = async (key?: null) =>
      post('strava-oauth-exchange', { code: await aCode(), userId: 'test-user' }, key)

    const stranger = await exchange(null)
    const told = await exchange()

    assert.deepEqual(
      [shapeOf(stranger), stranger.body.error],
      [[401, ['error', 'message']], 'Authentication required'],
    )
    assert.deepEqual(shapeOf(told), [200, ['success', 'expires_at', 'athlete_id', 'scope']])
  })

  test('1. the exchange of its placeholder, whose code no provider gave', async () => {
    const told = await post('strava-oauth-exchange', { code: 'test-code', userId: 'test-user' })

    const { error, retry, circuit_state: circuit } = told.body
    assert.deepEqual([told.status, error, retry, circuit], [500, 'Token exchange failed', false, 'CLOSED'])
  })

  test('2. the status, with X-API-Key, and 401 without it', async () => {
    const [stranger, told] = [await statusOf('test-user', null), await statusOf('test-user')]

    assert.deepEqual([stranger.status, told.status, told.body.status], [401, 200, 'valid'])
  })

  test('3. the refresh, with X-API-Key, and 401 without it', async () => {
    const stranger = await post('strava-refresh-token', { userId: 'test-user' }, null)
    const told = await refreshOf('test-user')

    assert.equal(stranger.status, 401)
    assert.deepEqual([told.status, told.body.success, told.body.refresh_not_needed], [200, true, true])
  })
})

describe('1.1 endpoints', () => {
  test('OPTIONS is 200 and another method 405, before the key', async () => {
    const [options, other] = [
      await ask('strava-token-status', { method: 'OPTIONS', key: null }),
      await ask('strava-token-status', { method: 'DELETE', key: null }),
    ]

    assert.deepEqual([options.status, other.status, other.body], [200, 405, { error: 'Method not allowed' }])
  })

  test('strava-oauth-exchange: 200 with its headers, 400, 403, 429, 500', async () => {
    const told = await connected('row-exchange')
    const missing = await post('strava-oauth-exchange', { userId: 'row-exchange' })
    const bound = await post('api-key-manager', { user_id: 'row-exchange' }, adminKey)
    const mismatch = await post(
      'strava-oauth-exchange',
      { code: 'a', userId: 'someone-else' },
      String(bound.body.api_key),
    )
    const refused = await post('strava-oauth-exchange', { code: 'nobody-s', userId: 'row-exchange' })
    let limited = missing
    for (let count = 0; count < 10 && limited.status !== 429; count++)
      limited = await post('strava-oauth-exchange', { userId: 'row-exchange' })

    const { expires_at: expiresAt, ...rest } = told.body
    assert.deepEqual(rest, { success: true, athlete_id: athlete, scope: 'read,activity:read_all' })
    assert.match(String(expiresAt), /^\d{4}-\d\d-\d\dT.*Z$/)
    assert.deepEqual(
      ['x-circuit-breaker-state', 'x-ratelimit-limit'].map((name) => told.headers.get(name)),
      ['CLOSED', '10'],
    )
    assert.deepEqual(missing.body, {
      error: 'Missing required parameters',
      details: { code: false, userId: true },
    })
    assert.deepEqual([mismatch.status, mismatch.body.error], [403, 'User ID mismatch'])
    assert.deepEqual(
      [refused.status, refused.body.error, refused.body.retry],
      [500, 'Token exchange failed', false],
    )
    assert.deepEqual(shapeOf(limited), [429, ['error', 'reason', 'retryAfter']])
  })

  test('strava-refresh-token: refreshed, not needed, 400, 404, 423, 500', async () => {
    await connected('row-refresh', 200)
    const hold = sandbox.faults.push({ kind: 'hold', on: 'token' })
    const first = refreshOf('row-refresh', '?wait=0')
    await sandbox.held.until(1)
    const locked = await refreshOf('row-refresh', '?wait=0')
    sandbox.held.release(hold)
    const refreshed = await first
    const unneeded = await refreshOf('row-refresh')
    const [missing, unknown] = [await post('strava-refresh-token', {}), await refreshOf('nobody')]
    await connected('row-ended', 200)
    sandbox.takeBack({ athleteId: athlete })
    const failed = await refreshOf('row-ended')

    assert.deepEqual(shapeOf(refreshed), [200, ['success', 'expires_at', 'refresh_count']])
    assert.equal(refreshed.headers.get('x-cache'), 'MISS')
    assert.deepEqual(shapeOf(unneeded), [200, ['success', 'refresh_not_needed', 'expires_at']])
    assert.deepEqual([missing.status, missing.body], [400, { error: 'User ID is required' }])
    assert.deepEqual([unknown.status, unknown.body], [404, { error: 'No token found for user' }])
    assert.deepEqual(shapeOf(locked), [423, ['error', 'retryAfter', 'reason']])
    assert.deepEqual([locked.headers.get('retry-after'), locked.body.retryAfter], ['5', 5])
    assert.deepEqual(
      [failed.status, failed.body.error, failed.body.circuit_state, failed.body.retry],
      [500, 'Token refresh failed', 'CLOSED', false],
    )
  })

  test('strava-token-status: 200 with its headers, 400, 404', async () => {
    const told = await statusOf('row-refresh')
    const [missing, unknown] = [await ask('strava-token-status'), await statusOf('nobody')]

    assert.deepEqual(
      ['x-cache', 'x-circuit-breaker-state', 'x-cache-age'].map((name) => told.headers.get(name)),
      ['MISS', 'CLOSED', null],
    )
    assert.deepEqual([missing.status, missing.body], [400, { error: 'User ID is required' }])
    assert.deepEqual(
      [unknown.status, unknown.body],
      [404, { error: 'No token found for user', status: 'not_found' }],
    )
  })

  test('strava-auto-refresh: its counts', async () => {
    const told = await ask('strava-auto-refresh', { key: internalKey })

    assert.deepEqual(shapeOf(told), [
      200,
      [
        'processed',
        'successful',
        'failed',
        'cached',
        'not_needed',
        'rate_limit_cleanup',
        'lock_cleanup',
        'timestamp',
      ],
    ])
  })

  test('strava-revoke-token: ended with its data, 400', async () => {
    await connected('row-revoke')

    const missing = await post('strava-revoke-token', { user_id: 'row-revoke' })
    const told = await post('strava-revoke-token', { access_token: '-', user_id: 'row-revoke' })

    assert.deepEqual([missing.status, missing.body], [400, { error: 'Missing access token' }])
    assert.deepEqual(shapeOf(told), [200, ['success', 'message', 'revoked_at']])
    assert.equal(told.body.message, 'Strava token revoked successfully')
    assert.equal((await statusOf('row-revoke')).status, 404)
  })

  test('strava-proxy: its actions, 400, 405, 429', async () => {
    await connected('row-proxy')
    const act = (action: string | undefined, also = {}) =>
      post('strava-proxy', { action, userId: 'row-proxy', ...also })
    const token = { accessToken: '-' }

    const own = await act('get_athlete', token)
    const activities = await act('get_activities', { ...token, data: { per_page: 2 } })
    const [{ id: activityId } = {}] = activities.body as unknown as { id?: number }[]
    const activity = await act('get_activity', { ...token, data: { activityId } })
    const refreshed = await act('refresh_token', { refreshToken: '-' })
    const limits = await act('get_rate_limit_status')
    const refused = [
      await act(undefined),
      await act('refresh_token'),
      await act('get_athlete'),
      await act('get_activity', token),
      await act('other'),
    ]
    const other = await ask('strava-proxy', { method: 'PUT' })
    let limited = own
    for (let count = 0; count < 20 && limited.status !== 429; count++) limited = await act(undefined)

    assert.deepEqual([own.status, own.body.id], [200, athlete])
    assert.equal((activities.body as unknown as unknown[]).length, 2)
    assert.deepEqual([activity.status, activity.body.id], [200, activityId])
    assert.deepEqual([refreshed.status, refreshed.body.refresh_not_needed], [200, true])
    assert.deepEqual(shapeOf(limits), [200, ['success', 'rateLimitStatus']])
    assert.deepEqual(
      refused.map(({ status, body }) => [status, body.error, body.code]),
      [
        'MISSING_ACTION',
        'MISSING_REFRESH_TOKEN',
        'MISSING_ACCESS_TOKEN',
        'MISSING_ACCESS_TOKEN_OR_ACTIVITY_ID',
        'INVALID_ACTION',
      ].map((code) => [400, 'BAD_REQUEST', code]),
    )
    assert.deepEqual([other.status, other.body.code], [405, 'INVALID_METHOD'])
    assert.deepEqual(
      [limited.status, limited.body.error, limited.body.code, typeof limited.body.retryAfter],
      [429, 'RATE_LIMIT_EXCEEDED', 'RATE_LIMITED', 'number'],
    )
  })

  test('api-key-manager: made, listed, switched off, ended, 400, 401, 404', async () => {
    const admin = (method: string, body?: unknown, query = '') =>
      ask(`api-key-manager${query}`, {
        method,
        key: adminKey,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      })

    const key = await admin('POST', { user_id: 'row-keys', expires_in_days: 30 })
    const listed = await admin('GET', undefined, '?user_id=row-keys')
    const off = await admin('PUT', { key_id: key.body.id, is_active: false })
    const ended = await admin('DELETE', { key_id: key.body.id })
    const refused = [
      await post('api-key-manager', { user_id: 'row-keys' }, null),
      await admin('POST', {}),
      await admin('DELETE', { key_id: 'none' }),
    ]

    assert.deepEqual(shapeOf(key), [201, ['id', 'api_key', 'name', 'user_id', 'created_at', 'expires_at']])
    assert.equal(key.body.name, 'Generated Key')
    const [shown] = listed.body as unknown as object[]
    assert.deepEqual(Object.keys(shown!), [
      'id',
      'name',
      'last_used_at',
      'created_at',
      'expires_at',
      'is_active',
    ])
    assert.deepEqual([off.status, off.body.is_active, ended.status], [200, false, 200])
    assert.deepEqual(
      refused.map(({ status, body }) => [status, body.error]),
      [
        [401, 'AUTH_ERROR'],
        [400, 'VALIDATION_ERROR'],
        [404, 'NOT_FOUND'],
      ],
    )
  })
})

describe('1.2 the token status object', () => {
  test('has every member, and says valid, expiring_soon or expired', async () => {
    await connected('row-status-soon', 200)
    const [valid, soon] = [await statusOf('row-refresh'), await statusOf('row-status-soon')]

    assert.deepEqual(
      Object.keys(valid.body).toSorted(),
      (
        'athlete_id circuit_breaker_status encryption_key_version expires_at last_refresh_at last_validated_at needs_refresh ' +
        'refresh_count scope seconds_until_expiry status timestamp user_id'
      ).split(' '),
    )
    assert.deepEqual(Object.keys(valid.body.circuit_breaker_status as object), [
      'name',
      'state',
      'failures',
      'lastFailure',
      'lastSuccess',
      'nextAttempt',
      'successCount',
    ])
    assert.deepEqual(
      [valid, soon].map(({ body }) => [body.status, body.needs_refresh]),
      [
        ['valid', false],
        ['expiring_soon', true],
      ],
    )
    assert.equal((await statusOf('row-ended')).body.status, 'expired')
  })
})

describe('1.3 refreshes', () => {
  test('of five at once one refreshes and four are told 423; that a scope is needed at the exchange', async () => {
    await connected('row-race', 200)
    const hold = sandbox.faults.push({ kind: 'hold', on: 'token' })
    const asked = [1, 2, 3, 4, 5].map(() => refreshOf('row-race', '?wait=0'))
    let refused = 0
    await new Promise<void>((resolve) => {
      for (const one of asked) void one.then(({ status }) => status === 423 && ++refused === 4 && resolve())
    })
    await sandbox.held.until(1)
    sandbox.held.release(hold)
    const answers = await Promise.all(asked)
    const narrow = await post('strava-oauth-exchange', {
      code: await aCode(),
      userId: 'row-narrow',
      scope: 'read',
    })

    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 423, 423, 423, 423])
    assert.deepEqual([narrow.status, narrow.body.code], [500, 'SCOPES_MISSING'])
  })
})

describe('1.4 limits', () => {
  for (const [name, limit] of [
    ['strava-oauth-exchange', '10'],
    ['strava-refresh-token', '20'],
    ['strava-token-status', '100'],
    ['strava-revoke-token', '100'],
    ['strava-proxy', '10'],
  ] as const)
    test(`${name}: ${limit}, and what is left in its headers`, async () => {
      const userId = `row-limit-${name}`
      const { headers } =
        name === 'strava-token-status'
          ? await statusOf(userId)
          : await post(name, { userId, user_id: userId })

      assert.deepEqual(
        ['x-ratelimit-limit', 'x-ratelimit-remaining'].map((each) => headers.get(each)),
        [limit, String(Number(limit) - 1)],
      )
      assert.match(headers.get('x-ratelimit-reset') ?? '', /^\d{10}$/)
    })
})

test('1.4 anomalies: a page that asks quickly is not taken for a bot by that alone', async () => {
  const statuses = []
  for (let count = 0; count < 20; count++) statuses.push((await statusOf('row-refresh')).status)

  assert.deepEqual(new Set(statuses), new Set([200]))
})

describe('1.5 circuit breakers', () => {
  test('strava-oauth opens after 3 outages, strava-api after 5, each alone; a reset by hand closes', async () => {
    for (let count = 0; count < 5; count++) await connected(`row-breaker-${count}`, 200)
    sandbox.settings.outage = true
    const exchanges = []
    for (let count = 0; count < 4; count++)
      exchanges.push(await post('strava-oauth-exchange', { code: 'a', userId: `row-code-${count}` }))
    const between = await statusOf('row-refresh')
    const refreshes = []
    for (let count = 0; count < 5; count++) refreshes.push(await refreshOf(`row-breaker-${count}`))
    const after = await statusOf('row-refresh')
    sandbox.settings.outage = false
    const reset = await server.asOperator('POST', '/api/breakers/reset', { name: 'strava/refresh' })
    const closed = await statusOf('row-refresh')

    const states = (answers: Told[]) => answers.map(({ body }) => body.circuit_state)
    assert.deepEqual(states(exchanges), ['CLOSED', 'CLOSED', 'OPEN', 'OPEN'])
    assert.deepEqual(
      [exchanges[3]!.status, exchanges[3]!.headers.get('x-circuit-breaker-state')],
      [503, 'OPEN'],
    )
    assert.equal(between.headers.get('x-circuit-breaker-state'), 'CLOSED')
    // The server's own sweep may have met the outage, too.
    assert.deepEqual([states(refreshes)[0], states(refreshes).at(-1)], ['CLOSED', 'OPEN'])
    const circuit = after.body.circuit_breaker_status as Record<string, unknown>
    assert.deepEqual([circuit.name, circuit.state], ['strava-api', 'OPEN'])
    assert.deepEqual([reset.status, closed.headers.get('x-circuit-breaker-state')], [200, 'CLOSED'])
  })
})
