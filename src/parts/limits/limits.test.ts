import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../../../tests/support/world.ts'
import { secondsAfter } from '../../kit/duration.ts'
import { transaction } from '../../kit/world.ts'
import { blockBudget, learnBudget, spendBudget } from './index.ts'

const window = { window: 'quarter', windowSeconds: 900, limit: 10, used: 0, resetsAt: null }

test('a budget is spent to its limit by those who wait, and to four fifths by the background', async () => {
  const world = await testWorld()
  await learnBudget(world, 'a', [window])
  await learnBudget(world, 'b', [window])
  const spend = async (name: string, urgency: 'interactive' | 'background') => {
    let granted = 0
    for (let call = 0; call < 15; call++)
      if ((await transaction(world, (world) => spendBudget(world, name, urgency))).granted) granted += 1
    return granted
  }

  assert.deepEqual([await spend('a', 'interactive'), await spend('b', 'background')], [10, 8])
})

test('many spenders at once never overdraw a budget', async () => {
  const world = await testWorld()
  const other = await testWorld({ beside: world })
  await learnBudget(world, 'a', [window])

  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      transaction(index % 2 ? world : other, (world) => spendBudget(world, 'a', 'interactive')),
    ),
  )

  assert.equal(answers.filter(({ granted }) => granted).length, 10)
})

test('a window starts anew at the clock’s own multiples', async () => {
  const world = await testWorld({ at: '2026-01-01T00:14:00Z' })
  await learnBudget(world, 'a', [{ ...window, used: 10 }])
  const before = await transaction(world, (world) => spendBudget(world, 'a', 'interactive'))
  world.advance(61)
  const after = await transaction(world, (world) => spendBudget(world, 'a', 'interactive'))

  assert.deepEqual([before.granted, after.granted], [false, true])
})

test('a provider’s 429 stops everybody until the time it gave', async () => {
  const world = await testWorld()
  await blockBudget(world, 'a', secondsAfter(world.now(), 30))
  const blocked = await transaction(world, (world) => spendBudget(world, 'a', 'interactive'))
  world.advance(31)

  assert.deepEqual(
    [blocked.granted, (await transaction(world, (world) => spendBudget(world, 'a', 'interactive'))).granted],
    [false, true],
  )
})
