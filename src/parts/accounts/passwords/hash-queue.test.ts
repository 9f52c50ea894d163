import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../../../kit/fault.ts'
import { HashQueue } from './hash-queue.ts'

test('B5: at most two are at work, the others wait their turn, and whoever comes then is sent away', async () => {
  const queue = new HashQueue(3)
  const gates: (() => void)[] = []
  let running = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++running)
    await new Promise<void>((resolve) => gates.push(resolve))
    running--
  }

  const taken = Array.from({ length: 5 }, () => queue.run(work))
  const refusal = await queue.run(work).catch((error: unknown) => error)
  const all = Promise.all(taken)
  for (let opened = 0; opened < taken.length;) {
    const gate = gates.shift()
    gate?.()
    if (gate) opened++
    await new Promise(setImmediate)
  }
  await all

  assert.equal(most, 2)
  assert.equal(queue.begun, 5)
  assert.ok(refusal instanceof Fault && refusal.code === 'SIGN_IN_BUSY')
  assert.ok((refusal.retryAfterSeconds ?? 0) > 0)
})

test('B5: work that fails gives its place to the next', async () => {
  const queue = new HashQueue(10)
  const fail = () => Promise.reject(new Error('no'))

  const outcomes = await Promise.allSettled(
    [fail, fail, fail, fail, async () => 'done'].map((work) => queue.run<string>(work)),
  )

  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected', 'rejected', 'rejected', 'fulfilled'],
  )
})

test('B5: who comes between two turns does not make three at work', async () => {
  const queue = new HashQueue(10)
  let running = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++running)
    await new Promise(setImmediate)
    running--
  }

  const early = [work, work, work, work].map((each) => queue.run(each))
  const late = early.map((each) => each.then(() => queue.run(work)))
  await Promise.all([...early, ...late])

  assert.equal(most, 2)
})

test('B5: no more are admitted than may wait and be at work', async () => {
  const queue = new HashQueue(1)
  const gate = Promise.withResolvers<string>()
  const taken = Array.from({ length: 3 }, () => queue.admit(() => gate.promise))

  const refusal = await queue.admit(async () => 'in').catch((error: unknown) => error)
  gate.resolve('done')

  assert.ok(refusal instanceof Fault && refusal.code === 'SIGN_IN_BUSY')
  assert.deepEqual(await Promise.all(taken), ['done', 'done', 'done'])
  assert.equal(await queue.admit(async () => 'in'), 'in')
})
