import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice, aConnection } from '../../../../tests/support/cast.ts'
import { answered, gate } from '../../../../tests/support/net.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { ada, bob, granted, keyOf, refreshAt, statusAt, tokenAddress } from './source-000.fixture.ts'

describe('strava-refresh-token', () => {
  test('refreshes a token that ends within 5 minutes', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    const strava = world.net.answers(tokenAddress, granted('fresh'))
    await aConnection(world, owner, { userId: ada, expiresInSeconds: 290 })

    const { status, body, headers } = await refreshAt(world, owner.key, { userId: ada })

    assert.equal(status, 200)
    const { expires_at, ...rest } = body
    assert.deepEqual(rest, { success: true, refresh_count: 1 })
    assert.match(String(expires_at), /^2026-01-01T0[56]:/)
    assert.equal(headers.get('x-cache'), 'MISS')
    assert.equal(strava.calls.length, 1)
  })

  test('asks nobody while more than 5 minutes are left', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    await aConnection(world, owner, { userId: ada, expiresInSeconds: 310 })

    const { status, body } = await refreshAt(world, owner.key, { userId: ada })

    const { expires_at, ...rest } = body
    assert.deepEqual([status, rest], [200, { success: true, refresh_not_needed: true }])
    assert.match(String(expires_at), /^2026-01-01T00:05:/)
    assert.deepEqual(world.net.unforeseen, [])
  })

  test('lets who comes meanwhile wait for the same token', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    const strava = world.net.answers(tokenAddress, granted('fresh'))
    await aConnection(world, owner, { userId: ada, expiresInSeconds: -1 })

    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => refreshAt(world, owner.key, { userId: ada })))

    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200, 200],
    )
    assert.equal(strava.calls.length, 1)
    const hits = answers.filter(({ headers }) => headers.get('x-cache') === 'HIT')
    for (const { body } of hits)
      assert.deepEqual({ ...body, expires_at: 0 }, { success: true, cached: true, expires_at: 0 })
    assert.ok(new Set(answers.map(({ body }) => body.expires_at)).size === 1)
  })

  test('of five that do not wait answers one with the token and four with 423', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    const answer = gate()
    const strava = world.net.answers(tokenAddress, async () => {
      await answer.promise
      return granted('fresh')
    })
    await aConnection(world, owner, { userId: ada, expiresInSeconds: -1 })

    const asked = [1, 2, 3, 4, 5].map(() => refreshAt(world, owner.key, { userId: ada }, '?wait=0'))
    let refused = 0
    await new Promise<void>((resolve) => {
      for (const one of asked) void one.then(({ status }) => status === 423 && ++refused === 4 && resolve())
    })
    answer.open()
    const answers = await Promise.all(asked)

    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 423, 423, 423, 423])
    const locked = answers.find(({ status }) => status === 423)!
    assert.deepEqual(locked.body, {
      error: 'Token refresh in progress',
      retryAfter: 5,
      reason: 'Another refresh of this token is under way',
    })
    assert.equal(locked.headers.get('retry-after'), '5')
    assert.equal(strava.calls.length, 1)
  })

  test('wants a user, in the words of the source', async () => {
    const world = await testWorld()
    const { key } = await alice(world)

    const answers = [await refreshAt(world, key, {}), await refreshAt(world, key, { userId: 7 })]

    for (const { status, body } of answers)
      assert.deepEqual([status, body], [400, { error: 'User ID is required' }])
  })

  test('answers of another user’s token as of nobody’s, and asks no provider', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    await aConnection(world, owner, { userId: ada, expiresInSeconds: -1 })
    const bobs = await keyOf(world, owner, bob)

    const answers = [
      await refreshAt(world, bobs, { userId: 'nobody' }),
      await refreshAt(world, bobs, { userId: ada }),
      await refreshAt(world, owner.key, { userId: 'nobody' }),
    ]

    for (const { status, body } of answers)
      assert.deepEqual([status, body], [404, { error: 'No token found for user' }])
    assert.deepEqual(world.net.unforeseen, [])
  })

  test('says of a refused refresh token that no retry helps, and then does not ask again', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    const strava = world.net.answers(
      tokenAddress,
      answered(400, {
        message: 'Bad Request',
        errors: [{ resource: 'RefreshToken', field: 'refresh_token', code: 'invalid' }],
      }),
    )
    await aConnection(world, owner, { userId: ada, expiresInSeconds: -1 })

    const first = await refreshAt(world, owner.key, { userId: ada })
    const second = await refreshAt(world, owner.key, { userId: ada })
    const told = await statusAt(world, owner.key, ada)

    for (const { status, body } of [first, second])
      assert.deepEqual(
        [status, body.error, body.circuit_state, body.retry, body.code],
        [500, 'Token refresh failed', 'CLOSED', false, 'NEEDS_REAUTH'],
      )
    assert.deepEqual([told.body.status, told.body.needs_refresh], ['expired', true])
    assert.equal(strava.calls.length, 1)
  })

  test('says when to come back while the provider is away', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    world.net.answers(tokenAddress, answered(503, 'down'))
    await aConnection(world, owner, { userId: ada, expiresInSeconds: -1 })

    const { status, body, headers } = await refreshAt(world, owner.key, { userId: ada })

    assert.deepEqual([status, body.error, body.retry], [503, 'Token refresh failed', true])
    assert.equal(headers.get('retry-after'), String(body.retryAfter))
    assert.equal(headers.get('x-circuit-breaker-state'), body.circuit_state)
  })

  test('is limited to 20 in an hour for each user', async () => {
    const world = await testWorld()
    const owner = await alice(world)

    const { headers } = await refreshAt(world, owner.key, { userId: ada })

    assert.equal(headers.get('x-ratelimit-limit'), '20')
  })
})
