import assert from 'node:assert/strict'
import { test } from 'node:test'
import { masterKey, testWorld } from '../../../tests/support/world.ts'
import { as } from '../../kit/world.ts'
import { KeyringError } from './faults.ts'
import { localWrapper } from './wrap-local.ts'

test('a start with another master key refuses, naming the one it wants and the one it was given', async () => {
  const world = await testWorld()

  const other = Buffer.alloc(32, 9).toString('base64')
  const start = testWorld({ beside: world, environment: { KEYHOLD_MASTER_KEY: other } })

  const wanted = localWrapper(Buffer.from(masterKey, 'base64')).fingerprint
  const offered = localWrapper(Buffer.from(other, 'base64')).fingerprint
  await assert.rejects(
    start,
    (error) =>
      error instanceof KeyringError && error.message.includes(wanted) && error.message.includes(offered),
  )
})

test('a refused start makes no key of its own', async () => {
  const world = await testWorld()
  const keys = () => as(world, { role: 'jobs' }).sql`select id, wrapped from encryption_keys order by id`
  const before = await keys()

  await testWorld({
    beside: world,
    environment: { KEYHOLD_MASTER_KEY: Buffer.alloc(32, 9).toString('base64') },
  }).catch(() => undefined)

  assert.deepEqual(await keys(), before)
})

test('two starters of a new deployment end with one primary key for each purpose', async () => {
  const world = await testWorld()
  await Promise.all([testWorld({ beside: world }), testWorld({ beside: world })])

  const rows = await as(world, { role: 'jobs' }).sql<{
    count: number
  }>`select purpose, count(*) as count from encryption_keys where state = 'primary' group by purpose`

  assert.ok(rows.length >= 5)
  for (const { count } of rows) assert.equal(count, 1)
})

test('a wrapped key opens for its own id, purpose and deployment only', async () => {
  const wrapper = localWrapper(Buffer.alloc(32, 1))
  const name = { id: 1, purpose: 'seal', deploymentId: '01a1fcdf-0000-7000-8000-000000000001' }
  const wrapped = await wrapper.wrap(name, Buffer.alloc(32, 5), Buffer.alloc(12))

  assert.equal(wrapped.length, 70)
  assert.deepEqual(await wrapper.unwrap(name, wrapped), Buffer.alloc(32, 5))
  for (const other of [
    { ...name, id: 2 },
    { ...name, purpose: 'lookup' },
    { ...name, deploymentId: '01a1fcdf-0000-7000-8000-000000000002' },
  ]) {
    await assert.rejects(wrapper.unwrap(other, wrapped), KeyringError)
  }
})
