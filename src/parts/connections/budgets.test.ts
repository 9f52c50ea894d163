import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, call } from '../../../tests/support/cast.ts'
import { operatorOf } from '../../../tests/support/operator.ts'
import { testWorld } from '../../../tests/support/world.ts'
import { secondsAfter } from '../../kit/duration.ts'
import { blockBudget, learnBudget } from '../limits/index.ts'
import { appOf, budgetName } from './registry.ts'

const aWindow = { window: '15 min', windowSeconds: 900, limit: 200, used: 150, resetsAt: null }

test('the operator sees how much of a provider’s limit is used, and until when nobody calls', async () => {
  const world = await testWorld({ at: '2026-01-01T00:01:00Z' })
  const operator = await operatorOf(world)
  const name = budgetName('strava', appOf(world, 'strava'))
  await learnBudget(world, name, [{ ...aWindow, window: 'day', windowSeconds: 86_400 }, aWindow])
  await learnBudget(world, 'strava:an-earlier-app', [aWindow])
  const until = secondsAfter(world.now(), 60)
  await blockBudget(world, name, until)

  const { status, body } = await operator('GET', '/api/budgets')

  const budgets = body.budgets as { provider: string; blockedUntil: string; windows: object[] }[]
  const strava = budgets.filter(({ provider }) => provider === 'strava')
  assert.deepEqual([status, strava.length, strava[0]?.windows.length], [200, 1, 2])
  assert.equal(strava[0]?.blockedUntil, until.toISOString())
  assert.deepEqual(strava[0]?.windows[0], {
    window: '15 min',
    windowSeconds: 900,
    limit: 200,
    backgroundLimit: 160,
    used: 150,
    resetsAt: '2026-01-01T00:15:00.000Z',
  })
})

test('a window whose time is over has nothing used, and a key sees no budget', async () => {
  const world = await testWorld({ at: '2026-01-01T00:01:00Z' })
  const operator = await operatorOf(world)
  const { key } = await alice(world)
  const resetsAt = secondsAfter(world.now(), -1)
  await learnBudget(world, budgetName('strava', appOf(world, 'strava')), [{ ...aWindow, resetsAt }])

  const { body } = await operator('GET', '/api/budgets')
  const refused = await call(world, key, 'GET', '/api/budgets')

  const budgets = body.budgets as { provider: string; windows: { used: number; resetsAt: null }[] }[]
  const [window] = budgets.find(({ provider }) => provider === 'strava')!.windows
  assert.deepEqual([window?.used, window?.resetsAt, refused.status], [0, null, 403])
})
