import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { linked } from '../../../../tests/support/linked.ts'
import { aConnection, call, charlie } from '../../../../tests/support/cast.ts'
import { answered } from '../../../../tests/support/net.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { as, transaction } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import {
  aKeyOf,
  anEndpoint,
  appRequest,
  aStage,
  deliveriesOf,
  happens,
  plantSelf,
  type Stage,
  tick,
} from '../../../../tests/support/webhooks.ts'
import { follow } from './follow.ts'

/** Types of what an endpoint was told, in order. */
const toldTo = async (stage: Stage, id: string): Promise<string[]> =>
  (await deliveriesOf(stage, id)).map(({ type }) => type).toReversed()

test('every entry of the log that is news becomes one event, named by the entry', async () => {
  const stage = await aStage()
  const { world, owner } = stage
  const endpoint = await anEndpoint(stage)
  const app = world.net.answers(appRequest, answered(200, ''))
  await happens(stage, 'connection.connected', { provider: 'strava', pending: false })
  await happens(stage, 'token.refreshed', { generation: 2 })
  await happens(stage, 'connection.needs_reauth', { reason: 'refused' })
  await happens(stage, 'connection.reconnected', { provider: 'strava', pending: false })
  await happens(stage, 'scope.changed', { lost: 'activity:read_all', gained: '' })
  await happens(stage, 'connection.closing')

  await tick(world)
  await tick(world)

  assert.deepEqual(await toldTo(stage, endpoint.id), [
    'connection.created',
    'connection.needs_reauth',
    'connection.recovered',
    'connection.scope_changed',
  ])
  const ids = await as(world, { role: 'app', accountId: owner.accountId }).sql<{ id: string }>`
    select id from audit_entry where object = ${stage.connection.id} order by xid, id`
  const sent = app.calls.map(({ headers }) => headers['webhook-id'])
  assert.deepEqual(sent.toSorted(), [0, 2, 3, 4].map((index) => ids[index]!.id).toSorted())
  const { data } = JSON.parse(app.calls.at(-1)!.text)
  assert.deepEqual([data.lost, data.gained, data.status], [['activity:read_all'], [], null])
})

test('news of nothing in particular is told too: signatures that were refused, with how many', async () => {
  const stage = await aStage()
  const { world, owner } = stage
  await anEndpoint(stage)
  const app = world.net.answers(appRequest, answered(200, ''))
  const { accountId } = owner
  await transaction(as(world, { role: 'app', accountId }), (world) =>
    record(world, {
      action: 'release_signature.refused',
      accountId,
      outcome: 'refused',
      actor: { kind: 'anyone', id: null },
      detail: { count: 3 },
    }),
  )

  await tick(world)
  await tick(world)

  const { type, data } = JSON.parse(app.calls[0]!.text)
  assert.deepEqual([type, data.count, data.connectionId], ['release_signature.refused', 3, null])
})

test('a key that is suspended is told by its id and the rule, as no connection’s event', async () => {
  const stage = await aStage()
  const { world, owner } = stage
  await anEndpoint(stage)
  const app = world.net.answers(appRequest, answered(200, ''))

  await call(world, owner.key, 'GET', '/.env')
  await world.settled()
  await tick(world)
  await tick(world)

  const { type, data } = JSON.parse(app.calls.at(-1)!.text)
  assert.equal(type, 'key.suspended')
  assert.deepEqual(data, {
    connectionId: null,
    userId: null,
    provider: null,
    status: null,
    reason: 'honey-path',
    keyId: owner.actor.id,
  })
})

test('refreshes are told to those alone who ask for them', async () => {
  const stage = await aStage()
  stage.world.net.answers(appRequest, answered(200, ''))
  const [quiet, curious] = [
    await anEndpoint(stage),
    await anEndpoint(stage, { eventTypes: ['connection.refreshed'] }),
  ]
  await happens(stage, 'token.refreshed', { generation: 2 })
  await happens(stage, 'connection.recovered')

  await tick(stage.world)

  assert.deepEqual(await toldTo(stage, quiet.id), ['connection.recovered'])
  assert.deepEqual(await toldTo(stage, curious.id), ['connection.refreshed'])
})

test('what waits for the app to confirm it is told when that is done', async () => {
  const stage = await aStage()
  const endpoint = await anEndpoint(stage)
  stage.world.net.answers(appRequest, answered(200, ''))
  await happens(stage, 'connection.connected', { provider: 'strava', pending: true })
  await tick(stage.world)
  const before = await toldTo(stage, endpoint.id)
  await happens(stage, 'connection.confirmed')

  await tick(stage.world)

  assert.deepEqual([before, await toldTo(stage, endpoint.id)], [[], ['connection.created']])
})

