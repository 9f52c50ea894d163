import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, call } from '../../../tests/support/cast.ts'
import { operatorOf } from '../../../tests/support/operator.ts'
import { testWorld } from '../../../tests/support/world.ts'
import { failuresToOpen, passBreaker, reportOutage } from '../limits/index.ts'

test('the operator sees an open breaker and closes it, which the log says with its name', async () => {
  const world = await testWorld()
  const operator = await operatorOf(world)
  for (let failure = 0; failure < failuresToOpen; failure++) await reportOutage(world, 'strava/api')

  const before = await operator('GET', '/api/breakers')
  const refused = await passBreaker(world, 'strava/api')
  const reset = await operator('POST', '/api/breakers/reset', { name: 'strava/api' })
  const after = await passBreaker(world, 'strava/api')
  const unknown = await operator('POST', '/api/breakers/reset', { name: 'nobody' })
  const told = await operator('GET', '/api/audit/entries?action=breaker.reset')

  const [breaker] = before.body.breakers as { name: string; state: string; trips: number }[]
  assert.deepEqual([breaker?.name, breaker?.state, breaker?.trips], ['strava/api', 'open', 1])
  assert.equal(refused.granted, false)
  assert.deepEqual([reset.status, after], [200, { granted: true, isProbe: false }])
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'BREAKER_NOT_FOUND'])
  const [entry] = told.body.entries as { detail: string }[]
  assert.equal(entry?.detail, '{"breaker":"strava/api"}')
})

test('a key closes no breaker', async () => {
  const world = await testWorld()
  const { key } = await alice(world)

  assert.equal((await call(world, key, 'POST', '/api/breakers/reset', { name: 'strava' })).status, 403)
})
