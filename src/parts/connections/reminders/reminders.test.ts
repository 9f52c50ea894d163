import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aConnection, call, charlie, logOf } from '../../../../tests/support/cast.ts'
import { refuses } from '../../../../tests/support/fake-mail.ts'
import { linked } from '../../../../tests/support/linked.ts'
import type { Letter } from '../../../kit/mail.ts'
import { as, transaction } from '../../../kit/world.ts'
import { subjectFor } from '../../accounts/index.ts'
import { deleteSalt } from '../../vault/index.ts'
import { contactOf, keepContact } from './contact.ts'
import { follow } from './follow.ts'
import { aStage, needsOwner, tick } from './reminders.fixture.ts'

const pathOf = (link: string): string => new URL(link).pathname
const linkIn = ({ text }: Letter): string => /https?:\/\/\S+/.exec(text)![0]

describe('a connection that needs its owner', () => {
  test('is told once, in words, with a link that connects it again', async () => {
    const stage = await aStage()
    await needsOwner(stage)

    await tick(stage.world)
    // A restore can put the cursor back.
    await as(stage.world, { role: 'jobs' }).sql`update reminder_cursor set no = 0`
    await tick(stage.world)

    const [letter, ...more] = stage.mail.sent
    assert.deepEqual([letter!.to, more], ['ada@example.org', []])
    assert.equal(letter!.subject, 'Strava has to be connected again for Example App')
    assert.match(
      letter!.text,
      /Example App can no longer reach Ada at Strava\. The provider refused the refresh token/,
    )
    const page = await call(stage.world, null, 'GET', pathOf(linkIn(letter!)))
    assert.equal(page.status, 200)
    assert.match(String(page.body.text), /Example App/)
  })

  test('is told under the id of its event, and the log says so without the address', async () => {
    const stage = await aStage()
    await needsOwner(stage)

    await tick(stage.world)

    const log = await logOf(stage.world, stage.owner, stage.connection.id)
    const told = log.find(({ action }) => action === 'connection.reminded')
    assert.equal(told?.detail, '{"to":"user","reason":null}')
    const { sql } = as(stage.world, { role: 'jobs' })
    const [event] = await sql<{
      id: string
    }>`select id from audit_entry where action = 'connection.needs_reauth' limit 1`
    assert.equal(stage.mail.sent[0]!.id, event!.id)
  })

  test('holds no token, and its link lasts longer than one that is opened at once', async () => {
    const stage = await aStage()
    await needsOwner(stage)

    await tick(stage.world)
    stage.world.advance(2 * 86_400)

    const letter = stage.mail.sent[0]!
    assert.ok(!/access-1|refresh-1/.test(JSON.stringify(letter)))
    assert.equal((await call(stage.world, null, 'GET', pathOf(linkIn(letter)))).status, 200)
    stage.world.advance(2 * 86_400)
    assert.notEqual((await call(stage.world, null, 'GET', pathOf(linkIn(letter)))).status, 200)
  })

  test('is not told any more when it works again before the mail leaves', async () => {
    const stage = await aStage()
    stage.mail.act = refuses('later', 'smtp_451')
    await needsOwner(stage)
    await tick(stage.world)

    const { sql } = as(stage.world, { role: 'app', accountId: stage.owner.accountId })
    await sql`update connections set status = 'active' where id = ${stage.connection.id}`
    stage.mail.act = () => Promise.resolve()
    stage.world.advance(61)
    await tick(stage.world)

    assert.deepEqual([stage.mail.tries, stage.mail.sent], [1, []])
  })
})

