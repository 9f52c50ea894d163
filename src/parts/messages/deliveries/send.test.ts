import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { linked } from '../../../../tests/support/linked.ts'
import { aConnection, call, logOf } from '../../../../tests/support/cast.ts'
import { answered, gate, lost } from '../../../../tests/support/net.ts'
import { isGenuine } from '../../../../tests/support/receiver.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import {
  anEndpoint,
  appRequest,
  aStage,
  aStageWithReceiver,
  deliveriesOf,
  happens,
  tick,
} from '../../../../tests/support/webhooks.ts'
import { closedPort } from '../../../kit/http-server.fixture.ts'
import { delaysSeconds } from './backoff.ts'
import { follow } from './follow.ts'
import { send } from './send.ts'

test('an event arrives, signed as the specification says, and tells whose connection it is', async (t) => {
  const stage = await aStageWithReceiver(t)
  const { world, receiver, endpoint, connection } = stage
  await happens(stage, 'connection.needs_reauth', { reason: 'refused', code: 'invalid_grant' })

  await tick(world)

  const [got] = receiver.received
  assert.equal(got!.path, '/hooks')
  assert.equal(isGenuine(endpoint.secret, got!, world.now()), true)
  const { type, timestamp, data } = JSON.parse(got!.body)
  assert.equal(type, 'connection.needs_reauth')
  assert.equal(new Date(timestamp).toISOString(), timestamp)
  assert.deepEqual(data, {
    connectionId: connection.id,
    userId: 'ada',
    provider: 'strava',
    status: 'needs_reauth',
    reason: 'refused',
  })
  assert.deepEqual(
    (await deliveriesOf(stage, endpoint.id)).map(({ id, state, lastStatus }) => [id, state, lastStatus]),
    [[got!.headers['webhook-id'], 'delivered', 204]],
  )
})

test('a body that was altered on its way, or signed with another secret, is not genuine', async (t) => {
  const stage = await aStageWithReceiver(t)
  await happens(stage, 'connection.recovered')
  await tick(stage.world)
  const [got] = stage.receiver.received
  const other = await anEndpoint(stage, { url: stage.url })

  const altered = { ...got!, body: got!.body.replace('active', 'revoked') }
  const renamed = { ...got!, headers: { ...got!.headers, 'webhook-id': connectionIdOf(got!.body) } }
  const now = stage.world.now()
  assert.deepEqual(
    [altered, renamed].map((each) => isGenuine(stage.endpoint.secret, each, now)),
    [false, false],
  )
  assert.equal(isGenuine(other.secret, got!, now), false)
})

const connectionIdOf = (body: string): string => JSON.parse(body).data.connectionId as string

test('while a secret takes the place of another, both sign; a day later the new one alone', async (t) => {
  const stage = await aStageWithReceiver(t)
  const { world, receiver, endpoint, key } = stage
  const rotated = await call(world, key, 'POST', `/api/webhooks/endpoints/${endpoint.id}/secrets`, {})
  const secrets = [endpoint.secret, String(rotated.body.secret)]
  await happens(stage, 'connection.recovered')
  await tick(world)
  world.advance(24 * 3600 + 1)
  await happens(stage, 'connection.recovered')

  await tick(world)

  const [during, after] = receiver.received
  const at = (received: typeof during) => new Date(Number(received!.headers['webhook-timestamp']) * 1000)
  assert.deepEqual(
    secrets.map((secret) => isGenuine(secret, during!, at(during))),
    [true, true],
  )
  assert.deepEqual(
    secrets.map((secret) => isGenuine(secret, after!, at(after))),
    [false, true],
  )
})

