import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aConnection } from '../../../../tests/support/cast.ts'
import { operatorOf } from '../../../../tests/support/operator.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import type { Caller } from '../../../kit/route.ts'
import { as, transaction } from '../../../kit/world.ts'
import { createKey } from '../../access/index.ts'
import { deployment } from '../../accounts/index.ts'
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
