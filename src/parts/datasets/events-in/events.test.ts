import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, logOf } from '../../../../tests/support/cast.ts'
import { answered, lost } from '../../../../tests/support/net.ts'
import { activityOf, connected, synced } from '../../../../tests/support/strava.ts'
import type { TestWorld } from '../../../../tests/support/world.ts'
import { base64url, sha256 } from '../../../kit/hash.ts'
import { as } from '../../../kit/world.ts'
import { keyedHashes } from '../../vault/index.ts'
import { saveSubscription } from './store.ts'

const started = '2025-12-31T00:00:00Z'
const one = (id: number) => `GET https://strava.test/api/v3/activities/${id}`

/** An athlete with activities 1 and 2, whose events are posted here. */
async function subscribed() {
  const scene = await connected([
    { id: 1, start: started, name: 'Old name' },
    { id: 2, start: started },
  ])
  await saveSubscription(as(scene.world, { role: 'jobs' }), {
    provider: 'strava',
    clientId: '161983',
    subscriptionId: '5',
    callbackUrl: 'http://localhost:3000/webhooks/strava',
    verifyMac: sha256('verify'),
  })
  await synced(scene.world)
  return scene
}

const addressOf = (world: TestWorld): string =>
  `/webhooks/strava/${base64url(keyedHashes(world, 'lookup', 'webhook strava 161983')[0]!.subarray(0, 24))}`

const post = (world: TestWorld, id: number, aspect: string, more: object = {}, path = addressOf(world)) =>
  call(world, null, 'POST', path, {
    object_type: 'activity',
    object_id: id,
    aspect_type: aspect,
    owner_id: 77,
    subscription_id: 5,
    event_time: 1_767_225_600,
    ...more,
  })

async function handled(world: TestWorld): Promise<number> {
  world.advance(2)
  const done = await world.app.runDue({ budgetMilliseconds: 10_000 })
  return done['datasets.events'] ?? 0
}

const open = async (world: TestWorld): Promise<number> => {
  const jobs = as(world, { role: 'jobs' })
  const rows = await jobs.sql`select id from provider_event where handled_at is null limit 100`
  return rows.length
}

test('a change that an event hints at is fetched, shown under a new tag, and recorded', async () => {
  const { world, owner, id } = await subscribed()
  const path = `/api/connections/${id}/activities`
  const before = await call(world, owner.key, 'GET', path)
  world.net.answers(one(1), activityOf({ id: 1, start: started, name: 'New name' }))

  const posted = await post(world, 1, 'update')
  await handled(world)

  const after = await call(world, owner.key, 'GET', path)
  const names = (after.body as { data?: { id: number; name: string }[] }).data!.map(({ name }) => name)
  assert.equal(posted.status, 200)
  assert.ok(names.includes('New name'))
  assert.notEqual(after.headers.get('etag'), before.headers.get('etag'))
  assert.ok((await logOf(world, owner, id)).some(({ action }) => action === 'data.changed'))
})

test('an event says nothing: what the provider still answers stays, whatever the event told', async () => {
  const { world, owner, id } = await subscribed()
  world.net.answers(one(1), activityOf({ id: 1, start: started }))

  await post(world, 1, 'delete')
  await handled(world)

  const { body } = await call(world, owner.key, 'GET', `/api/connections/${id}/activities`)
  assert.equal((body as { data?: unknown[] }).data!.length, 2)
})

test('an answer that nobody can read holds up no other event', async () => {
  const { world, owner, id } = await subscribed()
  world.net.answers(one(1), answered(200, '{"id": "neither'))
  world.net.answers(one(2), answered(404, {}))

  await post(world, 1, 'update')
  await post(world, 2, 'delete')
  await handled(world)

  const { body } = await call(world, owner.key, 'GET', `/api/connections/${id}/activities`)
  assert.deepEqual(
    (body as { data?: { id: number }[] }).data!.map((activity) => activity.id),
    [1],
  )
  assert.equal(await open(world), 0)
})

test('a provider that does not answer is asked once, and its events are looked into later', async () => {
  const { world, owner, id } = await subscribed()
  const asked = [world.net.answers(one(1), lost), world.net.answers(one(2), lost)]
  await post(world, 1, 'update')
  await post(world, 2, 'delete')

  await handled(world)

  assert.equal(asked[0]!.calls.length + asked[1]!.calls.length, 1)
  assert.equal(await open(world), 2)
  world.net.answers(one(1), activityOf({ id: 1, start: started }))
  world.net.answers(one(2), answered(404, {}))
  for (let minute = 0; minute < 5; minute++) {
    world.advance(60)
    await handled(world)
  }
  const { body } = await call(world, owner.key, 'GET', `/api/connections/${id}/activities`)
  assert.equal((body as { data?: unknown[] }).data!.length, 1)
  assert.equal(await open(world), 0)
})

test('of an athlete who is not connected, or by an address or a subscription that is not ours, nothing is kept', async () => {
  const { world } = await subscribed()

  const stranger = await post(world, 1, 'update', { owner_id: 78 })
  const elsewhere = await post(world, 1, 'update', { subscription_id: 6 })
  const guessed = await post(world, 1, 'update', {}, '/webhooks/strava/a-guess')

  assert.deepEqual([stranger.status, elsewhere.status, guessed.status], [200, 200, 200])
  assert.equal(await open(world), 0)
})

test('the same event twice is looked into once', async () => {
  const { world } = await subscribed()
  const asked = world.net.answers(one(1), activityOf({ id: 1, start: started }))

  await post(world, 1, 'update')
  await post(world, 1, 'update')
  await handled(world)
  await post(world, 1, 'update')
  await handled(world)

  assert.equal(asked.calls.length, 1)
})
