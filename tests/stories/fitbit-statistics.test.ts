import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startSandbox } from '../../sandbox/index.ts'
import { aConnection, alice, call } from '../support/cast.ts'
import { testWorld } from '../support/world.ts'

const sandbox = await startSandbox({ profile: 'generic' })
after(() => sandbox.close())

test('a second provider’s activities have the same statistics, and none of them is public', async () => {
  const world = await testWorld({
    at: new Date(sandbox.clock.now()).toISOString(),
    realOrigins: [sandbox.url],
    environment: {
      FITBIT_BASE_URL: sandbox.url,
      FITBIT_CLIENT_ID: sandbox.client.id,
      FITBIT_CLIENT_SECRET: sandbox.client.secrets[0] ?? '',
    },
  })
  const owner = await alice(world)
  const { accessToken, refreshToken, athleteId } = sandbox.give()
  const { id } = await aConnection(world, owner, {
    provider: 'fitbit',
    accessToken,
    refreshToken,
    providerSubject: String(athleteId),
  })

  for (let round = 0; round < 8; round++) {
    world.advance(2)
    await world.app.runDue({ budgetMilliseconds: 10_000 })
  }

  const theirs = sandbox.history(athleteId)
  const get = async (path: string) =>
    (await call(world, owner.key, 'GET', `/api/connections/${id}/${path}`)).body
  const history = await get('activities?limit=1')
  const totals = (await get('stats/totals')).data as Record<string, { count: number; distance: number }>
  const [newest] = history.data as { private: boolean; start_date: string }[]
  assert.equal(history.total, theirs.length)
  assert.equal(newest!.start_date.slice(0, 19), theirs.at(-1)!.start_date.slice(0, 19))
  assert.equal(newest!.private, true)
  assert.equal(totals.Run?.count, theirs.filter(({ type }) => type === 'Run').length)
})
