import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { gate } from '../../../tests/support/net.ts'
import { awakeInCalls, idleMilliseconds } from './calls.ts'
import { clientOf } from './context.ts'

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

describe('the client', () => {
  const from = (ip: string | undefined, headers = {}) =>
    clientOf(new Request('https://keyhold.netlify.app', { headers }), { ip })

  test('is who the edge says it is, and no header of its own making', () => {
    const header = { 'x-nf-client-connection-ip': '203.0.113.8' }

    assert.equal(from('203.0.113.7', { 'x-forwarded-for': '198.51.100.1' }), '203.0.113.7')
    assert.equal(from('2001:db8::1', header), '2001:db8::1')
    assert.equal(from('', header), '203.0.113.8')
    assert.equal(from(undefined, { 'x-forwarded-for': '198.51.100.1' }), undefined)
  })

  test('is never loopback, nor what is no address', () => {
    for (const ip of [
      '127.0.0.1',
      '127.9.9.9',
      '::1',
      '::ffff:127.0.0.1',
      'localhost',
      '203.0.113.7, 127.0.0.1',
    ])
      assert.equal(from(ip), undefined, ip)
  })
})
