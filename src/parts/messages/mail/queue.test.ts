import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { call } from '../../../../tests/support/cast.ts'
import { refuses } from '../../../../tests/support/fake-mail.ts'
import { operatorOf } from '../../../../tests/support/operator.ts'
import { aDesk, deliver, link, reader, rowsOf, tells } from './mail.fixture.ts'

describe('E1: a person is told of one kind of thing once an hour', () => {
  test('however often it happens, and again an hour later', async () => {
    const desk = await aDesk()

    await tells(desk, 'new_device')
    desk.world.advance(1_800)
    await tells(desk, 'new_device')
    await tells(desk, 'password_changed')
    const withinTheHour = (await rowsOf(desk)).map(({ template }) => template)
    desk.world.advance(1_801)
    await tells(desk, 'new_device')

    assert.deepEqual(withinTheHour, ['new_device', 'password_changed'])
    assert.equal((await rowsOf(desk)).length, 3)
  })

  test('when it happens many times at once', async () => {
    const desk = await aDesk()

    await Promise.all(Array.from({ length: 12 }, () => tells(desk, 'session_reuse')))

    assert.equal((await rowsOf(desk)).length, 1)
  })

  test('but what has a day or a reason of its own goes each time', async () => {
    const desk = await aDesk()

    for (const template of ['factor_reset_asked', 'erase_asked', 'impersonated'] as const) {
      await tells(desk, template)
      await tells(desk, template)
    }

    assert.equal((await rowsOf(desk)).length, 6)
  })

  test('but what carries a link goes each time', async () => {
    const desk = await aDesk()

    await tells(desk, 'reset_password', { link })
    await tells(desk, 'reset_password', { link })

    assert.equal((await rowsOf(desk)).length, 2)
  })
})

test('a mail links to web pages alone', async () => {
  const desk = await aDesk()

  await assert.rejects(tells(desk, 'reset_password', { link: 'javascript:alert(1)' }), /web pages alone/)
})

describe('the outbox', () => {
  test('tells the operator what about and how it went, and neither to whom nor what it says', async () => {
    const desk = await aDesk()
    const operator = await operatorOf(desk.world)
    desk.mail.act = refuses('later', 'smtp_451')
    await tells(desk, 'reset_password', { link })
    await deliver(desk.world)

    const { status, body } = await operator('GET', '/api/mail/outbox')

    const { mails } = body as { mails: Record<string, unknown>[] }
    assert.deepEqual([status, body.canSend], [200, true])
    assert.deepEqual(
      mails.map(({ template, state, attempts, reason }) => [template, state, attempts, reason]),
      [['reset_password', 'waiting', 1, 'smtp_451']],
    )
    const text = JSON.stringify(body)
    assert.ok(!text.includes(reader) && !text.includes('app.example.org'))
  })

  test('is not for an app', async () => {
    const desk = await aDesk()

    assert.equal((await call(desk.world, desk.owner.key, 'GET', '/api/mail/outbox')).status, 403)
  })
})