test('a connection that is gone before its end is told is still named with its provider and user', async () => {
  const stage = await aStage()
  const { world, owner, connection } = stage
  await anEndpoint(stage)
  const app = world.net.answers(appRequest, answered(200, ''))
  world.net.answers('POST https://strava.test/oauth/deauthorize', {})
  const ended = await call(world, owner.key, 'DELETE', `/api/connections/${connection.id}`)

  await tick(world)

  assert.equal(ended.body.revocation, 'revoked')
  const { type, data } = JSON.parse(app.calls[0]!.text)
  assert.equal(type, 'connection.revoked')
  assert.deepEqual(data, {
    connectionId: connection.id,
    userId: 'ada',
    provider: 'strava',
    status: 'revoked',
    reason: 'revoked',
  })
})

test('a follower that ends before its commit is followed by one that misses and doubles nothing', async () => {
  const stage = await aStage()
  const { world } = stage
  const endpoint = await anEndpoint(stage)
  await happens(stage, 'connection.recovered')
  await linked(world)
  world.atPoint('webhooks.noted', () => Promise.reject(new Error('it died here')))

  await assert.rejects(follow(world, 1000), /it died here/)
  const lost = await deliveriesOf(stage, endpoint.id)
  const noted = [await follow(world, 1000), await follow(world, 1000)]

  assert.deepEqual([lost, noted], [[], [1, 0]])
})

test('of processes that follow at once one does', async () => {
  const stage = await aStage()
  const { world } = stage
  await anEndpoint(stage)
  const others = [await testWorld({ beside: world }), await testWorld({ beside: world })]
  for (let index = 0; index < 5; index++) await happens(stage, 'connection.recovered')
  await linked(world)

  const noted = await Promise.all([world, ...others].map((each) => follow(each, 1000)))

  assert.equal(
    noted.reduce((sum, each) => sum + each, 0),
    5,
  )
})

test('many blocks are followed in turn, none is left out', async () => {
  const stage = await aStage()
  const { world } = stage
  await anEndpoint(stage)
  for (let index = 0; index < 70; index++) {
    await happens(stage, 'connection.recovered')
    await linked(world)
  }

  assert.equal(await follow(world, 10_000), 70)
})

describe('an endpoint is told nothing', () => {
  test('of what happened before it was there', async () => {
    const stage = await aStage()
    await happens(stage, 'connection.recovered')
    stage.world.advance(1)
    const endpoint = await anEndpoint(stage)

    await tick(stage.world)

    assert.deepEqual(await toldTo(stage, endpoint.id), [])
  })

  test('while it is switched off', async () => {
    const stage = await aStage()
    const { world, key } = stage
    const endpoint = await anEndpoint(stage)
    await call(world, key, 'PATCH', `/api/webhooks/endpoints/${endpoint.id}`, { enabled: false })
    await happens(stage, 'connection.recovered')

    await tick(world)

    assert.deepEqual(await toldTo(stage, endpoint.id), [])
  })

  test("of another account's connections", async () => {
    const stage = await aStage()
    const { world } = stage
    const stranger = await charlie(world)
    await plantSelf(world, stranger.accountId)
    const key = await aKeyOf(world, stranger.accountId)
    const [mine, theirs] = [await anEndpoint(stage), await anEndpoint({ world, key })]
    world.net.answers(appRequest, answered(200, ''))
    const connection = await aConnection(world, stranger, { userId: 'their-user' })
    await happens({ world, owner: stranger, connection }, 'connection.recovered')

    await tick(world)

    assert.deepEqual(await toldTo(stage, mine.id), [])
    assert.deepEqual(await toldTo({ ...stage, key }, theirs.id), ['connection.recovered'])
  })
})

test('the name of a user who was erased is told no more', async () => {
  const stage = await aStage()
  const { world, owner, connection } = stage
  await anEndpoint(stage)
  const app = world.net.answers(appRequest, answered(200, ''))
  await happens(stage, 'connection.recovered')
  const account = as(world, { role: 'app', accountId: owner.accountId })
  await account.sql`update subjects set log_subject = gen_random_uuid(), external_id = 'erased' where id = ${connection.subjectId}`
  await account.sql`delete from connections where id = ${connection.id}`

  await tick(world)

  assert.equal(JSON.parse(app.calls[0]!.text).data.userId, null)
})
