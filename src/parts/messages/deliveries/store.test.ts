import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { call, charlie } from '../../../../tests/support/cast.ts'
import { aKeyOf, anEndpoint, aStage, plantSelf } from '../../../../tests/support/webhooks.ts'
import { secondsAfter } from '../../../kit/duration.ts'
import { as } from '../../../kit/world.ts'
import { claimDue } from './store.ts'

/** Two accounts with an endpoint each, the older one's first. */
async function twoAccounts() {
  const { world, key } = await aStage()
  const other = await charlie(world)
  await plantSelf(world, other.accountId)
  const otherKey = await aKeyOf(world, other.accountId)
  const [greedy, modest] = [await anEndpoint({ world, key }), await anEndpoint({ world, key: otherKey })]
  const isDue = async (by: string, { id }: { id: string }, count: number) => {
    for (let each = 0; each < count; each++)
      await call(world, by, 'POST', `/api/webhooks/endpoints/${id}/tests`, {})
  }
  return {
    dueOfGreedy: (count: number) => isDue(key, greedy, count),
    dueOfModest: (count: number) => isDue(otherKey, modest, count),
    /** Whose were taken, in the order of their endpoints. */
    async take(most: number): Promise<string[]> {
      const until = secondsAfter(world.now(), 30)
      const taken = await claimDue(as(world, { role: 'jobs' }), {
        most,
        mostOfEndpoint: 8,
        patientAttempts: 3,
        until,
      })
      return taken.map(({ endpointId }) => (endpointId === greedy.id ? 'greedy' : 'modest')).toSorted()
    },
  }
}

describe('an account with much to send', () => {
  test('leaves room for one with little', async () => {
    const { dueOfGreedy, dueOfModest, take } = await twoAccounts()
    await dueOfGreedy(6)
    await dueOfModest(1)

    assert.deepEqual(await take(2), ['greedy', 'modest'])
    assert.deepEqual(
      await take(32),
      Array.from({ length: 5 }, () => 'greedy'),
    )
  })

  test('comes after it while it has more under way', async () => {
    const { dueOfGreedy, dueOfModest, take } = await twoAccounts()
    await dueOfGreedy(6)
    await take(4)
    await dueOfModest(1)

    assert.deepEqual(await take(1), ['modest'])
  })
})
