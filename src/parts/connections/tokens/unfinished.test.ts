import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aConnection, alice } from '../../../../tests/support/cast.ts'
import { answered, gate } from '../../../../tests/support/net.ts'
import { untilWaiting } from '../../../../tests/support/waits.ts'
import { type TestWorld, testWorld } from '../../../../tests/support/world.ts'
import { as, transaction } from '../../../kit/world.ts'
import { disconnect } from './disconnect.ts'

const revoke = 'POST https://strava.test/oauth/deauthorize'
const away = answered(503, 'away')

/** Two processes and an end that the provider could not be told of, due for another try. */
async function dueEnd(options: { expiresInSeconds?: number } = {}) {
  const world = await testWorld()
  const other = await testWorld({ beside: world })
  const owner = await alice(world)
  world.net.answers(revoke, away)
  const { id } = await aConnection(world, owner, options)
  await disconnect(world, owner, id)
  world.advance(6)
  return { world, other, id, account: as(world, { role: 'app', accountId: owner.accountId }) }
}

const tick = (world: TestWorld) => world.app.runDue({ budgetMilliseconds: 1_000 })

test('of two processes that find an end due at one moment one tries it', async () => {
  const { world, other, id, account } = await dueEnd()
  const revocation = world.net.answers(revoke, away)

  const held = gate()
  const bothWait = gate()
  const holding = transaction(account, async ({ sql }) => {
    await sql`select 1 from connection_bookkeeping where connection_id = ${id} for update`
    held.open()
    await bothWait.promise
  })
  await held.promise
  const ticks = Promise.all([tick(world), tick(other)])
  await untilWaiting(account, 2)
  bothWait.open()
  await holding
  const tried = (await ticks).map((done) => done['connections.unfinished'])

  assert.deepEqual([revocation.calls.length, tried.sort()], [1, [0, 1]])
})

test('an end that one process tries is not another’s, though the try refreshed its token', async () => {
  const { world, other } = await dueEnd({ expiresInSeconds: 3 })
  world.net.answers('POST https://strava.test/oauth/token', {
    access_token: 'fresh',
    refresh_token: 'next',
    expires_in: 21_600,
  })
  const asked = gate()
  const answer = gate()
  const revocation = world.net.answers(revoke, async () => {
    asked.open()
    await answer.promise
    return {}
  })

  const first = tick(world)
  await asked.promise
  await tick(other)
  answer.open()
  await first

  assert.equal(revocation.calls.length, 1)
})

test('an end whose process died while it tried is another’s after three minutes', async () => {
  const { world, other, account } = await dueEnd()
  const asked = gate()
  world.net.answers(revoke, () => (asked.open(), gate<Record<string, never>>().promise), {})
  void tick(world)
  await asked.promise

  const left = async () => (await account.sql`select 1 from connections limit 2`).length
  world.advance(174)
  await tick(other)
  const before = await left()
  world.advance(7)
  await tick(other)

  assert.deepEqual([before, await left()], [1, 0])
})