describe('what does not arrive', () => {
  test('comes again as scheduled, never earlier, under the same id and with the same body', async () => {
    const stage = await aStage()
    const { world } = stage
    const endpoint = await anEndpoint(stage)
    const app = world.net.answers(appRequest, answered(500, 'no'))
    await happens(stage, 'connection.recovered')
    await tick(world)
    for (const [index, delay] of delaysSeconds.slice(1).entries()) {
      world.advance(delay - 1)
      await tick(world)
      assert.equal(app.calls.length, index + 1, `before ${delay} s`)
      world.advance(delay * 0.2 + 1)
      await tick(world)
    }

    const [delivery] = await deliveriesOf(stage, endpoint.id)
    assert.deepEqual(
      [app.calls.length, delivery!.state, delivery!.attempts, delivery!.lastStatus, delivery!.history.length],
      [10, 'failed', 10, 500, 10],
    )
    assert.equal(new Set(app.calls.map(({ headers }) => headers['webhook-id'])).size, 1)
    assert.equal(new Set(app.calls.map(({ text }) => text)).size, 1)
    assert.ok(app.calls.every((each) => isFresh(each.headers)))
  })

  test('is a redirect too, which is not followed', async (t) => {
    const stage = await aStageWithReceiver(t)
    stage.receiver.reply = () => ({ status: 302, headers: { location: `${stage.receiver.url}/elsewhere` } })
    await happens(stage, 'connection.recovered')

    await tick(stage.world)

    const [delivery] = await deliveriesOf(stage, stage.endpoint.id)
    assert.deepEqual([delivery!.state, delivery!.lastReason], ['pending', 'redirected'])
    assert.deepEqual(
      stage.receiver.received.map(({ path }) => path),
      ['/hooks'],
    )
  })

  test('waits as long as the receiver asks, and so does everything else for it', async () => {
    const stage = await aStage()
    const { world } = stage
    await anEndpoint(stage)
    const app = world.net.answers(appRequest, answered(503, '', { 'retry-after': '600' }), answered(200, ''))
    await happens(stage, 'connection.recovered')
    await tick(world)
    await happens({ ...stage, connection: await aConnection(world, stage.owner) }, 'connection.recovered')
    world.advance(590)
    await tick(world)
    const before = app.calls.length
    world.advance(11)
    await tick(world)

    assert.deepEqual([before, app.calls.length], [1, 3])
  })

  test('to an address that leads to this machine or its network is never sent', async () => {
    const stage = await aStage({
      environment: { KEYHOLD_WEBHOOK_ORIGINS: 'http://127.0.0.1:9' },
      realOrigins: [],
    })
    const endpoint = await anEndpoint(stage, { url: 'http://127.0.0.1:9/hooks' })
    await happens(stage, 'connection.recovered')

    await tick(stage.world)

    const [delivery] = await deliveriesOf(stage, endpoint.id)
    assert.deepEqual([delivery!.state, delivery!.lastReason], ['pending', 'address_refused'])
  })

  test('to an origin that the operator no longer names is not sent any more', async () => {
    const stage = await aStage({ environment: { KEYHOLD_WEBHOOK_ORIGINS: 'http://app.test' } })
    const endpoint = await anEndpoint(stage, { url: 'http://app.test/hooks' })
    await happens(stage, 'connection.recovered')
    const restarted = await testWorld({ beside: stage.world })

    await tick(restarted)

    const [delivery] = await deliveriesOf(stage, endpoint.id)
    assert.deepEqual([delivery!.lastReason, stage.world.net.unforeseen], ['address_refused', []])
  })
})

const isFresh = (headers: Record<string, string>): boolean => /^\d{10}$/.test(headers['webhook-timestamp']!)

describe('an endpoint is switched off', () => {
  test('at once when it answers 410, which the log tells', async () => {
    const stage = await aStage()
    const { world, owner, key } = stage
    const endpoint = await anEndpoint(stage)
    const app = world.net.answers(appRequest, answered(410, ''))
    await happens(stage, 'connection.recovered')
    await tick(world)
    await happens(stage, 'connection.recovered')
    world.advance(60)
    await tick(world)

    const { body } = await call(world, key, 'GET', '/api/webhooks/endpoints')
    const [shown] = body.endpoints as { disabledReason: string }[]
    assert.deepEqual([shown!.disabledReason, app.calls.length], ['gone', 1])
    assert.deepEqual((await logOf(world, owner, endpoint.id)).at(-1)?.action, 'webhook_endpoint.disabled')
  })

  test('after a week in which nothing arrived, and not when one thing did', async () => {
    const stage = await aStage()
    const { world, owner } = stage
    const endpoint = await anEndpoint(stage)
    const day = 86_400
    const replies = [500, 500, 200, 500, 500, 500].map((status) => answered(status, ''))
    world.net.answers(appRequest, ...replies)
    const actions: string[] = []
    for (const pause of [0, 6, 2, 1, 6, 2]) {
      world.advance(pause * day)
      await world.sql.as({ role: 'app', accountId: owner.accountId })`delete from webhook_delivery`
      await happens(stage, 'connection.recovered')
      await tick(world)
      actions.push((await logOf(world, owner, endpoint.id)).at(-1)!.action)
    }

    assert.deepEqual(actions.slice(0, 5), Array(5).fill('webhook_endpoint.created'))
    assert.equal(actions.at(-1), 'webhook_endpoint.disabled')
  })
})

