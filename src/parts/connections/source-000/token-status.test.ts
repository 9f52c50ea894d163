import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice, aConnection, call, charlie } from '../../../../tests/support/cast.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { ada, base, bob, keyOf, statusAt } from './source-000.fixture.ts'

describe('strava-token-status', () => {
  test('tells how a token stands, and no token', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    await aConnection(world, owner, { userId: ada, providerSubject: '134815' })

    const { status, body, headers } = await statusAt(world, owner.key, ada)

    assert.equal(status, 200)
    const { seconds_until_expiry, timestamp, expires_at, last_validated_at, ...rest } = body
    assert.deepEqual(rest, {
      user_id: ada,
      status: 'valid',
      last_refresh_at: null,
      refresh_count: 0,
      encryption_key_version: 1,
      athlete_id: 134815,
      scope: 'read,activity:read_all',
      circuit_breaker_status: {
        name: 'strava-api',
        state: 'CLOSED',
        failures: 0,
        lastFailure: null,
        lastSuccess: null,
        nextAttempt: null,
        successCount: 0,
      },
      needs_refresh: false,
    })
    assert.ok(Number(seconds_until_expiry) > 21_500 && Number.isInteger(seconds_until_expiry))
    for (const moment of [timestamp, expires_at, last_validated_at])
      assert.match(String(moment), /^2026-01-01T\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.deepEqual(
      ['x-cache', 'x-circuit-breaker-state', 'x-ratelimit-limit'].map((name) => headers.get(name)),
      ['MISS', 'CLOSED', '100'],
    )
  })

  for (const [expiresInSeconds, status, needsRefresh] of [
    [310, 'valid', false],
    [290, 'expiring_soon', true],
    [-1, 'expired', true],
  ] as const)
    test(`says ${status} of a token with ${expiresInSeconds} s left`, async () => {
      const world = await testWorld()
      const owner = await alice(world)
      await aConnection(world, owner, { userId: ada, expiresInSeconds })

      const { body } = await statusAt(world, owner.key, ada)

      assert.deepEqual([body.status, body.needs_refresh], [status, needsRefresh])
      assert.ok(Number(body.seconds_until_expiry) >= 0)
    })

  test('wants a user, in the words of the source', async () => {
    const world = await testWorld()
    const { key } = await alice(world)

    const { status, body } = await call(world, key, 'GET', `${base}/strava-token-status`)

    assert.deepEqual([status, body], [400, { error: 'User ID is required' }])
  })

  test('answers of another user’s token, and of another account’s, as of nobody’s', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    await aConnection(world, owner, { userId: ada })
    await aConnection(world, owner, { userId: bob })
    const bobs = await keyOf(world, owner, bob)
    const { key: charlies } = await charlie(world)

    const answers = [
      await statusAt(world, bobs, 'nobody'),
      await statusAt(world, bobs, ada),
      await statusAt(world, charlies, ada),
    ]
    const own = await statusAt(world, bobs, bob)

    for (const { status, body } of answers)
      assert.deepEqual([status, body], [404, { error: 'No token found for user', status: 'not_found' }])
    assert.equal(own.status, 200)
  })

  test('is refused after 100 in an hour, with the source’s body and headers', async () => {
    const world = await testWorld({
      environment: { KEYHOLD_LIMITS: JSON.stringify({ policies: { 'token-status': { limit: 2 } } }) },
    })
    const owner = await alice(world)
    for (let spent = 0; spent < 2; spent++) await statusAt(world, owner.key, ada)

    const { status, body, headers } = await statusAt(world, owner.key, ada)

    assert.equal(status, 429)
    assert.deepEqual(body, {
      error: 'Rate limit exceeded',
      reason: 'the limit "token-status" is used up',
      retryAfter: 1800,
    })
    assert.equal(headers.get('retry-after'), '1800')
    assert.equal(headers.get('x-ratelimit-limit'), '2')
    assert.equal(headers.get('x-ratelimit-remaining'), '0')
    assert.match(headers.get('x-ratelimit-reset')!, /^\d{10}$/)
  })

  test('tells of a breaker that is open, and of one whose time is over', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    await aConnection(world, owner, { userId: ada })
    const until = new Date(world.now().getTime() + 600_000)
    await world.sql.as({ role: 'app', accountId: owner.accountId })`
      insert into breaker (name, failures, open_until, trips) values ('strava/refresh', 5, ${until}, 1)`

    const { body, headers } = await statusAt(world, owner.key, ada)
    world.advance(601)
    const later = await statusAt(world, owner.key, ada)

    assert.deepEqual(
      [headers, later.headers].map((each) => each.get('x-circuit-breaker-state')),
      ['OPEN', 'HALF_OPEN'],
    )
    assert.deepEqual(body.circuit_breaker_status, {
      name: 'strava-api',
      state: 'OPEN',
      failures: 5,
      lastFailure: null,
      lastSuccess: null,
      nextAttempt: until.toISOString(),
      successCount: 0,
    })
  })
})

test('a limit that a bound key uses up by naming another user is its own', async () => {
  const world = await testWorld({
    environment: { KEYHOLD_LIMITS: JSON.stringify({ policies: { 'token-status': { limit: 1 } } }) },
  })
  const owner = await alice(world)
  await aConnection(world, owner, { userId: ada })
  const bobs = await keyOf(world, owner, bob)
  await statusAt(world, bobs, ada)

  const again = await statusAt(world, bobs, ada)
  const theirs = await statusAt(world, owner.key, ada)

  assert.deepEqual([again.status, theirs.status], [429, 200])
})
