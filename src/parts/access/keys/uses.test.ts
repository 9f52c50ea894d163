import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aConnection, alice, charlie } from '../../../../tests/support/cast.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { as } from '../../../kit/world.ts'
import { createKey } from './create.ts'
import { clientOf } from './uses.ts'

interface Uses {
  clients: { client: string; firstUsedAt: string; lastUsedAt: string }[]
  connections: { connectionId: string; reads: number; lastReadAt: string }[]
  readsSince: string | null
}

const get = async (world: TestWorld, key: string, path: string, userAgent?: string) => {
  const headers = { authorization: `Bearer ${key}`, ...(userAgent && { 'user-agent': userAgent }) }
  const response = await world.app.fetch(new Request(`http://localhost:3000${path}`, { headers }))
  await world.settled()
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const toMinute = (moment: string): string => moment.slice(11, 16)

async function withKeys() {
  const world = await testWorld()
  const owner = await alice(world)
  const made = await createKey(as(world, { role: 'app', accountId: owner.accountId }), owner.accountId, {
    name: 'keeper',
    scopes: ['keys:read'],
    subjectId: null,
    expiresInDays: undefined,
  })
  return { world, owner, keeper: made.key, id: owner.actor.id! }
}

test('a key tells which programs use it, each with its first and last use', async () => {
  const { world, owner, keeper, id } = await withKeys()

  await get(world, owner.key, '/api/connections', 'curl/8.5.0')
  await get(world, owner.key, '/api/connections', 'my-app/2 (secret words)')
  world.advance(30)
  await get(world, owner.key, '/api/connections', 'curl/8.5.0')
  world.advance(31)
  await get(world, owner.key, '/api/connections', 'curl/8.5.0')

  const { body } = await get(world, keeper, `/api/keys/${id}/uses`)
  const { clients } = body as unknown as Uses
  assert.deepEqual(
    clients.map(({ client, firstUsedAt, lastUsedAt }) => [
      client,
      toMinute(firstUsedAt),
      toMinute(lastUsedAt),
    ]),
    [
      ['curl/8.5.0', '00:00', '00:01'],
      ['my-app/2', '00:00', '00:00'],
    ],
  )
})

test('a key that reads data alone is not called unused', async () => {
  const { world, owner, keeper, id } = await withKeys()

  await get(world, owner.key, '/api/syncs')

  const { body } = await get(world, keeper, '/api/keys')
  const shown = (body.keys as { id: string; lastUsedAt: string | null }[]).find((key) => key.id === id)
  assert.equal(toMinute(shown?.lastUsedAt ?? ''), '00:00')
})

test('a key tells how often it read the token of each connection', async () => {
  const { world, owner, keeper, id } = await withKeys()
  const often = await aConnection(world, owner)
  const once = await aConnection(world, owner, { userId: 'another' })
  for (const connection of [often, once, often])
    await get(world, owner.key, `/api/connections/${connection.id}/token`)

  const { body } = await get(world, keeper, `/api/keys/${id}/uses`)

  const { connections, readsSince } = body as unknown as Uses
  assert.deepEqual(Object.fromEntries(connections.map(({ connectionId, reads }) => [connectionId, reads])), {
    [often.id]: 2,
    [once.id]: 1,
  })
  assert.ok(readsSince)
})

test('a program that names itself anew with each call fills no table', async () => {
  const { world, owner, keeper, id } = await withKeys()

  for (let call = 0; call < 40; call++) await get(world, owner.key, '/api/syncs', `agent-${call}`)

  const { body } = await get(world, keeper, `/api/keys/${id}/uses`)
  const { clients } = body as unknown as Uses
  assert.equal(clients.length, 21)
  assert.ok(clients.some(({ client }) => client === 'other'))
})

test('a stranger’s key looks like none', async () => {
  const { world, keeper } = await withKeys()
  const stranger = await charlie(world)

  const { status, body } = await get(world, keeper, `/api/keys/${stranger.actor.id}/uses`)

  assert.deepEqual([status, body.code], [404, 'KEY_NOT_FOUND'])
})

test('of what a program calls itself the first word is kept, as plain letters', () => {
  assert.deepEqual(
    [
      undefined,
      '',
      '  ',
      'curl/8.5.0',
      'Mozilla/5.0 (X11; Linux) Gecko',
      'a\u0000b\u00e9c',
      'x'.repeat(200),
    ].map(clientOf),
    ['unnamed', 'unnamed', 'unnamed', 'curl/8.5.0', 'Mozilla/5.0', 'abc', 'x'.repeat(100)],
  )
})
