import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linked } from '../../../../tests/support/linked.ts'
import { alice } from '../../../../tests/support/cast.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { uuidv7 } from '../../../kit/id.ts'
import { as, transaction } from '../../../kit/world.ts'
import { makeMonths, record } from '../log/record.ts'
import { evidenceOf } from './evidence.ts'
import { headOf } from './store.ts'
import { verify } from './verify.ts'

/** A log with an old month, with two blocks and one behind it. What its process could ask of the database itself. */
async function aLog() {
  const world = await testWorld({ at: '2026-01-10T00:00:00Z' })
  const { accountId } = await alice(world)
  const act = () =>
    transaction(as(world, { role: 'app', accountId }), (world) =>
      record(world, { action: 'key.created', accountId, actor: { kind: 'job', id: 'test' } }),
    )
  await act()
  await linked(world)
  await act()
  await linked(world)
  const { no } = await headOf(as(world, { role: 'jobs' }))
  world.advance(200 * 86_400)
  await makeMonths(world)
  await act()
  await linked(world)
  return { world, accountId, lastOfOldMonth: no, sql: world.sql.as({ role: 'jobs' }) }
}

test('the process takes no block of a month off the log that it does not drop, and keeps none that it drops', async () => {
  const { world, sql, lastOfOldMonth } = await aLog()
  const { no } = await headOf({ sql })
  const prune = (last: string) => sql`select audit_prune('2026-03-01', ${last}::bigint, '{}') as gone limit 1`

  assert.notEqual(no, lastOfOldMonth)
  await assert.rejects(prune(no), { code: '22023' })
  await assert.rejects(prune('1'), { code: '22023' })
  await assert.rejects(sql`select audit_prune('2026-03-02', ${lastOfOldMonth}::bigint, '{}')`, {
    code: '22023',
  })
  assert.equal((await verify(evidenceOf(world))).ok, true)
})

test('the process begins no epoch while the cluster is the one it was, so that no running act falls out of the log', async () => {
  const { world, accountId, sql } = await aLog()
  const begun = transaction(as(world, { role: 'app', accountId }), async (world) => {
    await record(world, { action: 'key.created', accountId, actor: { kind: 'job', id: 'late' } })
    await assert.rejects(sql`select audit_new_epoch()`, { code: '42501' })
    assert.deepEqual(await sql`select audit_begin_epoch() as epoch limit 1`, [{ epoch: null }])
  })
  await begun
  await linked(world)

  const proof = await verify(evidenceOf(world))

  assert.deepEqual([proof.ok, proof.pending], [true, 0])
})

test('an entry too large to be hashed is refused, and the linker goes on', async () => {
  const { world, accountId } = await aLog()
  const app = world.sql.as({ role: 'app', accountId })
  const append = (bytes: number) => app`
    select audit_append(${uuidv7(world)}, ${world.now()}, ${accountId}, null, 'job', 'x', 'key.created', null, null, 'ok', null, null, repeat('x', ${bytes}))`

  await append(100_000)
  await assert.rejects(append(2_000_000), { code: '23514' })
  await linked(world)

  assert.equal((await verify(evidenceOf(world))).ok, true)
})
