import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection, Keyhold, StatsOf } from './index.ts'

/** Whether two types are one. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Never called: `tsc` reads it, here and where the packed client is installed. */
export async function typesOf(keyhold: Keyhold): Promise<true[]> {
  const connection = await keyhold.get('/api/connections/{id}', { params: { path: { id: 'c' } } })
  const list = await keyhold.get('/api/connections')
  const session = await keyhold.post('/api/connections/sessions', {
    body: { provider: 'strava', userId: 'u' },
  })
  const nothing = await keyhold.delete('/api/operator/session')
  const year: Same<StatsOf<'yearly'>['type'], 'yearly_stats'> = true
  // @ts-expect-error a path parameter is needed
  await keyhold.get('/api/connections/{id}')
  // @ts-expect-error there is no such address
  await keyhold.get('/api/connection')
  // @ts-expect-error a page for people is no call
  await keyhold.get('/connect/{secret}', { params: { path: { secret: 's' } } })
  // @ts-expect-error a body is needed
  await keyhold.post('/api/keys')
  // @ts-expect-error there is no such scope
  await keyhold.post('/api/keys', { body: { name: 'web', scopes: ['everything'] } })
  // @ts-expect-error there is no such status
  await keyhold.get('/api/connections', { params: { query: { status: 'gone' } } })
  const same: Same<typeof connection, Connection> = true
  const each: Same<(typeof list.connections)[number]['status'], Connection['status']> = true
  const made: Same<typeof session.connectUrl, string> = true
  const empty: Same<typeof nothing, void> = true
  return [year, same, each, made, empty]
}

test('what a call takes and answers is told by its types', () => {
  assert.equal(typeof typesOf, 'function')
})
