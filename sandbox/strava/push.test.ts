import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { json, type TestSandbox, testSandbox } from '../testing.ts'

const credentials = { client_id: '10001', client_secret: 'sandbox-secret' }

/** A callback that echoes the challenge and keeps the events; `status` is what it answers to them. */
async function aCallback(t: TestContext, { status = 200, echoes = true } = {}) {
  const events: Record<string, unknown>[] = []
  const challenges: URLSearchParams[] = []
  const server = createServer(async (incoming, outgoing) => {
    let body = ''
    for await (const chunk of incoming) body += String(chunk)
    const { searchParams } = new URL(incoming.url ?? '/', 'http://localhost')
    if (incoming.method === 'POST') {
      events.push(JSON.parse(body) as Record<string, unknown>)
      return outgoing.writeHead(status).end()
    }
    challenges.push(searchParams)
    const challenge = echoes ? searchParams.get('hub.challenge') : 'another'
    outgoing.end(JSON.stringify({ 'hub.challenge': challenge }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, events, challenges }
}

const subscribe = (sandbox: TestSandbox, callbackUrl: string) =>
  sandbox.post('/api/v3/push_subscriptions', {
    ...credentials,
    callback_url: callbackUrl,
    verify_token: 'mine',
  })

test('a subscription is made after the callback echoed the challenge', async (t) => {
  const sandbox = await testSandbox(t)
  const callback = await aCallback(t)

  const answer = await subscribe(sandbox, callback.url)

  assert.equal(answer.status, 201)
  assert.deepEqual(Object.keys(await json(answer)), [
    'id',
    'resource_state',
    'application_id',
    'callback_url',
    'created_at',
    'updated_at',
  ])
  assert.equal(callback.challenges[0]?.get('hub.mode'), 'subscribe')
  assert.equal(callback.challenges[0]?.get('hub.verify_token'), 'mine')
})

test('a callback that does not echo gets no subscription, nor does a second one', async (t) => {
  const sandbox = await testSandbox(t)
  const [deaf, good] = [await aCallback(t, { echoes: false }), await aCallback(t)]

  assert.equal((await subscribe(sandbox, deaf.url)).status, 400)
  assert.equal((await subscribe(sandbox, good.url)).status, 201)
  assert.equal((await subscribe(sandbox, good.url)).status, 400)
})

test('the sandbox calls nobody whose name is not one of loopback', async (t) => {
  const sandbox = await testSandbox(t)
  const callback = await aCallback(t)

  // Reaches the same callback on Linux, so that only the rule can be what keeps it from being called.
  const answer = await subscribe(sandbox, callback.url.replace('127.0.0.1', '0.0.0.0'))

  assert.equal(answer.status, 400)
  assert.equal(callback.challenges.length, 0)
})

test('a subscription is listed and deleted by its own app only', async (t) => {
  const sandbox = await testSandbox(t)
  sandbox.clients.register({ id: '2', secret: 'two' })
  const { id } = await json(await subscribe(sandbox, (await aCallback(t)).url))
  const remove = (query: Record<string, string>) =>
    fetch(`${sandbox.url}/api/v3/push_subscriptions/${String(id)}?${new URLSearchParams(query)}`, {
      method: 'DELETE',
    })

  const foreign = await remove({ client_id: '2', client_secret: 'two' })
  const listed = await sandbox.get(`/api/v3/push_subscriptions?${new URLSearchParams(credentials)}`)
  const own = await remove(credentials)

  assert.deepEqual([foreign.status, own.status], [404, 204])
  assert.equal(((await listed.json()) as unknown[]).length, 1)
  assert.equal(sandbox.push.subscriptions().length, 0)
})

test('adding, changing and deleting an activity is told, with privacy as text', async (t) => {
  const sandbox = await testSandbox(t)
  const callback = await aCallback(t)
  await subscribe(sandbox, callback.url)

  const { id } = await json(
    await sandbox.control('POST', '/activities', { athleteId: 90_210_001, name: 'Test' }),
  )
  await sandbox.control('PATCH', `/activities/${String(id)}`, { name: 'Other', private: true })
  await sandbox.control('DELETE', `/activities/${String(id)}`)
  await sandbox.push.settled()

  const told = callback.events.map((event) => [event['aspect_type'], event['object_id'], event['updates']])
  assert.deepEqual(
    told.toSorted((a, b) => String(a[0]).localeCompare(String(b[0]))),
    [
      ['create', id, {}],
      ['delete', id, {}],
      ['update', id, { title: 'Other', private: 'true' }],
    ],
  )
  assert.equal(callback.events[0]?.['event_time'], sandbox.clock.seconds())
})

test('an activity that was added or changed is in the list as it now is', async (t) => {
  const sandbox = await testSandbox(t)
  const { accessToken } = sandbox.give()
  const { id } = await json(
    await sandbox.control('POST', '/activities', { athleteId: 90_210_001, distance: 1234.5 }),
  )

  await sandbox.control('PATCH', `/activities/${String(id)}`, { name: 'Renamed' })

  const found = await json(await sandbox.get(`/api/v3/activities/${String(id)}`, accessToken))
  const [newest] = (await (await sandbox.get('/api/v3/athlete/activities', accessToken)).json()) as {
    id: number
  }[]
  assert.deepEqual([found['name'], found['distance'], newest?.id], ['Renamed', 1234.5, id])
})

test('an event that is not taken is tried three times', async (t) => {
  const sandbox = await testSandbox(t)
  sandbox.settings.eventRetryMilliseconds = 0
  const callback = await aCallback(t, { status: 500 })
  await subscribe(sandbox, callback.url)
  const event = { object_type: 'athlete', object_id: 1, aspect_type: 'update', owner_id: 1 }

  await sandbox.control('POST', '/events', event)
  await sandbox.push.settled()

  assert.deepEqual(sandbox.push.deliveries()[0]?.attempts, [500, 500, 500])
  assert.equal(callback.events.length, 3)
})

test('taking the consent back tells the app that the athlete is gone', async (t) => {
  const sandbox = await testSandbox(t)
  const callback = await aCallback(t)
  await subscribe(sandbox, callback.url)
  const { athleteId } = sandbox.give()

  sandbox.takeBack({ athleteId })
  await sandbox.push.settled()

  const { object_type, object_id, updates } = callback.events[0] ?? {}
  assert.deepEqual([object_type, object_id, updates], ['athlete', athleteId, { authorized: 'false' }])
})
