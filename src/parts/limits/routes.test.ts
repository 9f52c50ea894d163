import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, call } from '../../../tests/support/cast.ts'
import { operatorOf } from '../../../tests/support/operator.ts'
import { testWorld } from '../../../tests/support/world.ts'
import { putInCharge } from './requests/in-charge.ts'
import type { Limiter } from './requests/limiter.ts'

test('the operator is told the limits in force, with those of the settings', async () => {
  const partner = { name: 'per-month', kind: 'quota', limit: 5000, period: 'month' }
  const book = { tiers: { partner: [partner] }, policies: { anonymous: { limit: 60 } } }
  const environment = { KEYHOLD_LIMITS: JSON.stringify(book), KEYHOLD_KEY_TIER: 'partner' }
  const operator = await operatorOf(await testWorld({ environment }))

  const { body } = await operator('GET', '/api/limits')

  const tiers = body.tiers as { name: string; policies: object[] }[]
  const policies = body.policies as { name: string; limit: number; countsBy: string }[]
  assert.deepEqual([body.defaultTier, body.processes, body.isDegraded], ['partner', 1, false])
  assert.deepEqual(tiers.find(({ name }) => name === 'partner')?.policies, [
    { ...partner, countsBy: 'caller', periodSeconds: null, units: 5000 },
  ])
  const anonymous = policies.find(({ name }) => name === 'anonymous')
  assert.deepEqual([anonymous?.limit, anonymous?.countsBy], [60, 'address'])
})

test('it says that the store of limits is away, and a key is told nothing', async () => {
  const world = await testWorld()
  const operator = await operatorOf(world)
  const { key } = await alice(world)
  putInCharge(world, { isDegraded: () => true } as Limiter)

  const { body } = await operator('GET', '/api/limits')
  const refused = await call(world, key, 'GET', '/api/limits')

  assert.deepEqual([body.isDegraded, refused.status], [true, 403])
})
