import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { aConnection, alice, call, logOf } from '../../../../tests/support/cast.ts'
import { testWorld } from '../../../../tests/support/world.ts'

test(
  'a log whose commit hangs refuses readers within seconds, lets nothing leave, and serves again afterwards',
  { timeout: 30_000 },
  async () => {
    const world = await testWorld()
    const owner = await alice(world)
    const connection = await aConnection(world, owner)
    const path = `/api/connections/${connection.id}/token`
    await call(world, owner.key, 'GET', path)
    const holder = new pg.Client({ connectionString: world.ownerUrl })
    await holder.connect()
    await holder.query('begin')
    await holder.query('lock table audit_head in access exclusive mode')

    const refused = await Promise.all([
      call(world, owner.key, 'GET', path),
      call(world, owner.key, 'GET', path),
    ])
    await holder.query('rollback')
    await holder.end()
    const after = await call(world, owner.key, 'GET', path)

    assert.deepEqual(
      refused.map(({ status, body }) => [status, body.code]),
      [
        [503, 'AUDIT_UNAVAILABLE'],
        [503, 'AUDIT_UNAVAILABLE'],
      ],
    )
    assert.equal(after.status, 200)
  },
)

test('reads of many callers that come together are few entries with all their counts', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const connections = await Promise.all(
    ['a', 'b', 'c'].map((providerSubject) => aConnection(world, owner, { providerSubject })),
  )

  await Promise.all(
    Array.from({ length: 300 }, (_, index) =>
      call(world, owner.key, 'GET', `/api/connections/${connections[index % 3]!.id}/token`),
    ),
  )

  for (const { id } of connections) {
    const entries = (await logOf(world, owner, id)).filter(({ action }) => action === 'token.read')
    assert.equal(
      entries.reduce((sum, { n }) => sum + n, 0),
      100,
    )
    assert.ok(entries.length <= 100)
  }
})
