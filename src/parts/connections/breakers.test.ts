import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, call } from '../../../tests/support/cast.ts'
import { operatorOf } from '../../../tests/support/operator.ts'
import { testWorld } from '../../../tests/support/world.ts'
import { passBreaker, reportHealth } from '../limits/index.ts'

const api = { provider: 'strava', operation: 'api' } as const

test('the operator sees an open breaker and closes it, which the log says with its name', async () => {
  const breakers = { api: { failures: 1, openSeconds: 600 } }
  const world = await testWorld({ environment: { KEYHOLD_LIMITS: JSON.stringify({ breakers }) } })
  const operator = await operatorOf(world)
  const passage = await passBreaker(world, api)
  await reportHealth(world, passage.granted ? passage : assert.fail('it was open'), 'away')

  const before = await operator('GET', '/api/breakers')
  const refused = await passBreaker(world, api)
  const reset = await operator('POST', '/api/breakers/reset', { name: 'strava/api' })
  const after = await passBreaker(world, api)
  const unknown = await operator('POST', '/api/breakers/reset', { name: 'strava/refresh' })
  const told = await operator('GET', '/api/audit/entries?action=breaker.reset')

  const [breaker] = before.body.breakers as Record<string, unknown>[]
  assert.deepEqual(
    [breaker?.name, breaker?.provider, breaker?.operation, breaker?.state, breaker?.trips, breaker?.isForced],
    ['strava/api', 'strava', 'api', 'open', 1, false],
  )
  assert.equal(refused.granted, false)
  assert.deepEqual([reset.status, after.granted], [200, true])
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'BREAKER_NOT_FOUND'])
  const [entry] = told.body.entries as { detail: string }[]
  assert.equal(entry?.detail, '{"breaker":"strava/api"}')
})

test('the operator opens a breaker for a time, which the log says, and of no provider that is not there', async () => {
  const world = await testWorld()
  const operator = await operatorOf(world)

  const opened = await operator('POST', '/api/breakers/open', { name: 'strava/refresh', seconds: 600 })
  const refused = await passBreaker(world, { provider: 'strava', operation: 'refresh' })
  const listed = await operator('GET', '/api/breakers')
  const strange = await Promise.all(
    ['nobody/api', 'strava/other', 'strava'].map((name) => operator('POST', '/api/breakers/open', { name })),
  )
  const told = await operator('GET', '/api/audit/entries?action=breaker.opened')

  assert.deepEqual([opened.status, opened.body.state, refused.granted], [200, 'open', false])
  const breakers = listed.body.breakers as Record<string, unknown>[]
  assert.deepEqual(
    breakers.map(({ name, state, isForced }) => [name, state, isForced]),
    [['strava/refresh', 'open', true]],
  )
  for (const { status, body } of strange) assert.deepEqual([status, body.code], [404, 'BREAKER_NOT_FOUND'])
  const [entry] = told.body.entries as { detail: string }[]
  assert.equal(entry?.detail, '{"breaker":"strava/refresh","seconds":600}')
})

test('a key opens and closes no breaker', async () => {
  const world = await testWorld()
  const { key } = await alice(world)

  const answers = await Promise.all(
    ['open', 'reset'].map((verb) =>
      call(world, key, 'POST', `/api/breakers/${verb}`, { name: 'strava/api' }),
    ),
  )

  assert.deepEqual(
    answers.map(({ status }) => status),
    [403, 403],
  )
})
