import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aMail } from '../../../../tests/support/fake-mail.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { aPerson } from '../people/people.fixture.ts'
import { as, transaction } from '../../../kit/world.ts'
import { mailKeptFor } from '../../messages/mail/kept.ts'
import { queueMail } from '../../messages/mail/queue.ts'
import { send } from '../../messages/mail/send.ts'

const values = { link: 'https://app.example.org/verify-email#secret' }

test('S7: mail to whom a journey made up stays here, and can be read; mail to anybody else leaves, and cannot', async () => {
  const mail = aMail()
  const world = await testWorld({ mail })
  const { personId: accountId } = await aPerson(world, {})
  const person = as(world, { role: 'app', accountId })
  const to = ['ada@example.org', 'synthetic-1-a@synthetic.invalid', 'Synthetic-2-B@SYNTHETIC.invalid']
  for (const each of to)
    await transaction(person, (world) =>
      queueMail(world, { accountId, template: 'verify_address', to: each, values }),
    )

  await send(world, 1_000)
  world.advance(86_400)
  await send(world, 1_000)
  await world.settled()
  const kept = await mailKeptFor(person, accountId)

  assert.deepEqual(
    mail.sent.map(({ to }) => to),
    ['ada@example.org'],
  )
  assert.deepEqual(
    kept.map(({ template, link }) => [template, link]),
    [
      ['verify_address', values.link],
      ['verify_address', values.link],
    ],
  )
  assert.match(kept[0]!.text, /Confirm within 24 hours/)
})
