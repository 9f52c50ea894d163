import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { gate } from '../../../tests/support/net.ts'
import { awakeInCalls, idleMilliseconds } from './calls.ts'

function aSleeper(t: TestContext) {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 })
  const background = gate()
  let woken = 0
  const instance = { settled: () => background.promise, wake: () => void (woken += 1) }
  const inCall = awakeInCalls<typeof instance>()
  return {
    background,
    call: () => inCall(instance, async () => new Response()),
    sleep: (milliseconds: number) => t.mock.timers.tick(milliseconds),
    woken: () => woken,
  }
}

describe('an instance', () => {
  test('is woken when nobody called it for a while, and not between calls that follow one another', async (t) => {
    const { background, call, sleep, woken } = aSleeper(t)
    background.open()

    await (
      await call()
    ).rest
    sleep(idleMilliseconds - 1)
    await (
      await call()
    ).rest
    const early = woken()
    sleep(idleMilliseconds)
    await (
      await call()
    ).rest

    assert.deepEqual([early, woken()], [0, 1])
  })

  test('keeps its connections while anything goes on behind an answer', async (t) => {
    const { background, call, sleep, woken } = aSleeper(t)

    const { rest } = await call()
    sleep(idleMilliseconds)
    await call()
    const meanwhile = woken()
    background.open()
    await rest

    assert.equal(meanwhile, 0)
  })
})
