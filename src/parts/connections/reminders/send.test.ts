import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logOf } from '../../../../tests/support/cast.ts'
import { refuses } from '../../../../tests/support/fake-mail.ts'
import { linked } from '../../../../tests/support/linked.ts'
import { follow } from './follow.ts'
import { aStage, needsOwner, summary, tick } from './reminders.fixture.ts'
import { send } from './send.ts'

test('a letter is tried again later and later, and in the end no more', async () => {
  const stage = await aStage()
  stage.mail.act = refuses('later', 'smtp_451')
  await needsOwner(stage)

  await tick(stage.world)
  await tick(stage.world)
  const atOnce = stage.mail.tries
  for (let round = 0; round < 10; round++) {
    stage.world.advance(43_201)
    await tick(stage.world)
  }

  assert.deepEqual([atOnce, stage.mail.tries], [1, 7])
  const log = await logOf(stage.world, stage.owner, stage.connection.id)
  const failed = log.filter(({ action }) => action === 'connection.reminder_failed')
  assert.deepEqual(
    failed.map(({ detail }) => detail),
    ['{"to":"user","reason":"smtp_451"}'],
  )
})

test('a refusal for good is not tried again', async () => {
  const stage = await aStage()
  stage.mail.act = refuses('refused', 'smtp_550')
  await needsOwner(stage)

  await tick(stage.world)
  stage.world.advance(86_000)
  await tick(stage.world)

  assert.equal(stage.mail.tries, 1)
  const { lastDay, lastReason } = await summary(stage)
  assert.deepEqual([lastDay, lastReason], [{ sent: 0, waiting: 0, failed: 1 }, 'smtp_550'])
})

test('a server that is away is asked for one letter, and the others wait untried', async () => {
  const stage = await aStage()
  stage.mail.act = refuses('away', 'ESOCKET')
  await needsOwner(stage)
  await needsOwner(stage)
  await needsOwner(stage)

  await tick(stage.world)
  await tick(stage.world)
  const whileAway = stage.mail.tries
  stage.mail.act = () => Promise.resolve()
  stage.world.advance(61)
  await tick(stage.world)

  assert.deepEqual([whileAway, stage.mail.sent.length], [1, 3])
})

test('a server that hangs holds up no job, and gets no second letter beside the first', async () => {
  const stage = await aStage()
  const patience = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  stage.mail.act = () => {
    begun.resolve()
    return new Promise(() => undefined)
  }
  const hurried = { ...stage.world, wait: () => patience.promise }
  await needsOwner(stage)
  await linked(stage.world)
  await follow(stage.world, 1000)

  await send(hurried)
  await begun.promise
  patience.resolve()
  await stage.world.settled()
  stage.world.advance(400)
  await send(hurried)
  await stage.world.settled()

  assert.equal(stage.mail.tries, 1)
  assert.equal((await summary(stage)).lastReason, 'timed_out')
})
