import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aConnection, alice } from '../../../../tests/support/cast.ts'
import { answered, type Call } from '../../../../tests/support/net.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { transaction } from '../../../kit/world.ts'
import { learnBudget } from '../../limits/index.ts'

const strava = 'POST https://strava.test/oauth/token'
const google = 'POST https://google.test/token'
const fresh = ({ form }: Call) => ({
  token_type: 'Bearer',
  access_token: `after-${form.get('refresh_token')}`,
  refresh_token: `next-${form.get('refresh_token')}`,
  expires_in: 21_600,
})

test('the sweep refreshes what is due, overdue included, and leaves the rest', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const calls = world.net.answers(strava, fresh)
  await aConnection(world, owner, { expiresInSeconds: -86_400, refreshToken: 'overdue' })
  await aConnection(world, owner, { expiresInSeconds: 300, ageSeconds: 21_300, refreshToken: 'due' })
  await aConnection(world, owner, { expiresInSeconds: 21_600, refreshToken: 'not-due' })

  const done = await world.app.runDue({ budgetMilliseconds: 10_000 })

  assert.equal(done['connections.refresh_due'], 2)
  assert.deepEqual(calls.calls.map(({ form }) => form.get('refresh_token')).sort(), ['due', 'overdue'])
})

test('two processes that sweep at once refresh each connection once', async () => {
  const world = await testWorld()
  const other = await testWorld({ beside: world })
  const owner = await alice(world)
  const calls = world.net.answers(strava, fresh)
  for (let index = 0; index < 20; index++)
    await aConnection(world, owner, { expiresInSeconds: -1, refreshToken: `r${index}` })

  await Promise.all([
    world.app.runDue({ budgetMilliseconds: 10_000 }),
    other.app.runDue({ budgetMilliseconds: 10_000 }),
  ])

  const presented = calls.calls.map(({ form }) => form.get('refresh_token'))
  assert.equal(new Set(presented).size, presented.length)
})

test('a provider that is down does not keep another’s connections waiting', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const down = world.net.answers(strava, answered(503, 'down'))
  const up = world.net.answers(google, fresh)
  for (let index = 0; index < 40; index++)
    await aConnection(world, owner, { expiresInSeconds: -1000, refreshToken: `r${index}` })
  await aConnection(world, owner, { provider: 'google', expiresInSeconds: -1 })

  for (let tick = 0; tick < 3; tick++) {
    await world.app.runDue({ budgetMilliseconds: 10_000 })
    world.advance(6)
  }

  assert.equal(up.calls.length, 1)
  assert.ok(down.calls.length < 20, `${down.calls.length} calls to a provider that is down`)
})

test('the sweep leaves a fifth of the provider’s budget to those who wait', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const calls = world.net.answers(strava, fresh)
  await transaction(world, (world) =>
    learnBudget(world, 'strava:161983', [
      { window: 'quarter', windowSeconds: 900, limit: 10, used: 0, resetsAt: null },
    ]),
  )
  for (let index = 0; index < 15; index++)
    await aConnection(world, owner, { expiresInSeconds: -1, refreshToken: `r${index}` })

  await world.app.runDue({ budgetMilliseconds: 10_000 })

  assert.equal(calls.calls.length, 8)
})

test('a provider that went away is asked once by a sweep, before a crowd of its connections is tried', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const down = world.net.answers(strava, answered(503, 'down'))
  for (let index = 0; index < 20; index++)
    await aConnection(world, owner, { expiresInSeconds: -1, refreshToken: `r${index}` })

  await world.app.runDue({ budgetMilliseconds: 10_000 })

  assert.equal(down.calls.length, 1)
})

test('a connection that nothing can be done for does not keep the others waiting', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const calls = world.net.answers(strava, fresh)
  const { id } = await aConnection(world, owner, {
    expiresInSeconds: -1000,
    refreshToken: 'another is at it',
  })
  await world.sql.as({ role: 'app', accountId: owner.accountId })`
    insert into refresh_attempt (connection_id, generation, account_id, grant_no, from_generation, state, started_at, deadline, instance)
    values (${id}, 2, ${owner.accountId}, 1, 1, 'sent', now(), clock_timestamp() - interval '1 second', ${id})`
  await aConnection(world, owner, { expiresInSeconds: -1, refreshToken: 'due' })

  const done = await world.app.runDue({ budgetMilliseconds: 10_000 })

  assert.equal(done['connections.refresh_due'], 1)
  assert.deepEqual(
    calls.calls.map(({ form }) => form.get('refresh_token')),
    ['due'],
  )
})