describe('who is written to', () => {
  test('without an address of the user, the operator', async () => {
    const stage = await aStage({ address: null, environment: { OPERATOR_EMAIL: 'ops@example.org' } })
    await needsOwner(stage)

    await tick(stage.world)

    assert.deepEqual(
      stage.mail.sent.map(({ to }) => to),
      ['ops@example.org'],
    )
  })

  test('nobody, where neither is known', async () => {
    const stage = await aStage({ address: null })
    await needsOwner(stage)

    await tick(stage.world)

    assert.equal(stage.mail.tries, 0)
  })

  test('nobody of an account that switched it off, until it is switched on again', async () => {
    const stage = await aStage()
    const put = (enabled: boolean) => call(stage.world, stage.owner.key, 'PUT', '/api/reminders', { enabled })

    assert.equal((await put(false)).body.enabled, false)
    await needsOwner(stage)
    await tick(stage.world)
    const whileOff = stage.mail.tries
    await put(true)
    await needsOwner(stage)
    await tick(stage.world)

    assert.deepEqual([whileOff, stage.mail.sent.length], [0, 1])
  })

  test('a user five times a day at the most', async () => {
    const stage = await aStage()

    for (let round = 0; round < 7; round++) await needsOwner(stage)
    await tick(stage.world)

    assert.equal(stage.mail.sent.length, 5)
  })

  test('the operator twenty times a day at the most, about however many users', async () => {
    const stage = await aStage({ address: null, environment: { OPERATOR_EMAIL: 'ops@example.org' } })
    const { world, owner, mail } = stage

    for (const userId of ['bob', 'carol', 'dan', 'eve', 'fay']) {
      const connection = await aConnection(world, owner, { userId })
      for (let round = 0; round < 5; round++) await needsOwner({ world, connection })
    }
    await tick(world)
    const firstDay = mail.sent.length
    world.advance(86_401)
    await needsOwner(stage)
    await tick(world)

    assert.deepEqual([firstDay, mail.sent.length], [20, 21])
  })

  test('the address comes with a connect link, lies sealed, and is taken back by null', async () => {
    const stage = await aStage({ address: null })
    const { world, owner, connection } = stage
    const account = as(world, { role: 'app', accountId: owner.accountId })
    const give = (email: unknown) =>
      call(world, owner.key, 'POST', '/api/connections/sessions', { connectionId: connection.id, email })

    assert.equal((await give('ada@example.org\r\nBcc: eve@example.org')).status, 400)
    assert.equal((await give('ada@example.org')).status, 201)
    const [row] = await account.sql<{ address: Buffer }>`select address from subject_contact limit 1`
    const given = await contactOf(account, owner.accountId, connection.subjectId)
    await give(null)

    assert.ok(!row!.address.includes('ada@'))
    assert.equal(given, 'ada@example.org')
    assert.equal(await contactOf(account, owner.accountId, connection.subjectId), null)
  })

  test('the address goes with the salt of its user', async () => {
    const { world, owner } = await aStage()
    const account = as(world, { role: 'app', accountId: owner.accountId })
    const { id } = await subjectFor(account, owner.accountId, 'bob')
    await transaction(account, (world) => keepContact(world, owner.accountId, id, 'bob@example.org'))

    await transaction(account, (world) => deleteSalt(world, owner.accountId, id))

    assert.deepEqual(await account.sql`select from subject_contact where subject_id = ${id} limit 1`, [])
  })

  test("another account's switch and counts are its own", async () => {
    const stage = await aStage()
    const stranger = await charlie(stage.world)

    await call(stage.world, stranger.key, 'PUT', '/api/reminders', { enabled: false })
    await needsOwner(stage)
    await tick(stage.world)

    assert.equal(stage.mail.sent.length, 1)
    const { body } = await call(stage.world, stranger.key, 'GET', '/api/reminders')
    assert.deepEqual(body.lastDay, { sent: 0, waiting: 0, failed: 0 })
  })
})

test('while no mail can be sent nothing is noted, and old news is never told', async () => {
  const stage = await aStage()
  await needsOwner(stage)
  await linked(stage.world)

  assert.equal(await follow({ ...stage.world, mail: null }, 1000), 0)
  stage.world.advance(2 * 86_400)
  await tick(stage.world)

  assert.equal(stage.mail.tries, 0)
})
