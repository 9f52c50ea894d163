import assert from 'node:assert/strict'
import { test } from 'node:test'
import { charlie } from '../../../../../tests/support/cast.ts'
import { type TestWorld, testWorld } from '../../../../../tests/support/world.ts'
import { as } from '../../../../kit/world.ts'
import { deployment } from '../../../accounts/index.ts'
import { aCall } from '../running/house.fixture.ts'
import { insertRun, queuedRuns } from '../running/store.ts'
import { hasRoom, inItsPlace } from './under-way.ts'

const forever = () => new Promise<void>(() => {})

/** Begins as many as there is room for. */
const beginAll = (world: TestWorld, accountId: string, kind: 'run' | 'cleaning', of: number): number =>
  Array.from({ length: of }, (_, n) =>
    inItsPlace(world, { accountId, id: `${accountId} ${kind} ${n}` }, kind, forever),
  ).filter(Boolean).length

test('one account whose targets hang leaves a place to the others, and those that clean up have their own', async () => {
  const world = await testWorld()

  const hanging = beginAll(world, 'one', 'run', 10)
  const roomLeft = [hasRoom(world, 'one'), hasRoom(world, 'other')]
  const others = beginAll(world, 'other', 'run', 10)
  const cleaning = beginAll(world, 'third', 'cleaning', 10)

  assert.deepEqual([hanging, roomLeft, others, cleaning], [3, [false, true], 1, 2])
})

test('a place is free again once its run has ended, however it did', async () => {
  const world = await testWorld()
  const fail = () => Promise.reject(new Error('it broke'))

  await assert.rejects(inItsPlace(world, { accountId: 'one', id: 'a' }, 'run', fail)!)

  assert.equal(beginAll(world, 'one', 'run', 10), 3)
})

test('queued runs are begun in turns of the accounts, each in its order', async () => {
  const world = await testWorld()
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  const { accountId: other } = await charlie(world)
  const queue = (accountId: string, name: string) =>
    insertRun(as(world, { role: 'app', accountId }), {
      ...aCall,
      accountId,
      id: crypto.randomUUID(),
      name,
      scenarios: ['login'],
    })
  for (const name of ['a', 'b', 'c']) {
    await queue(other, name)
    world.advance(1)
  }
  await queue(homeAccountId, 'home')

  const due = await queuedRuns(as(world, { role: 'jobs' }), 3)

  assert.deepEqual(
    due.map(({ accountId }) => (accountId === other ? 'other' : 'home')),
    ['other', 'home', 'other'],
  )
})
