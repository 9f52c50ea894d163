import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice, aConnection, call } from '../../../../tests/support/cast.ts'
import { answered } from '../../../../tests/support/net.ts'
import { internalApiKey, testWorld } from '../../../../tests/support/world.ts'
import { as } from '../../../kit/world.ts'
import { ada, base, bob, granted, statusAt, tokenAddress } from './source-000.fixture.ts'
import { endingBefore } from './store.ts'

const path = `${base}/strava-auto-refresh`

describe('strava-auto-refresh', () => {
  test('refreshes what ends within 30 minutes and all that has ended, and counts it', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    let number = 0
    const strava = world.net.answers(tokenAddress, () => granted(`fresh-${number++}`))
    await aConnection(world, owner, { userId: ada, expiresInSeconds: -86_400, ageSeconds: 108_000 })
    await aConnection(world, owner, { userId: bob, expiresInSeconds: 1790, ageSeconds: 19_810 })
    await aConnection(world, owner, { userId: 'later', expiresInSeconds: 1900, ageSeconds: 19_700 })

    const { status, body } = await call(world, internalApiKey, 'POST', path)
    const told = await statusAt(world, owner.key, ada)

    const { timestamp, rate_limit_cleanup, ...counts } = body
    assert.deepEqual(
      [status, counts],
      [
        200,
        {
          processed: 2,
          successful: 2,
          failed: 0,
          cached: 0,
          not_needed: 0,
          lock_cleanup: { updated: 0, success: true },
        },
      ],
    )
    assert.equal((rate_limit_cleanup as { success: boolean }).success, true)
    assert.match(String(timestamp), /^2026-01-01T/)
    assert.equal(strava.calls.length, 2)
    assert.equal(told.body.status, 'valid')
  })

  test('counts what the provider refused, and goes on with the others', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    const refused = answered(400, {
      message: 'Bad Request',
      errors: [{ resource: 'RefreshToken', field: 'refresh_token', code: 'invalid' }],
    })
    world.net.answers(tokenAddress, refused, granted('fresh'))
    await aConnection(world, owner, { userId: ada, expiresInSeconds: -100 })
    await aConnection(world, owner, { userId: bob, expiresInSeconds: -10 })

    const { body } = await call(world, internalApiKey, 'GET', path)

    assert.deepEqual([body.processed, body.successful, body.failed], [2, 1, 1])
  })

  test('does nothing, and says so, where nothing is due', async () => {
    const world = await testWorld()

    const { status, body } = await call(world, internalApiKey, 'GET', path)

    assert.deepEqual([status, body.processed], [200, 0])
  })

  test('takes each user’s most urgent token before any user’s second', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    const first = await aConnection(world, owner, { userId: ada, expiresInSeconds: -300 })
    const second = await aConnection(world, owner, { userId: ada, expiresInSeconds: -200 })
    const others = await aConnection(world, owner, { userId: bob, expiresInSeconds: -100 })

    const ending = await endingBefore(as(world, { role: 'jobs' }), 'strava', world.now(), 10)

    assert.deepEqual(
      ending.map(({ id }) => id),
      [first.id, others.id, second.id],
    )
  })

  test('is for the internal key and the operator, and for no app’s key', async () => {
    const world = await testWorld()
    const { key } = await alice(world)

    const app = await call(world, key, 'POST', path)
    const stranger = await call(world, null, 'GET', path)
    const other = await call(world, null, 'DELETE', path)

    assert.deepEqual([app.status, stranger.status], [403, 401])
    for (const { body } of [app, stranger])
      assert.match(String(body.message), /^Send the INTERNAL_API_KEY of the settings as `X-API-Key`/)
    assert.deepEqual([other.status, other.body], [405, { error: 'Method not allowed' }])
  })
})
