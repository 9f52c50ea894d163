import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { World } from '../../../kit/world.ts'
import { onTheBeat } from './beat.ts'

async function waitAfter(milliseconds: number): Promise<number> {
  const waits: number[] = []
  let now = 1_000
  const world = { now: () => new Date(now), wait: async (wait: number) => void waits.push(wait) }
  await onTheBeat(world as unknown as World, async () => {
    now += milliseconds
  })
  return milliseconds + waits[0]!
}

test('A1: an answer comes a whole number of beats after its request, whatever it took', async () => {
  assert.deepEqual(
    [await waitAfter(3), await waitAfter(40), await waitAfter(124), await waitAfter(130)],
    [125, 125, 125, 250],
  )
})

test('A1: the same holds for what fails', async () => {
  const waits: number[] = []
  const world = { now: () => new Date(0), wait: async (wait: number) => void waits.push(wait) }
  const failing = onTheBeat(world as unknown as World, () => Promise.reject(new Error('no')))

  await assert.rejects(failing, /no/)

  assert.deepEqual(waits, [125])
})
