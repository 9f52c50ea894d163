import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice, aConnection, call } from '../../../../tests/support/cast.ts'
import { answered } from '../../../../tests/support/net.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { ada, base, bob, keyOf, statusAt } from './source-000.fixture.ts'

const revokeAddress = 'POST https://strava.test/oauth/deauthorize'
const revokeAt = (world: TestWorld, key: string | null, body: unknown) =>
  call(world, key, 'POST', `${base}/strava-revoke-token`, body)

describe('strava-revoke-token', () => {
  test('ends a connection at the provider and here, with the token that is kept and not the one sent', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    const ended = world.net.answers(revokeAddress, { access_token: 'access-1' })
    await aConnection(world, owner, { userId: ada })

    const { status, body } = await revokeAt(world, owner.key, { access_token: 'anything', user_id: ada })
    const told = await statusAt(world, owner.key, ada)

    assert.equal(status, 200)
    const { revoked_at, ...rest } = body
    assert.deepEqual(rest, { success: true, message: 'Strava token revoked successfully' })
    assert.match(String(revoked_at), /^2026-01-01T/)
    assert.equal(told.status, 404)
    assert.equal(ended.calls[0]!.headers.authorization, 'Bearer access-1')
  })

  test('wants an access token and a user, in the words of the source', async () => {
    const world = await testWorld()
    const { key } = await alice(world)

    const answers = [
      await revokeAt(world, key, { user_id: ada }),
      await revokeAt(world, key, { access_token: 'any' }),
    ]

    assert.deepEqual(
      answers.map(({ status, body }) => [status, body]),
      [
        [400, { error: 'Missing access token' }],
        [400, { error: 'User ID is required' }],
      ],
    )
  })

  test('ends nothing of another user than the key’s own', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    await aConnection(world, owner, { userId: ada })
    const bobs = await keyOf(world, owner, bob)

    const { status, body } = await revokeAt(world, bobs, { access_token: 'any', user_id: ada })
    const told = await statusAt(world, owner.key, ada)

    assert.deepEqual([status, body], [404, { error: 'No token found for user' }])
    assert.equal(told.status, 200)
    assert.deepEqual(world.net.unforeseen, [])
  })

  test('says so when the provider did not revoke, and nobody reads that token any more', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    world.net.answers(revokeAddress, answered(503, 'down'))
    await aConnection(world, owner, { userId: ada })

    const { status, body } = await revokeAt(world, owner.key, { access_token: 'any', user_id: ada })
    const told = await statusAt(world, owner.key, ada)

    assert.deepEqual([status, body.success, body.error], [400, false, 'Failed to revoke token with Strava'])
    assert.equal(typeof body.details, 'string')
    assert.equal(told.status, 404)
  })
})
