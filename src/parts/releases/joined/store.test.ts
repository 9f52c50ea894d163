import assert from 'node:assert/strict'
import { test } from 'node:test'
import { as } from '../../../kit/world.ts'
import { houseOnLoopback } from '../journeys/running/house.fixture.ts'
import { repositoryFor } from '../repositories/store.ts'
import { newestRuns } from './store.ts'

test('S7: a simulated run is no evidence for a commit, whatever ran before it', async (t) => {
  const { ask, world, homeAccountId } = await houseOnLoopback(t)
  const about = { repository: 'acme/shop', commit: 'abcdef1234567', scenarios: ['register'] }
  const account = as(world, { role: 'app', accountId: homeAccountId })
  const runsOf = async () => {
    const { id: repositoryId } = await repositoryFor(account, homeAccountId, about.repository)
    return newestRuns(account, homeAccountId, { repositoryId, commit: about.commit, prNumber: 7 })
  }

  await ask('POST', '/internal/journey/run', { ...about, mode: 'simulated' })
  const none = await runsOf()
  const real = await ask('POST', '/internal/journey/run', about)
  await ask('POST', '/internal/journey/run', { ...about, mode: 'simulated' })
  const one = await runsOf()

  assert.deepEqual(none, [])
  assert.deepEqual(
    one.map(({ id, status }) => [id, status]),
    [[(real.body.journey as { id: string }).id, 'passed']],
  )
})
