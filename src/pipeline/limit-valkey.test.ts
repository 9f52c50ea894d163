import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, call } from '../../tests/support/cast.ts'
import { needsValkey, startValkey } from '../../tests/support/valkey.ts'
import { testWorld, type TestWorld } from '../../tests/support/world.ts'
import type { Actor } from '../kit/event.ts'
import { as } from '../kit/world.ts'
import { countedCaller, limitIdentity, policiesOfTier } from '../parts/access/index.ts'
import { deployment } from '../parts/accounts/index.ts'
import { type AllowanceLeft, allowancesLeft } from '../parts/limits/index.ts'

const slow = { name: 'slow', kind: 'rate', limit: 6, periodSeconds: 30_000_000 }
const environment = {
  KEYHOLD_KEY_TIER: 'slow',
  KEYHOLD_LIMITS: JSON.stringify({ tiers: { slow: [slow] } }),
}

test(
  'with a Valkey limits are counted there; when it is gone no request fails for it, and the log tells of it',
  needsValkey,
  async (t) => {
    const server = await startValkey()
    t.after(server.close)
    const world = await testWorld({ valkey: await server.open(), environment })
    const { key, actor } = await alice(world)
    const ask = async () => (await call(world, key, 'GET', '/api/providers')).status
    const first = await ask()
    const counted = await server.command('DBSIZE')
    const shown = await leftTo(world, actor)

    await server.kill()
    const statuses = []
    for (let asked = 0; asked < 5; asked++) statuses.push(await ask())
    await world.settled()

    assert.deepEqual([first, counted, shown, await rowsOf(world)], [200, 1, 5, 0])
    // Half of six, from memory: what came before is not known there.
    assert.deepEqual(statuses, [200, 200, 200, 429, 429])
    assert.equal(await outagesTold(world), 1)
    await assert.rejects(leftTo(world, actor), { code: 'LIMITS_UNAVAILABLE', status: 503 })
  },
)

async function leftTo(world: TestWorld, actor: Actor): Promise<number> {
  const { homeAccountId: accountId } = await deployment(as(world, { role: 'app' }))
  const [policy] = policiesOfTier(world, null)
  const charge = { policy: policy!, key: countedCaller({ actor, accountId }) }
  const [{ left }] = (await allowancesLeft(world, limitIdentity(world), [charge])) as [AllowanceLeft]
  return left
}

async function rowsOf(world: TestWorld): Promise<number> {
  const { sql } = as(world, { role: 'jobs' })
  const [row] = await sql<{ n: number }>`select count(*) as n from limit_count limit 1`
  return row!.n
}

async function outagesTold(world: TestWorld): Promise<number> {
  const { sql } = as(world, { role: 'jobs' })
  const [row] = await sql<{ n: number }>`
    select count(*) as n from audit_entry where action = 'limits.degraded' limit 1`
  return row!.n
}
