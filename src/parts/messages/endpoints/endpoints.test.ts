import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice, call, charlie, logOf } from '../../../../tests/support/cast.ts'
import { answered } from '../../../../tests/support/net.ts'
import { operatorOf } from '../../../../tests/support/operator.ts'
import { uuidv7 } from '../../../kit/id.ts'
import {
  aKeyOf,
  anEndpoint,
  appRequest,
  appUrl,
  aStage,
  deliveriesOf,
  happens,
  plantSelf,
  tick,
} from '../../../../tests/support/webhooks.ts'

const path = '/api/webhooks/endpoints'

test('the secret is in the answer that makes the endpoint, and in no other', async () => {
  const { world, key } = await aStage()
  const endpoint = await anEndpoint({ world, key })

  const listed = await call(world, key, 'GET', path)

  assert.match(endpoint.secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
  assert.equal(JSON.stringify(listed.body).includes(endpoint.secret.slice(6)), false)
  assert.deepEqual(
    (listed.body.endpoints as { url: string; eventTypes: string[] }[]).map(({ url, eventTypes }) => [
      url,
      eventTypes.includes('connection.needs_reauth'),
      eventTypes.includes('connection.refreshed'),
    ]),
    [[appUrl, true, false]],
  )
})

describe('every address but a public one with https is refused', () => {
  const refused = [
    'http://app.example.org/hooks',
    'ftp://app.example.org/hooks',
    'https://127.0.0.1/hooks',
    'https://[::1]/hooks',
    'https://[::ffff:10.0.0.1]/hooks',
    'https://2130706433/hooks',
    'https://169.254.169.254/latest/meta-data',
    'https://10.1.2.3:8443/',
    'https://user:word@app.example.org/hooks',
    'https://app.example.org/hooks#part',
    '/hooks',
  ]
  for (const url of refused)
    test(url, async () => {
      const { world, key } = await aStage()

      const answer = await call(world, key, 'POST', path, { url })

      assert.deepEqual([answer.status, answer.body.code], [400, 'ENDPOINT_ADDRESS_REFUSED'])
    })

  test('unless the operator has named its origin, and then only that one', async () => {
    const { world, key } = await aStage({ environment: { KEYHOLD_WEBHOOK_ORIGINS: 'http://10.0.0.7:8080' } })
    const statusOf = async (url: string) => (await call(world, key, 'POST', path, { url })).status

    const named = await statusOf('http://10.0.0.7:8080/hooks')
    const others = [
      await statusOf('http://10.0.0.7:8081/hooks'),
      await statusOf('http://10.0.0.8:8080/hooks'),
    ]

    assert.deepEqual([named, others], [201, [400, 400]])
  })
})

test("another account's endpoint looks like one that is not there", async () => {
  const stage = await aStage()
  const { world } = stage
  const endpoint = await anEndpoint(stage)
  await happens(stage, 'connection.recovered')
  world.net.answers(appRequest, answered(200, ''))
  await tick(world)
  const [delivery] = await deliveriesOf(stage, endpoint.id)
  const stranger = await charlie(world)
  await plantSelf(world, stranger.accountId)
  const key = await aKeyOf(world, stranger.accountId)

  const lookAt = async (id: string, eventId: string) => {
    const at = `${path}/${id}`
    const answers = [
      await call(world, key, 'PATCH', at, { enabled: false }),
      await call(world, key, 'POST', `${at}/secrets`, {}),
      await call(world, key, 'GET', `${at}/deliveries`),
      await call(world, key, 'POST', `${at}/tests`, {}),
      await call(world, key, 'POST', `${at}/deliveries/${eventId}/attempts`, {}),
      await call(world, key, 'POST', `${at}/replays`, { since: '2025-01-01T00:00:00Z' }),
      await call(world, key, 'DELETE', at),
    ]
    return answers.map(({ status, body: { requestId: _requestId, ...body } }) => ({ status, body }))
  }
  const theirs = await lookAt(endpoint.id, delivery!.id)
  const missing = await lookAt(uuidv7(world), uuidv7(world))

  assert.deepEqual(theirs, missing)
  assert.deepEqual(new Set(theirs.map(({ status }) => status)), new Set([404]))
  assert.deepEqual((await call(world, key, 'GET', path)).body, { endpoints: [] })
  assert.equal((await deliveriesOf(stage, endpoint.id)).length, 1)
})

test('a key without the scope, and one that is bound to a user, get nowhere; the operator does', async () => {
  const { world, owner, connection } = await aStage()
  const bound = await aKeyOf(world, owner.accountId, connection.subjectId)
  const plain = (await alice(world)).key
  const operator = await operatorOf(world)

  const refused = [
    await call(world, plain, 'GET', path),
    await call(world, plain, 'POST', path, { url: appUrl }),
    await call(world, bound, 'GET', path),
    await call(world, bound, 'POST', path, { url: appUrl }),
  ]

  assert.deepEqual(
    refused.map(({ status }) => status),
    [403, 403, 403, 403],
  )
  assert.equal((await operator('POST', path, { url: appUrl })).status, 201)
})

test('an account has at most twenty, however many are added at once', async () => {
  const { world, key } = await aStage()

  const answers = await Promise.all(
    Array.from({ length: 24 }, () => call(world, key, 'POST', path, { url: appUrl })),
  )

  assert.deepEqual(
    [201, 409].map((wanted) => answers.filter(({ status }) => status === wanted).length),
    [20, 4],
  )
})

test('each act is in the log, and no secret is in it', async () => {
  const stage = await aStage()
  const { world, owner, key } = stage
  const endpoint = await anEndpoint(stage)
  const at = `${path}/${endpoint.id}`
  await call(world, key, 'PATCH', at, { eventTypes: ['connection.revoked'] })
  const rotated = await call(world, key, 'POST', `${at}/secrets`, {})
  await call(world, key, 'POST', `${at}/tests`, {})
  await call(world, key, 'POST', `${at}/replays`, { since: '2025-01-01T00:00:00Z' })
  await call(world, key, 'DELETE', at)

  const log = await logOf(world, owner, endpoint.id)

  assert.deepEqual(
    log.map(({ action }) => action.replace('webhook_endpoint.', '')),
    ['created', 'changed', 'rotated', 'tested', 'replayed', 'deleted'],
  )
  assert.equal(JSON.stringify(log).includes(String(rotated.body.secret).slice(6)), false)
})

describe('what has left is sent again on request, under its own id', () => {
  test('one event', async () => {
    const stage = await aStage()
    const { world, key } = stage
    const endpoint = await anEndpoint(stage)
    const app = world.net.answers(appRequest, answered(200, ''))
    await happens(stage, 'connection.recovered')
    await tick(world)
    const [delivery] = await deliveriesOf(stage, endpoint.id)

    const again = await call(
      world,
      key,
      'POST',
      `${path}/${endpoint.id}/deliveries/${delivery!.id}/attempts`,
      {},
    )
    await tick(world)

    assert.deepEqual([again.status, again.body.state], [201, 'pending'])
    assert.deepEqual(
      app.calls.map(({ headers }) => headers['webhook-id']),
      [delivery!.id, delivery!.id],
    )
    assert.equal((await deliveriesOf(stage, endpoint.id))[0]!.history.length, 2)
  })

  test('everything since a moment, in order, also what happened before the endpoint was there', async () => {
    const stage = await aStage()
    const { world, key } = stage
    await happens(stage, 'connection.connected', { provider: 'strava', pending: false })
    world.advance(60)
    const since = world.now().toISOString()
    await happens(stage, 'connection.needs_reauth', { reason: 'refused' })
    world.advance(1)
    const endpoint = await anEndpoint(stage)
    const app = world.net.answers(appRequest, answered(200, ''))
    await happens(stage, 'connection.recovered')
    await tick(world)

    const replayed = await call(world, key, 'POST', `${path}/${endpoint.id}/replays`, { since })
    await tick(world)

    assert.deepEqual(replayed.body, { found: 2, due: 2, continuesAt: null })
    assert.deepEqual(
      app.calls.map(({ text }) => JSON.parse(text).type as string),
      ['connection.recovered', 'connection.needs_reauth', 'connection.recovered'],
    )
    assert.equal((await deliveriesOf(stage, endpoint.id)).length, 2)
  })

  test('a test event, whatever the endpoint hears', async () => {
    const stage = await aStage()
    const { world, key } = stage
    const endpoint = await anEndpoint(stage, { eventTypes: ['connection.revoked'] })
    const app = world.net.answers(appRequest, answered(200, ''))

    const sent = await call(world, key, 'POST', `${path}/${endpoint.id}/tests`, {})
    await tick(world)

    assert.equal(sent.body.type, 'webhook.test')
    assert.equal(JSON.parse(app.calls[0]!.text).type, 'webhook.test')
    assert.equal(app.calls[0]!.headers['webhook-id'], sent.body.id)
  })

  test('nothing, while the endpoint is switched off', async () => {
    const stage = await aStage()
    const { world, key } = stage
    const endpoint = await anEndpoint(stage)
    const app = world.net.answers(appRequest, answered(410, ''), answered(200, ''))
    await happens(stage, 'connection.recovered')
    await tick(world)

    const off = await call(world, key, 'POST', `${path}/${endpoint.id}/tests`, {})
    await call(world, key, 'PATCH', `${path}/${endpoint.id}`, { enabled: true })
    const on = await call(world, key, 'POST', `${path}/${endpoint.id}/tests`, {})
    await tick(world)

    assert.deepEqual(
      [off.status, off.body.code, on.status, app.calls.length],
      [409, 'ENDPOINT_DISABLED', 201, 2],
    )
  })
})

test('what is old is dropped, with secrets that sign no more', async () => {
  const stage = await aStage()
  const { world, owner, key } = stage
  const endpoint = await anEndpoint(stage)
  world.net.answers(appRequest, answered(200, ''))
  await happens(stage, 'connection.recovered')
  await tick(world)
  await call(world, key, 'POST', `${path}/${endpoint.id}/secrets`, {})
  world.advance(31 * 86_400)

  await world.app.runDue({ budgetMilliseconds: 5_000 })

  const sql = world.sql.as({ role: 'app', accountId: owner.accountId })
  const [left] = await sql<{ deliveries: number; secrets: number }>`
    select (select count(*) from webhook_delivery) as deliveries, (select count(*) from webhook_secret) as secrets`
  assert.deepEqual(left, { deliveries: 0, secrets: 1 })
})
