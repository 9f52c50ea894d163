import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../../../../tests/support/world.ts'
import { Fault, faults } from '../../../kit/fault.ts'
import type { Call, Caller } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { autoRefresh } from './auto-refresh.ts'
import { inWords } from './failed.ts'

const saidOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => assert.fail('it was answered'),
    (error: unknown) => error,
  )
  assert.ok(error instanceof Fault)
  const { status, body, headers } = error.context
  return { code: error.code, status, body, headers }
}

test('what nobody foresaw is 500 in the function’s words, worth a retry, and tells no cause', async () => {
  const world = await testWorld()

  const said = await saidOf(
    inWords(world, 'Status check failed', () => Promise.reject(new Error('secret place'))),
  )

  assert.deepEqual(said, {
    code: 'REFUSED_AS_000',
    status: 500,
    body: { error: 'Status check failed', circuit_state: 'CLOSED', retry: true },
    headers: { 'x-circuit-breaker-state': 'CLOSED' },
  })
})

test('a database that is away is 503 with a time to come back, even where the breaker cannot be read', async () => {
  const world = await testWorld()
  const away = { ...world, sql: () => Promise.reject(new Error('away')) } as unknown as World

  const said = await saidOf(
    inWords(away, 'Token refresh failed', () =>
      Promise.reject(faults.DATABASE_UNAVAILABLE({ retryAfterSeconds: 1 })),
    ),
  )

  assert.equal(said.status, 503)
  assert.deepEqual(said.headers, { 'retry-after': '1' })
  const { error, circuit_state, retry, retryAfter } = said.body as Record<string, unknown>
  assert.deepEqual([error, circuit_state, retry, retryAfter], ['Token refresh failed', null, true, 1])
})

test('a key that was revoked meanwhile is told so', async () => {
  const world = await testWorld()

  const { code } = await saidOf(
    inWords(world, 'Token refresh failed', () => Promise.reject(faults.UNAUTHENTICATED())),
  )

  assert.equal(code, 'UNAUTHENTICATED')
})

test('a round of refreshes that fails says so with its time', async () => {
  const world = await testWorld()
  const as = () => {
    throw new Error('away')
  }
  const away = { ...world, sql: Object.assign(as, { as }) } as unknown as World

  const call = { world: away, caller: {} as Caller } as unknown as Call<never, never>
  const { status, body } = await saidOf(autoRefresh[0]!.handle(call))

  const { timestamp, ...rest } = body as Record<string, unknown>
  assert.deepEqual(
    [status, rest],
    [
      500,
      {
        error: 'Auto-refresh failed',
        message: 'The round could not be ended; the next one goes on with what is left.',
      },
    ],
  )
  assert.match(String(timestamp), /^2026-01-01T/)
})
