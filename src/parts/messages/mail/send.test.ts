import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { refuses } from '../../../../tests/support/fake-mail.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { as, transaction } from '../../../kit/world.ts'
import { aDesk, deliver, link, loggedOf, reader, rowsOf, tells } from './mail.fixture.ts'
import { queueMail } from './queue.ts'

test('a mail leaves once its transaction has committed, under the id of its row', async () => {
  const desk = await aDesk()

  await tells(desk, 'reset_password', { link })
  await deliver(desk.world)

  const [row] = await rowsOf(desk)
  assert.deepEqual(
    desk.mail.sent.map(({ id, to, subject }) => ({ id, to, subject })),
    [{ id: row!.id, to: reader, subject: 'Choose a new password for Example App' }],
  )
  assert.deepEqual([row!.state, row!.attempts], ['sent', 1])
  assert.deepEqual(await loggedOf(desk), [['mail.sent', '{"template":"reset_password"}']])
})

test('nothing leaves of what was rolled back', async () => {
  const { world, mail, owner } = await aDesk()
  const { accountId } = owner

  await assert.rejects(
    transaction(as(world, { role: 'app', accountId }), async (world) => {
      await queueMail(world, { accountId, template: 'reset_password', to: reader, values: { link } })
      throw new Error('no')
    }),
  )
  await deliver(world)

  assert.equal(mail.tries, 0)
})

test('the database tells neither the address nor the link, and forgets both once the mail has left', async () => {
  const desk = await aDesk()
  desk.mail.act = refuses('away', 'ESOCKET')
  await tells(desk, 'reset_password', { link })

  const [waiting] = await rowsOf(desk)
  desk.mail.act = () => Promise.resolve()
  await deliver(desk.world)

  const bytes = waiting!.content!.toString('latin1')
  assert.ok(!bytes.includes(reader) && !bytes.includes(link))
  assert.equal((await rowsOf(desk))[0]!.content, null)
})

test('A10: what a server that is away does not take is not lost: it leaves when the server is back', async () => {
  const desk = await aDesk()
  desk.mail.act = refuses('away', 'ESOCKET')
  await tells(desk, 'verify_address', { link })

  await deliver(desk.world)
  const [waiting] = await rowsOf(desk)
  desk.mail.act = () => Promise.resolve()
  desk.world.advance(400)
  await deliver(desk.world)

  assert.deepEqual([waiting!.state, waiting!.reason], ['waiting', 'ESOCKET'])
  assert.equal(desk.mail.sent.length, 1)
})

test('A10: without a server a mail waits for one, a day at the most', async () => {
  const desk = await aDesk({ hasServer: false })
  await tells(desk, 'verify_address', { link })

  desk.world.advance(80_000)
  await deliver(desk.world)
  const [waiting] = await rowsOf(desk)
  desk.world.advance(7_000)
  await deliver(desk.world)

  assert.deepEqual([waiting!.state, waiting!.attempts], ['waiting', 0])
  assert.deepEqual(await loggedOf(desk), [
    ['mail.failed', '{"template":"verify_address","reason":"no_server"}'],
  ])
})

test('it is tried again later and later for a day, then given up', async () => {
  const desk = await aDesk()
  desk.mail.act = refuses('later', 'smtp_451')
  await tells(desk, 'verify_address', { link })

  await deliver(desk.world)
  await deliver(desk.world)
  const atOnce = desk.mail.tries
  for (let round = 0; round < 14; round++) {
    desk.world.advance(14_401)
    await deliver(desk.world)
  }

  assert.equal(atOnce, 1)
  assert.ok(desk.mail.tries > 4 && desk.mail.tries < 9, `${desk.mail.tries} tries`)
  const [row] = await rowsOf(desk)
  assert.deepEqual([row!.state, row!.reason, row!.content], ['failed', 'smtp_451', null])
})

