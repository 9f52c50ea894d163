import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aConnection } from '../../../../tests/support/cast.ts'
import { answered } from '../../../../tests/support/net.ts'
import { operatorOf } from '../../../../tests/support/operator.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import type { Caller } from '../../../kit/route.ts'
import { as, transaction } from '../../../kit/world.ts'
import { createKey } from '../../access/index.ts'
import { deployment } from '../../accounts/index.ts'
import { disconnect } from '../tokens/disconnect.ts'
import { finishErasures } from './erase.ts'

test('answers that were kept for a repeated request go with the user they name, and others stay', async () => {
  const world = await testWorld()
  const { homeAccountId } = await deployment(world)
  const home = as(world, { role: 'app', accountId: homeAccountId })
  const { key } = await transaction(home, (world) =>
    createKey(world, homeAccountId, {
      name: 'app',
      scopes: ['keys:write'],
      subjectId: null,
      expiresInDays: undefined,
    }),
  )
  const makeKey = (userId: string, idempotencyKey: string) =>
    world.app.fetch(
      new Request('http://localhost:3000/api/keys', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'idempotency-key': idempotencyKey,
        },
        body: JSON.stringify({ name: `of ${userId}`, userId }),
      }),
    )
  await makeKey('gone "one"', 'first')
  await makeKey('kept', 'second')
  const operator = await operatorOf(world)
  const bodies = async () => {
    const rows = await home.sql<{ body: string }>`select body from idempotent_request order by id limit 10`
    return rows.map(({ body }) => body)
  }
  const before = (await bodies()).length

  await operator('DELETE', `/api/users/${encodeURIComponent('gone "one"')}`)
  world.advance(61)
  await finishErasures.run(world, 1000)

  const left = await bodies()
  assert.deepEqual([before, left.length], [2, 1])
  assert.ok(left.every((body) => !body.includes('gone')))
})

test('a connection that cannot be ended does not keep the user’s others from it', async () => {
  const world = await testWorld()
  const { homeAccountId: accountId } = await deployment(world)
  const owner: Caller = { accountId, actor: { kind: 'operator', id: null }, scopes: [] }
  const fails = () => {
    throw new Error('broken')
  }
  const revocation = world.net.answers('POST https://strava.test/oauth/deauthorize', fails, {})
  const first = await aConnection(world, owner, { providerSubject: '1' })
  await aConnection(world, owner, { providerSubject: '2' })
  const operator = await operatorOf(world)

  await operator('DELETE', '/api/users/test-user')
  await world.settled()

  const left = await as(world, { role: 'app', accountId }).sql<{
    id: string
  }>`select id from connections limit 3`
  assert.deepEqual([revocation.calls.length, left], [2, [{ id: first.id }]])
})

test('a provider that is away while a user is erased is asked again at the pace of any end', async () => {
  const world = await testWorld()
  const { homeAccountId: accountId } = await deployment(world)
  const owner: Caller = { accountId, actor: { kind: 'operator', id: null }, scopes: [] }
  const revocation = world.net.answers('POST https://strava.test/oauth/deauthorize', answered(503, 'away'))
  await aConnection(world, owner, { expiresInSeconds: 30 * 86_400 })
  const operator = await operatorOf(world)
  await operator('DELETE', '/api/users/test-user')
  await world.settled()

  for (let quarter = 0; quarter < 40; quarter++) {
    world.advance(15)
    await world.app.runDue({ budgetMilliseconds: 30_000 })
  }

  // Ten minutes: after 5, 10, 20, 40, 80, 160 and 320 s.
  assert.ok(revocation.calls.length >= 6 && revocation.calls.length <= 8, `${revocation.calls.length} calls`)
})

test('an end that was tried, and whose process is gone since, is tried again', async () => {
  const world = await testWorld()
  const { homeAccountId: accountId } = await deployment(world)
  const owner: Caller = { accountId, actor: { kind: 'operator', id: null }, scopes: [] }
  world.net.answers('POST https://strava.test/oauth/deauthorize', answered(503, 'away'), {})
  const { id } = await aConnection(world, owner)
  const account = as(world, { role: 'app', accountId })
  await disconnect(world, owner, id)
  // As a refresh on the way leaves it.
  await account.sql`update connection_bookkeeping set sweep_after = null where connection_id = ${id}`

  world.advance(5)
  await world.app.runDue({ budgetMilliseconds: 30_000 })

  assert.deepEqual(await account.sql`select id from connections limit 2`, [])
})
