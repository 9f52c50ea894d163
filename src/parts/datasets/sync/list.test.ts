import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aConnection, call, charlie } from '../../../../tests/support/cast.ts'
import { connected, many, stats, synced } from '../../../../tests/support/strava.ts'
import { as } from '../../../kit/world.ts'
import { createKey } from '../../access/index.ts'

interface Listed {
  dataSets: {
    connectionId: string
    userId: string
    records: number
    stale: boolean
    sync: { state: string } | null
  }[]
  syncs: { connectionId: string }[]
  nextCursor: string | null
}

async function twoAthletes() {
  const scene = await connected(many(3))
  const { world, owner } = scene
  world.net.answers(stats.replace('77', '78'), {})
  const second = await aConnection(world, owner, {
    userId: 'somebody-else',
    providerSubject: '78',
    expiresInSeconds: null,
  })
  await synced(world)
  const list = async (path: string, key = owner.key) =>
    (await call(world, key, 'GET', path)).body as unknown as Listed
  return { ...scene, second, list }
}

test('connections that unlock data are listed with their freshness and their newest sync, page by page', async () => {
  const { world, owner, id, second, list } = await twoAthletes()
  await aConnection(world, owner, { provider: 'google', userId: 'without-data' })

  const first = await list('/api/data-sets?limit=1')
  const rest = await list(`/api/data-sets?limit=1&cursor=${first.nextCursor}`)

  const shown = [...first.dataSets, ...rest.dataSets]
  assert.deepEqual(
    shown.map((set) => [set.connectionId, set.records, set.stale, set.sync?.state]),
    [
      [second.id, 3, false, 'done'],
      [id, 3, false, 'done'],
    ],
  )
  assert.equal(rest.nextCursor, null)
})

test('syncs are paged, and narrowed to one connection', async () => {
  const { id, second, list } = await twoAthletes()

  const first = await list('/api/syncs?limit=1')
  const rest = await list(`/api/syncs?limit=1&cursor=${first.nextCursor}`)
  const narrowed = await list(`/api/syncs?connectionId=${second.id}`)

  assert.deepEqual(
    new Set([...first.syncs, ...rest.syncs].map(({ connectionId }) => connectionId)),
    new Set([id, second.id]),
  )
  assert.deepEqual(
    narrowed.syncs.map(({ connectionId }) => connectionId),
    [second.id],
  )
})

test('a key that is bound to one user sees the data and the syncs of that user alone', async () => {
  const { world, owner, second, list } = await twoAthletes()
  const { key } = await createKey(as(world, { role: 'app', accountId: owner.accountId }), owner.accountId, {
    name: 'bound',
    scopes: ['data:read'],
    subjectId: second.subjectId,
    expiresInDays: undefined,
  })

  const { dataSets } = await list('/api/data-sets', key)
  const { syncs } = await list('/api/syncs', key)

  assert.deepEqual(
    [dataSets.map(({ connectionId }) => connectionId), syncs.map(({ connectionId }) => connectionId)],
    [[second.id], [second.id]],
  )
})

test('a figure of the account is kept by nobody in between, and may be seen for a second after its key has ended', async () => {
  const { world, owner, id } = await connected(many(3))
  await synced(world)
  const path = `/api/connections/${id}/stats/totals`
  const before = await call(world, owner.key, 'GET', path)

  const account = as(world, { role: 'app', accountId: owner.accountId })
  await account.sql`update api_keys set revoked_at = now(), version = version + 1 where id = ${owner.actor.id}`
  world.advance(1.1)
  const after = await call(world, owner.key, 'GET', path)

  assert.equal(before.headers.get('cache-control'), 'private, no-cache')
  assert.match(before.headers.get('vary') ?? '', /Authorization/)
  assert.deepEqual([before.status, after.status], [200, 401])
})

test('a stranger sees neither', async () => {
  const { world, list, id } = await twoAthletes()
  const { key } = await charlie(world)

  const { dataSets } = await list('/api/data-sets', key)
  const { syncs } = await list(`/api/syncs?connectionId=${id}`, key)

  assert.deepEqual([dataSets, syncs], [[], []])
})
