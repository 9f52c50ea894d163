import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aKeyOf, anEndpoint, appRequest, tick } from '../../../../../tests/support/webhooks.ts'
import { alice } from '../../../../../tests/support/cast.ts'
import { testWorld, type TestWorld } from '../../../../../tests/support/world.ts'
import { secondsAfter } from '../../../../kit/duration.ts'
import { uuidv7 } from '../../../../kit/id.ts'
import { as, transaction } from '../../../../kit/world.ts'
import { findJourney, putJourney } from '../catalogue/store.ts'
import { journeyShape } from '../document/journey.ts'
import type { Mistake, Outcome } from '../run/result.ts'
import { tellOfRun } from './tell.ts'

const rules = journeyShape.parse({
  scenarios: ['register'],
  alert: { afterFailures: 1 },
  slo: { availability: 0.99 },
})

async function aJourney(world: TestWorld) {
  const { accountId } = await alice(world)
  const own = as(world, { role: 'app', accountId })
  const id = uuidv7(world)
  const timing = {
    everySeconds: 60,
    slotAt: secondsAfter(world.now(), 60),
    dueAt: secondsAfter(world.now(), 60),
  }
  await putJourney(own, accountId, { id, name: 'shop', document: '-', timing })
  const ran = async (outcome: Outcome, mistake: Mistake | null = null) => {
    const runId = uuidv7(world)
    await own.sql`
      insert into journey_run (account_id, id, journey_id, name, cause, mode, state, outcome, slot_at, every_seconds, asked_at)
      values (${accountId}, ${runId}, ${id}, 'shop', 'schedule', 'real', 'ended', ${outcome}, ${world.now()}, 60, ${world.now()})`
    await transaction(own, (world) =>
      tellOfRun(world, { accountId, journeyId: id }, rules, { runId, outcome, isDegraded: false, mistake }),
    )
    world.advance(60)
    return runId
  }
  const standing = async () => (await findJourney(own, accountId, 'shop'))!.standing
  return { accountId, ran, standing }
}

describe('what is news of a journey', () => {
  test('J7: goes to webhooks, with the names of the journey and the run', async () => {
    const world = await testWorld()
    const { accountId, ran } = await aJourney(world)
    const key = await aKeyOf(world, accountId)
    await anEndpoint({ world, key }, { eventTypes: ['journey.failing', 'journey.recovered'] })
    const received = world.net.answers(appRequest, {})

    await ran('failed')
    await ran('passed')
    await tick(world)
    world.advance(2)
    await tick(world)

    const told = received.calls.map(
      ({ text }) => JSON.parse(text) as { type: string; data: Record<string, unknown> },
    )
    assert.deepEqual(told.map(({ type, data }) => [type, data.journey]).sort(), [
      ['journey.failing', 'shop'],
      ['journey.recovered', 'shop'],
    ])
    assert.match(String(told[0]!.data.runId), /^[0-9a-f-]{36}$/)
  })

  test('J7: leads from a webhook that names no types to the cause: since when, which step, which code, which page', async () => {
    const world = await testWorld()
    const { accountId, ran, standing } = await aJourney(world)
    const key = await aKeyOf(world, accountId)
    await anEndpoint({ world, key })
    const received = world.net.answers(appRequest, {})

    const failed = await ran('failed', {
      code: 'EXPECTATION_FAILED',
      message: '/orders answered 500, wants 201',
      step: 'order',
    })
    const { failingSince } = await standing()
    const lost = await ran('could_not_run', {
      code: 'SECRET_MISSING',
      message: 'there is no secret a',
      step: null,
    })
    const { notRunFirstAt } = await standing()
    await ran('passed')
    await tick(world)
    world.advance(2)
    await tick(world)

    const told = new Map(
      received.calls.map(({ text }) => {
        const { type, data } = JSON.parse(text) as { type: string; data: Record<string, unknown> }
        return [type, data]
      }),
    )
    const none = { connectionId: null, userId: null, provider: null, status: null, reason: null }
    const page = (runId: string) => `http://localhost:3000/releases/journeys/shop/${runId}`
    assert.deepEqual(told.get('journey.failing'), {
      ...none,
      journey: 'shop',
      runId: failed,
      url: page(failed),
      step: 'order',
      error: { code: 'EXPECTATION_FAILED', message: '/orders answered 500, wants 201' },
      failures: 1,
      since: failingSince,
      seconds: 0,
    })
    assert.deepEqual(told.get('journey.not_running'), {
      ...none,
      journey: 'shop',
      runId: lost,
      url: page(lost),
      error: { code: 'SECRET_MISSING', message: 'there is no secret a' },
      runs: 1,
      since: notRunFirstAt,
      seconds: 0,
    })
    const { failures, seconds } = told.get('journey.recovered')!
    assert.deepEqual([failures, seconds], [1, 120])
  })

  test('J5: is in the log, which is kept for good, without what an answer said, and of a bounded length', async () => {
    const world = await testWorld()
    const { accountId, ran } = await aJourney(world)

    await ran('failed', {
      code: 'EXPECTATION_FAILED',
      message: `${'x'.repeat(100)}\n$.name is "Ada", wants equals "Bob"`,
      step: 'a',
    })
    await ran('failed', { code: 'NO_ANSWER', message: '\ud83d\ude00'.repeat(9_000), step: 'a' })
    await ran('passed')
    await ran('failed', { code: 'NO_ANSWER', message: '\ud83d\ude00'.repeat(9_000), step: 'a' })

    const rows = await as(world, { role: 'app', accountId }).sql<{ detail: string }>`
      select detail from audit_entry where action = 'journey.failing' order by at limit 10`
    const messages = rows.map(({ detail }) => (JSON.parse(detail) as { message: string }).message)
    assert.deepEqual([messages[0], messages[1]!.length], [`${'x'.repeat(100)} $.name is …`, 301])
    assert.ok(rows.every(({ detail }) => detail.length < 2_000))
  })

  test('J8: is a budget that burns, by the runs of the schedule, and never by one of them', async () => {
    const world = await testWorld()
    const { ran, standing } = await aJourney(world)

    await ran('failed')
    const once = (await standing()).burning
    await ran('failed')
    const burning = (await standing()).burning
    for (let n = 0; n < 10; n++) await ran('passed')
    const later = (await standing()).burning

    // Within five minutes nothing failed any more.
    assert.deepEqual([once, burning, later], [null, 'page', 'ticket'])
  })
})
