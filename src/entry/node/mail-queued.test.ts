import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice } from '../../../tests/support/cast.ts'
import { partsOf, startLetterBox } from '../../../tests/support/letter-box.ts'
import { testWorld } from '../../../tests/support/world.ts'
import { as, transaction } from '../../kit/world.ts'
import { queueMail } from '../../parts/messages/index.ts'
import { openMail } from './mail.ts'

const link = 'https://app.example.org/reset-password#c2VjcmV0'
const http = { send: () => Promise.reject(new Error('no call was foreseen')) }

test('a queued mail reaches a mail server as text and as HTML, and after a crash once more under the same Message-ID', async (t) => {
  const box = await startLetterBox()
  t.after(() => box.close())
  const server = { host: '127.0.0.1', port: box.port, isTls: false, isLoopback: true, login: null }
  const from = { name: 'Example App', address: 'keyhold@example.org' }
  const mail = openMail({ kind: 'smtp', server, from }, { http })!
  const world = await testWorld({ mail, environment: { KEYHOLD_APP_NAME: 'Example App' } })
  const { accountId } = await alice(world)
  await transaction(as(world, { role: 'app', accountId }), (world) =>
    queueMail(world, { accountId, template: 'reset_password', to: 'ada@example.org', values: { link } }),
  )
  world.atPoint('mail.taken', () => Promise.reject(new Error('killed')))

  for (const seconds of [1, 61]) {
    world.advance(seconds)
    await world.app.runDue({ budgetMilliseconds: 1_000 })
    await world.settled()
  }

  const letters = box.taken.map((taken) => ({ to: taken.to, ...partsOf(taken) }))
  assert.deepEqual(
    letters.map(({ to }) => to),
    [['ada@example.org'], ['ada@example.org']],
  )
  const ids = letters.map(({ head }) => head.find((line) => line.startsWith('Message-ID: ')))
  assert.match(ids[0]!, /^Message-ID: <[0-9a-f-]{36}@example\.org>$/)
  assert.equal(ids[0], ids[1])
  assert.match(letters[0]!.body, /text\/plain[^]*#c2VjcmV0[^]*text\/html[^]*href="[^"]*#c2VjcmV0"/)
})
