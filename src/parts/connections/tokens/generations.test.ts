import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { superUrlOf } from '../../../../tests/support/backups.ts'
import { aConnection, alice } from '../../../../tests/support/cast.ts'
import { linked } from '../../../../tests/support/linked.ts'
import { operatorOf } from '../../../../tests/support/operator.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { freshToken } from './fresh-token.ts'

test('an older state of a connection that somebody with all rights put back is found by the proof', async () => {
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
  const superuser = new pg.Client({ connectionString: await superUrlOf(world) })
  await superuser.connect()
  await superuser.query(
    'create table past as select * from connections; create table past_tokens as select * from token_version',
  )
  await freshToken(world, owner, id, { minValidSeconds: 300, requestId: 'test' })
  await linked(world)
  const before = await operator('POST', '/api/audit/verify', { full: true })

  await superuser.query(
    `set session_replication_role = 'replica'; delete from connections; delete from token_version;
     insert into connections select * from past; insert into token_version select * from past_tokens`,
  )
  await superuser.end()
  const after = await operator('POST', '/api/audit/verify', { full: true })

  assert.deepEqual([before.body.ok, before.body.problems], [true, []])
  const [problem, ...others] = after.body.problems as { code: string; text: string }[]
  assert.deepEqual([after.body.ok, problem!.code, others], [false, 'OLDER_ROW', []])
  assert.ok(problem!.text.includes(id))
})