test('a link that is good for half an hour is not sent when that is over', async () => {
  const desk = await aDesk()
  await tells(desk, 'reset_password', { link })

  desk.world.advance(1_801)
  await deliver(desk.world)

  assert.equal(desk.mail.tries, 0)
  assert.equal((await rowsOf(desk))[0]!.reason, 'too_late')
})

test('a refusal for good is not tried again, and the log says so without the address', async () => {
  const desk = await aDesk()
  desk.mail.act = refuses('refused', 'smtp_550')
  await tells(desk, 'verify_address', { link })

  await deliver(desk.world)
  desk.world.advance(3_600)
  await deliver(desk.world)

  assert.equal(desk.mail.tries, 1)
  assert.deepEqual(await loggedOf(desk), [
    ['mail.failed', '{"template":"verify_address","reason":"smtp_550"}'],
  ])
})

describe('a process that is killed', () => {
  for (const point of ['mail.claimed', 'mail.taken'])
    test(`at ${point}: another sends it, under the same id`, async () => {
      const desk = await aDesk()
      await tells(desk, 'reset_password', { link })
      desk.world.atPoint(point, () => Promise.reject(new Error('killed')))
      await deliver(desk.world)
      const before = desk.mail.sent.length
      const other = await testWorld({ beside: desk.world, mail: desk.mail })

      await deliver(other)
      const whileClaimed = desk.mail.sent.length
      other.advance(61)
      await deliver(other)

      const [row] = await rowsOf(desk)
      assert.deepEqual([before, whileClaimed], point === 'mail.taken' ? [1, 1] : [0, 0])
      assert.deepEqual([...new Set(desk.mail.sent.map(({ id }) => id))], [row!.id])
      assert.deepEqual([desk.mail.sent.length, row!.state], [before + 1, 'sent'])
    })
})

test('two processes send each mail once', async () => {
  const desk = await aDesk()
  const other = await testWorld({ beside: desk.world, mail: desk.mail })
  for (let n = 0; n < 12; n++) await tells(desk, 'verify_address', { link })

  desk.world.advance(1)
  await Promise.all([desk.world, other].map(({ app }) => app.runDue({ budgetMilliseconds: 1_000 })))
  await Promise.all([desk.world.settled(), other.settled()])

  assert.deepEqual([desk.mail.tries, new Set(desk.mail.sent.map(({ id }) => id)).size], [12, 12])
})

test('a letter that hangs holds up neither the jobs nor the letters beside it', async () => {
  const desk = await aDesk()
  const { world, mail } = desk
  const over = Promise.withResolvers<void>()
  mail.act = () => {
    mail.act = () => Promise.resolve()
    return over.promise
  }
  for (let n = 0; n < 6; n++) await tells(desk, 'verify_address', { link })

  world.advance(1)
  await world.app.runDue({ budgetMilliseconds: 5_000 })
  while (mail.sent.length < 5) await new Promise((resolve) => setImmediate(resolve))
  const beside = mail.sent.length
  over.resolve()
  await world.settled()

  assert.deepEqual([beside, mail.sent.length], [5, 6])
})

test('a server that is away is asked for few letters, and the others wait untried', async () => {
  const desk = await aDesk()
  desk.mail.act = refuses('away', 'ESOCKET')
  for (let n = 0; n < 20; n++) await tells(desk, 'verify_address', { link })

  await deliver(desk.world)

  assert.equal(desk.mail.tries, 4)
})

test('A10: a server that is away for a quarter of an hour costs no link that is good for half an hour', async () => {
  const desk = await aDesk()
  desk.mail.act = refuses('away', 'ESOCKET')
  await tells(desk, 'reset_password', { link })

  for (let minute = 0; minute < 15; minute++) {
    await deliver(desk.world)
    desk.world.advance(60)
  }
  desk.mail.act = () => Promise.resolve()
  desk.world.advance(301)
  await deliver(desk.world)

  assert.equal(desk.mail.sent.length, 1)
})