describe('the events of one connection', () => {
  test('arrive in the order in which they happened, however the first one fares', async () => {
    const stage = await aStage()
    const { world } = stage
    await anEndpoint(stage)
    const app = world.net.answers(appRequest, lost, answered(200, ''))
    await happens(stage, 'connection.needs_reauth', { reason: 'refused' })
    await happens(stage, 'connection.recovered')
    await happens(stage, 'connection.needs_reauth', { reason: 'superseded' })
    await tick(world)
    world.advance(10)

    await tick(world)

    assert.deepEqual(
      app.calls.map(({ text }) => JSON.parse(text).data.reason as string | null),
      ['refused', 'refused', null, 'superseded'],
    )
  })

  test('do not wait for ever behind one that the receiver chokes on', async () => {
    const stage = await aStage()
    const { world } = stage
    await anEndpoint(stage)
    const app = world.net.answers(appRequest, ({ text }) =>
      answered(text.includes('recovered') ? 500 : 200, ''),
    )
    await happens(stage, 'connection.recovered')
    await happens(stage, 'connection.needs_reauth', { reason: 'refused' })
    for (const seconds of [0, 10, 400]) {
      world.advance(seconds)
      await tick(world)
    }

    const types = app.calls.map(({ text }) => JSON.parse(text).type as string)
    assert.deepEqual(types, [...Array<string>(3).fill('connection.recovered'), 'connection.needs_reauth'])
  })

  test('do not wait for those of another connection', async () => {
    const stage = await aStage()
    const { world, owner } = stage
    await anEndpoint(stage)
    const held = gate()
    const app = world.net.answers(appRequest, async ({ text }) => {
      if (text.includes(stage.connection.id)) await held.promise
      return answered(200, '')
    })
    await happens(stage, 'connection.recovered')
    await happens({ ...stage, connection: await aConnection(world, owner) }, 'connection.recovered')

    const ticked = tick(world)
    while (app.calls.length < 2) await world.wait(5)
    held.open()
    await ticked

    assert.equal(app.calls.length, 2)
  })
})

test('several processes send each delivery once', async () => {
  const stage = await aStage()
  const { world, owner } = stage
  await anEndpoint(stage)
  const app = world.net.answers(appRequest, answered(200, ''))
  const processes = [world, await testWorld({ beside: world }), await testWorld({ beside: world })]
  for (let index = 0; index < 20; index++)
    await happens({ ...stage, connection: await aConnection(world, owner) }, 'connection.recovered')
  await linked(world)
  await Promise.all(processes.map((each) => follow(each, 1000)))

  await Promise.all(processes.map((each) => send(each, 1000)))
  await Promise.all(processes.map((each) => each.settled()))

  assert.equal(app.calls.length, 20)
  assert.equal(new Set(app.calls.map(({ headers }) => headers['webhook-id'])).size, 20)
})

test('a late word of a claim that has ended counts no more', async () => {
  const stage = await aStage()
  const { world } = stage
  const endpoint = await anEndpoint(stage)
  const held = gate()
  const app = world.net.answers(
    appRequest,
    async () => {
      await held.promise
      return answered(500, '')
    },
    answered(503, ''),
  )
  const other = await testWorld({ beside: world })
  await happens(stage, 'connection.recovered')
  const slow = tick(world)
  while (app.calls.length < 1) await world.wait(5)
  world.advance(31)

  await send(other, 1000)
  await other.settled()
  held.open()
  await slow

  const [delivery] = await deliveriesOf(stage, endpoint.id)
  assert.deepEqual([delivery!.attempts, delivery!.lastStatus, app.calls.length], [1, 503, 2])
})

test('an origin that is configured for other calls is none that a webhook reaches on a private address', async (t) => {
  const origin = (await closedPort(t)).replace('http://127.0.0.1', 'https://localhost')
  const stage = await aStage({ realOrigins: [origin] })
  const endpoint = await anEndpoint(stage, { url: `${origin}/v1/transit/keys` })
  await happens(stage, 'connection.recovered')

  await tick(stage.world)

  const [delivery] = await deliveriesOf(stage, endpoint.id)
  assert.deepEqual([delivery!.state, delivery!.lastReason], ['pending', 'address_refused'])
})
