import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call } from '../../../../tests/support/cast.ts'
import { connected, many, synced } from '../../../../tests/support/strava.ts'
import { untilWaiting } from '../../../../tests/support/waits.ts'
import { as, transaction } from '../../../kit/world.ts'
import { claimDataSet, holdsClaim, putOff, saveListing } from './store.ts'

test('a sync that fails while its connection is deleted stands in nobody’s way', async () => {
  const { world, owner, id } = await connected([])
  await synced(world)
  world.net.answers('POST https://strava.test/oauth/deauthorize', {})
  const account = as(world, { role: 'app', accountId: owner.accountId })
  const row = await claimDataSet(account, id, 'activities', 60)
  const held = Promise.withResolvers<void>()
  const waits = Promise.withResolvers<void>()

  const failing = transaction(account, async (world) => {
    assert.ok(await holdsClaim(world, row!))
    held.resolve()
    await waits.promise
    await saveListing(world, row!, null, row!.listingNo)
    await putOff(world, row!, world.now(), 'ANSWERED_500')
  })
  await held.promise
  const deleting = call(world, owner.key, 'DELETE', `/api/connections/${id}`)
  await untilWaiting(world)
  waits.resolve()
  const [answer] = await Promise.all([deleting, failing])

  assert.deepEqual([answer.status, answer.body.revocation], [200, 'revoked'])
})

test('figures that are made anew while their connection is deleted stand in nobody’s way', async () => {
  const { world, owner, id } = await connected(many(3))
  await synced(world)
  const account = as(world, { role: 'app', accountId: owner.accountId })
  world.advance(40 * 86_400)
  let reading: Promise<Awaited<ReturnType<typeof call>>> | undefined

  await transaction(account, async ({ sql }) => {
    await sql`select 1 from connections where id = ${id} for update`
    await sql`select 1 from data_figure where connection_id = ${id} and figure = 'days' for update`
    reading = call(world, owner.key, 'GET', `/api/connections/${id}/stats/ytd`)
    await untilWaiting(account)
    await sql`delete from connections where id = ${id}`
  })

  assert.equal((await reading!).status, 404)
})
