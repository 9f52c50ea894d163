// in a process of its own: it makes and fills whole databases
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEmptyDatabase, backupOf, on, restoreInto, superUrlOf } from '../../../../tests/support/backups.ts'
import { aConnection, type AConnection, alice, call } from '../../../../tests/support/cast.ts'
import type { TestDatabase } from '../../../../tests/support/cluster.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { createKey } from '../../access/index.ts'
import { sha256 } from '../../../kit/hash.ts'
import { as, transaction } from '../../../kit/world.ts'

interface Users {
  world: TestWorld
  accountId: string
  kept: AConnection
  gone: AConnection
}

/** Two users with a connection each; the one who will be erased has an API key of its own as well. */
async function twoUsers(): Promise<Users> {
  const world = await testWorld()
  const owner = await alice(world)
  const kept = await aConnection(world, owner, { userId: 'kept' })
  const gone = await aConnection(world, owner, { userId: 'gone' })
  const { accountId } = owner
  await transaction(as(world, { role: 'app', accountId }), (world) =>
    createKey(world, accountId, {
      name: 'own',
      scopes: ['connections:read'],
      subjectId: gone.subjectId,
      expiresInDays: undefined,
    }),
  )
  await call(world, owner.key, 'POST', '/api/connections/sessions', { userId: 'gone', provider: 'google' })
  return { world, accountId, kept, gone }
}

/** As the last step of an erasure leaves it. */
async function shred({ world, accountId, gone }: Users): Promise<void> {
  const sql = world.sql.as({ role: 'app', accountId })
  await sql`update api_keys set revoked_at = now(), subject_id = null where subject_id = ${gone.subjectId}`
  await sql`delete from connections where subject_id = ${gone.subjectId}`
  await sql`delete from connect_session where subject_id = ${gone.subjectId}`
  await sql`delete from subject_salt where subject_id = ${gone.subjectId}`
  await sql`delete from subjects where id = ${gone.subjectId}`
}

/** Users that a database knows, by the app's names for them. */
async function usersIn(database: TestDatabase): Promise<string[]> {
  const rows = await on<{ name: string }>(
    await superUrlOf(database),
    'select external_id as name from subjects order by 1',
  )
  return rows.map(({ name }) => name)
}

async function assertGone(database: TestDatabase, { gone, kept }: Users): Promise<void> {
  const url = await superUrlOf(database)
  const connections = await on<{ id: string }>(url, 'select id from connections')
  const grants = await on<{ id: string }>(url, 'select connection_id as id from provider_grant')
  const keys = await on<{ revoked: boolean; subject_id: string | null }>(
    url,
    "select revoked_at is not null as revoked, subject_id from api_keys where name = 'own'",
  )

  assert.deepEqual(await usersIn(database), ['@self', 'kept'])
  assert.deepEqual(connections, [{ id: kept.id }])
  assert.deepEqual(grants, [{ id: kept.id }])
  assert.deepEqual(keys, [{ revoked: true, subject_id: null }])
  const left = await on(url, 'select 1 from subject_salt where subject_id = $1', [gone.subjectId])
  assert.equal(left.length, 0)
}

test('a user erased after the backup does not come back: the keys that were written since lack the salt', async () => {
  const users = await twoUsers()
  const before = await backupOf(users.world)
  await shred(users)
  const after = await backupOf(users.world)
  const into = await anEmptyDatabase()

  const report = await restoreInto(into, { tables: before.tables, keys: after.keys }, {}, { verifyAll: true })

  assert.equal(report.erasedAgain, 1)
  await assertGone(into, users)
})

test('nor does one who stands in the ledger of the home', async () => {
  const users = await twoUsers()
  const backup = await backupOf(users.world)
  const into = await anEmptyDatabase()
  const erased = new Set([sha256(users.gone.subjectId).toString('hex')])

  const report = await restoreInto(into, backup, { erased })

  assert.equal(report.erasedAgain, 1)
  await assertGone(into, users)
})

test('a user made after the backup does not come with the newer keys', async () => {
  const users = await twoUsers()
  const before = await backupOf(users.world)
  const owner = await alice(users.world)
  await aConnection(users.world, owner, { userId: 'later' })
  const after = await backupOf(users.world)
  const into = await anEmptyDatabase()

  const report = await restoreInto(into, { tables: before.tables, keys: after.keys }, {}, { verifyAll: true })

  assert.equal(report.erasedAgain, 0)
  assert.deepEqual(await usersIn(into), ['@self', 'gone', 'kept'])
})
