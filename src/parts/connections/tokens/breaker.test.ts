import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aConnection, alice } from '../../../../tests/support/cast.ts'
import { answered, lost, type Scripted } from '../../../../tests/support/net.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import type { Caller } from '../../../kit/route.ts'
import { transaction } from '../../../kit/world.ts'
import {
  blockBudget,
  findBreaker,
  listBreakers,
  openBreaker,
  spendBudget,
  stateOf,
} from '../../limits/index.ts'
import { appOf, budgetName } from '../registry.ts'
import { refresh } from './refresh.ts'

const tokenAddress = 'POST https://strava.test/oauth/token'
const refreshes = { provider: 'strava', operation: 'refresh' } as const
const fresh = { access_token: 'fresh', refresh_token: 'refresh-2', expires_in: 21_600 }

/** As many connections as answers, each refreshed once, one after the other. */
async function refreshed(world: TestWorld, owner: Caller, ...answers: Scripted[]) {
  const strava = world.net.answers(tokenAddress, ...answers)
  const results = []
  for (let count = 0; count < answers.length; count++) {
    const { id, accountId } = await aConnection(world, owner, { expiresInSeconds: -1 })
    const need = { accountId, connectionId: id, minValidSeconds: 0, urgency: 'forced' } as const
    results.push(await refresh(world, need))
  }
  return { results, calls: strava.calls.length }
}

const refused = answered(400, {
  message: 'Bad Request',
  errors: [{ resource: 'RefreshToken', field: 'refresh_token', code: 'invalid' }],
})
const appRefused = answered(401, {
  message: 'Authorization Error',
  errors: [{ resource: 'Application', field: 'client_id', code: 'invalid' }],
})

test('refused grants and a refused app never stop refreshes, nor does a limit, which the budget keeps', async () => {
  const world = await testWorld()
  const owner = await alice(world)

  const first = await refreshed(world, owner, ...Array.from({ length: 6 }, () => refused))
  const second = await refreshed(world, owner, ...Array.from({ length: 6 }, () => appRefused))
  const limited = await refreshed(world, owner, answered(429, { message: 'Rate Limit Exceeded' }))
  const name = budgetName('strava', appOf(world, 'strava'))
  const allowance = await transaction(world, (world) => spendBudget(world, name, 'interactive'))

  assert.deepEqual([first.calls, second.calls, limited.calls], [6, 6, 1])
  assert.deepEqual(await listBreakers(world), [])
  assert.equal(allowance.granted, false)
})

test('five outages stop refreshes of all connections, and no exchange and no call of the API', async () => {
  const breakers = { refresh: { openSeconds: 600 } }
  const world = await testWorld({ environment: { KEYHOLD_LIMITS: JSON.stringify({ breakers }) } })
  const owner = await alice(world)

  const { results, calls } = await refreshed(
    world,
    owner,
    ...Array.from({ length: 3 }, () => answered(503, 'down')),
    lost,
    lost,
    fresh,
  )

  assert.equal(calls, 5)
  const last = results.at(-1)!
  assert.deepEqual([last.kind, last.kind === 'held' && last.why], ['held', 'provider_down'])
  assert.deepEqual(
    (await listBreakers(world)).map(({ name }) => name),
    ['strava/refresh'],
  )
})

test('a probe that the budget refuses is left to the next caller', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  await openBreaker(world, refreshes, 60)
  world.advance(61)
  const budget = budgetName('strava', appOf(world, 'strava'))
  await blockBudget(world, budget, new Date(world.now().getTime() + 3_600_000))

  const held = await refreshed(world, owner, fresh)
  await world.sql.as({ role: 'app', accountId: owner.accountId })`
    update rate_budget set blocked_until = null where name = ${budget}`
  const probe = await refreshed(world, owner, fresh)

  assert.deepEqual([held.results[0]?.kind, held.calls], ['held', 0])
  assert.deepEqual([probe.results[0]?.kind, probe.calls], ['refreshed', 1])
  assert.equal(stateOf(await findBreaker(world, refreshes), world.now()), 'closed')
})
