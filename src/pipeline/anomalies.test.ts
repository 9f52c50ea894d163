import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice, call } from '../../tests/support/cast.ts'
import { gate } from '../../tests/support/net.ts'
import { testWorld, type TestWorld } from '../../tests/support/world.ts'
import { createApp } from '../app.ts'
import { parts } from '../parts.ts'
import { watchingBy } from './anomalies.ts'
import { askedOf } from './asked.ts'

const acting = () => testWorld({ environment: { KEYHOLD_ANOMALIES: 'act' } })

interface Sent {
  from?: string
  headers?: Record<string, string>
  body?: unknown
}

/** As a stranger in a network that is nobody's own. */
async function sent(world: TestWorld, path: string, { from = '203.0.113.9', headers, body }: Sent = {}) {
  const { status } = await world.app.fetch(
    new Request(`http://localhost:3000${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
    { remoteAddress: from },
  )
  await world.settled()
  return status
}

test('a honey path has no page of the console, whatever case it is written in, nor have those that the operator lays out', async () => {
  const world = await testWorld({ environment: { KEYHOLD_HONEY_PATHS: '/backup.sql, /old' } })
  const app = await createApp(world, parts, { elsewhere: () => new Response('the console') })
  const get = async (path: string) =>
    (await app.fetch(new Request(`http://localhost:3000${path}`), { remoteAddress: '203.0.113.9' })).status

  const statuses = [await get('/connections/1'), await get('/Backup.sql'), await get('/.env')]

  assert.deepEqual(statuses, [200, 404, 404])
})

test('a path that would begin an honest one is refused as a honey path, with the cure', async () => {
  for (const path of ['/api', '/a', 'backup.sql'])
    await assert.rejects(
      testWorld({ environment: { KEYHOLD_HONEY_PATHS: `/backup.sql, ${path}` } }),
      new RegExp(`found "${path}", wants paths such as /backup\\.sql`),
    )
})

describe('a network that is refused', () => {
  test('keeps neither a provider’s events out nor a sign-in link: their secrets unlock them', async () => {
    const world = await acting()
    const body = {
      object_type: 'activity',
      object_id: 1,
      aspect_type: 'create',
      owner_id: 2,
      subscription_id: 3,
      event_time: 4,
    }
    await sent(world, '/.env')

    const refused = await sent(world, '/openapi.json')
    const event = await sent(world, '/webhooks/strava/nobody-knows-it', { body })
    const signIn = await sent(world, '/api/operator/session', {
      body: { token: 'none' },
      headers: { origin: 'http://localhost:3000' },
    })

    assert.deepEqual([refused, event], [429, 200])
    assert.notEqual(signIn, 429)
  })

  test('is no place where a stolen key may look for a way in', async () => {
    const world = await acting()
    const { key } = await alice(world)
    await sent(world, '/.env')

    await sent(world, '/.env', { headers: { authorization: `Bearer ${key}` } })

    assert.equal((await call(world, key, 'GET', '/api/providers')).status, 401)
  })
})

test('a page that has its readers’ browsers ask for honey paths and for what is not there has no network refused', async () => {
  const world = await acting()
  const byPage = { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' } }

  await sent(world, '/.env', byPage)
  for (let index = 0; index < 70; index++) {
    world.advance(2)
    await sent(world, index % 2 ? `/nothing-${index}` : `/api/connections/${index}`, byPage)
  }
  const reader = await sent(world, '/openapi.json')
  await sent(world, '/.env', { headers: { 'sec-fetch-site': 'none' } })
  const scanner = await sent(world, '/openapi.json')

  assert.deepEqual([reader, scanner], [200, 429])
})

test('behind a hoster’s proxy in the shared address space nobody is refused: all the world comes from there', async () => {
  const world = await acting()

  await sent(world, '/.env', { from: '100.64.3.7' })

  assert.equal(await sent(world, '/openapi.json', { from: '100.64.3.8' }), 200)
})

test('of a flood on honey paths no more than twenty keys are looked up at once', async () => {
  const world = await testWorld()
  const answered = gate()
  let looks = 0
  const recognise = () => {
    looks += 1
    return answered.promise.then(() => undefined)
  }
  const { strayed } = watchingBy(world, [{ name: 'slow', recognise }])
  const asked = askedOf({ request: new Request('http://localhost:3000/.env') }, 'one')

  for (let index = 0; index < 100; index++) strayed(asked, '/.env')
  const atOnce = looks
  answered.open()
  await world.settled()
  strayed(asked, '/.env')

  assert.deepEqual([atOnce, looks], [20, 21])
})
