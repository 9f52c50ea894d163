import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { superUrlOf } from '../../../../tests/support/backups.ts'
import { aConnection, alice } from '../../../../tests/support/cast.ts'
import { linked } from '../../../../tests/support/linked.ts'
import { operatorOf } from '../../../../tests/support/operator.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { as, transaction } from '../../../kit/world.ts'
import { deployment } from '../../accounts/index.ts'
import { record } from '../../audit/index.ts'
import { freshToken } from './fresh-token.ts'

interface Scene {
  world: TestWorld
  id: string
  /** As somebody with all rights on the database, whom no rule of it stops. */
  tamper(statements: string): Promise<unknown>
  /** Codes and words of what a whole proof finds. */
  problems(): Promise<{ code: string; text: string }[]>
}

/** A connection whose first token has ended. */
async function aScene(): Promise<Scene & { refresh(): Promise<unknown> }> {
  const world = await testWorld()
  const operator = await operatorOf(world)
  const owner = await alice(world)
  world.net.answers('POST https://strava.test/oauth/token', {
    token_type: 'Bearer',
    access_token: 'fresh',
    refresh_token: 'refresh-2',
    expires_in: 21_600,
  })
  const { id } = await aConnection(world, owner, { expiresInSeconds: -1 })
  return {
    world,
    id,
    async tamper(statements) {
      const superuser = new pg.Client({ connectionString: await superUrlOf(world) })
      await superuser.connect()
      await superuser.query(`set session_replication_role = 'replica'; ${statements}`)
      await superuser.end()
    },
    refresh: () => freshToken(world, owner, id, { minValidSeconds: 300, requestId: 'test' }),
    async problems() {
      await linked(world)
      const { body } = await operator('POST', '/api/audit/verify', { full: true })
      return body.problems as { code: string; text: string }[]
    },
  }
}

test('an older state of a connection that somebody with all rights put back is found by the proof', async () => {
  const { id, refresh, tamper, problems } = await aScene()
  await tamper(
    'create table past as select * from connections; create table past_tokens as select * from token_version',
  )
  await refresh()
  const before = await problems()

  await tamper(
    `delete from connections; delete from token_version;
     insert into connections select * from past; insert into token_version select * from past_tokens`,
  )
  const after = await problems()

  assert.deepEqual(before, [])
  assert.equal(after.length, 1)
  assert.equal(after[0]!.code, 'OLDER_ROW')
  assert.match(after[0]!.text, new RegExp(`^${id} stands before generation 2`))
})

test('an older token that somebody with all rights had shown again is found by the proof', async () => {
  const { id, refresh, tamper, problems } = await aScene()
  await refresh()

  await tamper('update connections set generation = generation - 1')

  const text = `${id} shows generation 1, and the log tells that it shows 2: an older token was put back`
  assert.deepEqual(await problems(), [{ code: 'OLDER_ROW', block: null, text }])
})

test('a late answer that revived a connection by a token of a lower generation is no older one', async () => {
  const { world, id, tamper, problems } = await aScene()
  const { homeAccountId: accountId } = await deployment(as(world, { role: 'app' }))
  for (const generation of [3, 2])
    await transaction(as(world, { role: 'app', accountId }), (world) =>
      record(world, {
        action: 'token.refreshed',
        accountId,
        object: { kind: 'connection', id },
        actor: { kind: 'job', id: 'refresh' },
        detail: { generation },
      }),
    )

  await tamper('update connections set generation = 2, next_generation = 4')

  assert.deepEqual(await problems(), [])
})
