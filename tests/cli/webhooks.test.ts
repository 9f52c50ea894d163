import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Answer, Got } from '../../client/asked.ts'
import { until } from '../faults/support/until.ts'
import { isGenuine, startReceiver, type Receiver } from '../support/receiver.ts'
import { aHome, type Started } from './running.ts'

const home = aHome()
let server: Started
let receiver: Receiver

before(async () => {
  receiver = await startReceiver()
  server = await home.start({ KEYHOLD_WEBHOOK_ORIGINS: receiver.url })
  assert.notEqual(server.url, '', server.stderr())
})

after(async () => {
  receiver.close()
  await home.remove()
})

const endpoints = (...words: string[]) => server.keyhold('webhooks', 'endpoints', ...words)

describe('an endpoint', () => {
  let id = ''
  let secret = ''

  test('is added with its secret alone on standard output, and listed without', async () => {
    const made = await endpoints('create', `${receiver.url}/hooks`)
    const listed = await server.answerTo<Got<'/api/webhooks/endpoints'>>('webhooks', 'endpoints', 'list')

    secret = made.stdout.trim()
    id = listed.endpoints[0]!.id
    assert.match(made.stdout, /^whsec_\S+\n$/)
    assert.match((await endpoints('list')).stdout, /ADDRESS/)
    assert.equal(JSON.stringify(listed).includes(secret), false)
  })

  test('is sent a test event, which is genuine and stands among the deliveries', async () => {
    const sent = await server.answerTo<Answer<'post', '/api/webhooks/endpoints/{id}/tests'>>(
      'webhooks',
      'endpoints',
      'test',
      id,
    )
    await until('the test event', () => receiver.ids().includes(sent.id))

    assert.equal(isGenuine(secret, receiver.received[0]!, new Date()), true)
    await until('its booking', async () => (await endpoints('deliveries', id)).stdout.includes('delivered'))
  })

  test('is sent one event again, everything since a moment, and nothing while it is off', async () => {
    const [event] = receiver.ids()
    const again = await endpoints('resend', id, event!)
    await until('the event again', () => receiver.ids().length > 1)
    const replayed = await server.answerTo<{ due: number }>(
      'webhooks',
      'endpoints',
      'replay',
      id,
      '--since',
      '2026-01-01',
    )
    const off = await endpoints('disable', id)
    const refused = await endpoints('test', id)
    const on = await endpoints('enable', id)

    assert.deepEqual([again.code, replayed.due, off.code, refused.code, on.code], [0, 0, 0, 5, 0])
    assert.deepEqual(new Set(receiver.ids()), new Set([event]))
  })

  test('gets a new secret, and is removed only when somebody says so', async () => {
    const rotated = await endpoints('rotate', id)
    const asked = await endpoints('delete', id)
    const removed = await endpoints('delete', id, '--yes')
    const gone = await endpoints('deliveries', id)

    assert.match(rotated.stdout, /^whsec_\S+\n$/)
    assert.notEqual(rotated.stdout.trim(), secret)
    assert.deepEqual([asked.code, removed.code, gone.code], [2, 0, 3])
  })
})

test('an address inside the network is refused with the cure', async () => {
  const { code, stderr } = await endpoints('create', 'http://127.0.0.1:1/hooks')

  assert.equal(code, 2)
  assert.match(stderr, /KEYHOLD_WEBHOOK_ORIGINS/)
})
