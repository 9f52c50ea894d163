import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startSandbox } from '../../sandbox/index.ts'
import { listen } from '../../src/entry/node/server.ts'
import { setDeploymentOwner } from '../../src/parts/accounts/index.ts'
import { as } from '../../src/kit/world.ts'
import { aConnection, alice, call } from '../support/cast.ts'
import { testWorld, type TestWorld } from '../support/world.ts'

const operatorKey = 'kho_operator-key-of-the-stories-0123456789'
const sandbox = await startSandbox({ profile: 'strava' })
let current: TestWorld | undefined
const door = await listen(0, '127.0.0.1', () => (request, peer) => current!.app.fetch(request, peer))
after(async () => {
  await door.close(1000)
  await sandbox.close()
})

/** An athlete of the sandbox connected, its data synced, its events subscribed to. */
async function connected() {
  sandbox.reset()
  const world = await testWorld({
    at: new Date(sandbox.clock.now()).toISOString(),
    realOrigins: [sandbox.url],
    environment: {
      STRAVA_BASE_URL: sandbox.url,
      STRAVA_CLIENT_ID: sandbox.client.id,
      STRAVA_CLIENT_SECRET: sandbox.client.secrets[0] ?? '',
      KEYHOLD_OPERATOR_KEY: operatorKey,
      KEYHOLD_URL: `http://127.0.0.1:${door.port}`,
    },
  })
  current = world
  const owner = await alice(world)
  const { accessToken, refreshToken, athleteId } = sandbox.give({ scopes: ['read', 'activity:read_all'] })
  const { id } = await aConnection(world, owner, {
    accessToken,
    refreshToken,
    providerSubject: String(athleteId),
  })
  await setDeploymentOwner(as(world, { role: 'app', accountId: owner.accountId }), id)
  await run(world, 8)
  return { world, owner, id, athleteId }
}

async function run(world: TestWorld, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    world.advance(2)
    await world.app.runDue({ budgetMilliseconds: 10_000 })
  }
}

test('the whole history of an athlete of the sandbox comes by itself, and its months are there', async () => {
  const { world, owner, id } = await connected()

  const { body } = await call(world, owner.key, 'GET', `/api/connections/${id}/stats/monthly`)
  const history = await call(world, owner.key, 'GET', `/api/connections/${id}/activities?limit=1`)

  assert.ok(Object.keys(body.data as object).length >= 11)
  assert.ok(Number(history.body.total) > 200)
})

const asOperator = (method: string, path: string) =>
  fetch(`http://127.0.0.1:${door.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${operatorKey}` },
  })

const idsOf = async ({ world, owner, id }: Awaited<ReturnType<typeof connected>>, query = '') => {
  const { body } = await call(world, owner.key, 'GET', `/api/connections/${id}/activities?limit=5${query}`)
  return (body.data as { id: number; name: string; private: boolean }[]).map((one) => one)
}

test('with a subscription an upload, an edit and a deletion are seen at once, each fetched again', async () => {
  const story = await connected()
  const { world, athleteId } = story
  const subscribed = await asOperator('POST', '/api/providers/strava/subscription')
  const person = sandbox.people.find(athleteId)!

  const made = await control('POST', 'activities', { athleteId, name: 'New', distance: 5000.5 })
  await seen(world)
  const afterUpload = (await idsOf(story))[0]
  await control('PATCH', `activities/${made.id}`, { name: 'Renamed' })
  await seen(world)
  const afterEdit = (await idsOf(story))[0]
  await control('DELETE', `activities/${made.id}`)
  await seen(world)
  const afterDeletion = (await idsOf(story)).map((one) => one.id)

  assert.equal(subscribed.status, 200)
  assert.deepEqual([afterUpload!.id, afterUpload!.name, afterEdit!.name], [made.id, 'New', 'Renamed'])
  assert.ok(!afterDeletion.includes(made.id))
  assert.equal(person.id, athleteId)
})

test('an event that nobody signed changes nothing by what it says', async () => {
  const story = await connected()
  const { world, athleteId } = story
  await asOperator('POST', '/api/providers/strava/subscription')
  const { subscriptionId, callbackUrl } = (await (
    await asOperator('GET', '/api/providers/strava/subscription')
  ).json()) as { subscriptionId: string; callbackUrl: string }
  const [newest] = await idsOf(story)
  const event = (subscription: string, aspect: string, object: string) => ({
    object_type: object,
    object_id: object === 'activity' ? newest!.id : athleteId,
    aspect_type: aspect,
    owner_id: athleteId,
    subscription_id: Number(subscription),
    event_time: 1,
    updates: { authorized: 'false' },
  })
  const post = (body: object, path = new URL(callbackUrl).pathname) =>
    fetch(`http://127.0.0.1:${door.port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  const foreign = await post(event('1', 'delete', 'activity'))
  const guessed = await post(event(subscriptionId, 'delete', 'activity'), '/webhooks/strava/guess')
  const forged = [
    await post(event(subscriptionId, 'delete', 'activity')),
    await post(event(subscriptionId, 'update', 'athlete')),
  ]
  await run(world, 3)

  const still = await idsOf(story)
  const { body } = await call(world, story.owner.key, 'GET', `/api/connections/${story.id}`)
  assert.deepEqual([foreign.status, guessed.status], [200, 200])
  assert.deepEqual(
    forged.map(({ status }) => status),
    [200, 200],
  )
  assert.deepEqual([still[0]!.id, body.status], [newest!.id, 'active'])
})

test('a grant that was withdrawn at the provider is needs_reauth as soon as its event came', async () => {
  const { world, owner, id, athleteId } = await connected()
  await asOperator('POST', '/api/providers/strava/subscription')

  sandbox.takeBack({ athleteId })
  await control('POST', 'events', {
    object_type: 'athlete',
    object_id: athleteId,
    aspect_type: 'update',
    owner_id: athleteId,
    updates: { authorized: 'false' },
  })
  await seen(world)

  const { body } = await call(world, owner.key, 'GET', `/api/connections/${id}`)
  assert.equal(body.status, 'needs_reauth')
})

async function control(method: string, path: string, body?: object): Promise<{ id: number }> {
  const response = await fetch(`${sandbox.url}/_control/${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  assert.ok(response.ok, text)
  return (text === '' ? {} : JSON.parse(text)) as { id: number }
}

/** All events of the sandbox have been posted, and looked into. */
async function seen(world: TestWorld): Promise<void> {
  await sandbox.push.settled()
  await run(world, 2)
}
