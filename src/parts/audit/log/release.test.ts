import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { type AConnection, aConnection, alice, call, charlie, logOf } from '../../../../tests/support/cast.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import type { Caller } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { type Read, release } from './release.ts'

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

test('of reads that go together only those leave whose connection, generation, account and key are as they say', async () => {
  const world = await testWorld()
  const [owner, stranger] = [await alice(world), await charlie(world)]
  const [one, other] = [
    await aConnection(world, owner, { userId: 'one' }),
    await aConnection(world, owner, { userId: 'other' }),
  ]
  const read = await readOf(world, owner, one)

  const isGood = await Promise.all([
    release(world, read),
    release(world, { ...read, generation: 2 }),
    release(world, {
      ...read,
      accountId: stranger.accountId,
      requestId: 'of a stranger',
      generation: 1,
      keyId: stranger.actor.id,
    }),
    release(world, { ...read, keyVersion: 2 }),
    release(world, { ...read, keyId: stranger.actor.id }),
    release(world, await readOf(world, owner, other)),
  ])

  assert.deepEqual(isGood, [true, false, false, false, false, true])
  const entries = [...(await logOf(world, owner, one.id)), ...(await logOf(world, owner, other.id))]
  assert.deepEqual(
    entries.map(({ action, n }) => [action, n]),
    [
      ['token.read', 1],
      ['token.read', 1],
    ],
  )
})

test('a flush looks every connection up by its key, also while the table has no statistics', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const connections = await Promise.all(
    Array.from({ length: 40 }, (_, index) => aConnection(world, owner, { providerSubject: String(index) })),
  )
  const client = new pg.Client({ connectionString: world.databaseUrl })
  await client.connect()

  await client.query('begin')
  const { rows } = await client.query<{ good: number[] }>(
    `select good from audit_release(now(), array[gen_random_uuid()], array[$1]::uuid[], array[$2]::uuid[], array[1]::bigint[], array[null]::uuid[], array[null]::int[],
      array[gen_random_uuid()], array[gen_random_uuid()], array['internal'], array['x'], array[1], array['r'], array['\\x00112233445566778899aabbccddeeff']::bytea[])`,
    [owner.accountId, connections[7]!.id],
  )
  const seen = await client.query<{ scanned: number; fetched: number }>(
    `select seq_tup_read::int as scanned, idx_tup_fetch::int as fetched from pg_stat_xact_user_tables where relname = 'connections'`,
  )
  await client.query('rollback')
  await client.end()

  assert.deepEqual(rows, [{ good: [1] }])
  assert.deepEqual(seen.rows, [{ scanned: 0, fetched: 1 }])
})

async function readOf(world: World, owner: Caller, connection: AConnection): Promise<Read> {
  const sql = world.sql.as({ role: 'app', accountId: owner.accountId })
  const [names] = await sql<{ logAccount: string; logSubject: string }>`
    select a.log_account as "logAccount", s.log_subject as "logSubject" from accounts a join subjects s on s.account_id = a.id
    where s.id = ${connection.subjectId}`
  return {
    ...names!,
    accountId: connection.accountId,
    connectionId: connection.id,
    generation: 1,
    keyId: owner.actor.id,
    keyVersion: 1,
    actor: owner.actor,
    requestId: 'a request',
    fingerprint: Buffer.alloc(16),
  }
}
