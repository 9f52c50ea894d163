import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../../../../tests/support/world.ts'
import { hashQueue } from '../passwords/hash-queue.ts'
import { aPerson } from '../people/people.fixture.ts'
import { signedIn } from '../sessions/sessions.fixture.ts'

test('B5: while 200 sign-ins come at once, sessions are answered before these are, and who finds the queue full comes later', async () => {
  const world = await testWorld({ environment: { PASSWORD_QUEUE: '20' } })
  const browser = await signedIn(world, await aPerson(world))
  const before = hashQueue(world).begun
  const ended: string[] = []
  const knock = async (n: number) => {
    const body = JSON.stringify({ email: `${n}@example.org`, password: 'wrong' })
    const headers = { 'content-type': 'application/json' }
    const request = new Request('http://localhost:3000/auth/login', { method: 'POST', headers, body })
    const response = await world.app.fetch(request, { remoteAddress: `198.51.${n}.7` })
    ended.push('sign-in')
    return response
  }
  const look = async () => {
    const { status } = await browser.call('GET', '/auth/session')
    ended.push('session')
    return status
  }

  const flood = Array.from({ length: 200 }, (_, n) => knock(n))
  const looks: number[] = []
  for (let n = 0; n < 5; n++) looks.push(await look())
  const answers = await Promise.all(flood)

  assert.deepEqual(looks, Array<number>(5).fill(200))
  assert.ok(ended.lastIndexOf('session') < ended.lastIndexOf('sign-in'), 'sessions waited for all sign-ins')
  const away = answers.filter(({ status }) => status === 503)
  assert.ok(away.length > 0, 'nobody was sent away')
  for (const { headers } of away) assert.ok(Number(headers.get('retry-after')) > 0)
  assert.equal(hashQueue(world).begun - before, 200 - away.length)
  assert.ok(answers.every(({ status }) => status === 401 || status === 503))
})
