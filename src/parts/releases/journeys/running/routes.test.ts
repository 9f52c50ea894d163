import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { call } from '../../../../../tests/support/cast.ts'
import { as } from '../../../../kit/world.ts'
import { aStrangersKey, houseOnLoopback } from './house.fixture.ts'

interface Told {
  id: string
  status: string
  outcome: string
  steps: { step: string; status: string; reason?: string; error?: string; result?: Record<string, unknown> }[]
  summary: Record<string, number>
  notRun: string[]
  cleanup: { leftovers: string[] }
}
const journeyIn = (body: Record<string, unknown>) => body.journey as Told
const metadataIn = (body: Record<string, unknown>) => body.metadata as Record<string, unknown>
const path = '/internal/journey/run'

describe('the scenarios that come with Keyhold', () => {
  test('J1: pass against our own accounts, in source 004’s order and its answer’s form, and leave nobody behind', async (t) => {
    const { ask, own, people } = await houseOnLoopback(t)

    const { status, body } = await ask('POST', path)

    const { steps, summary, ...journey } = journeyIn(body)
    assert.equal(status, 200)
    assert.deepEqual(
      steps.map(({ step, status }) => [step, status]),
      [
        ['register', 'passed'],
        ['verify', 'passed'],
        ['login', 'passed'],
        ['createProfile', 'passed'],
        ['uploadMedia', 'skipped'],
        ['searchSelf', 'passed'],
        ['exportData', 'passed'],
        ['logout', 'passed'],
      ],
      JSON.stringify(steps),
    )
    assert.deepEqual(summary, { total: 8, passed: 7, failed: 0, skipped: 1, successRate: 100 })
    assert.deepEqual([journey.status, journey.outcome, journey.cleanup.leftovers], ['passed', 'passed', []])
    assert.equal(steps[4]!.reason, 'Keyhold keeps no media: there is nothing to upload to')
    assert.deepEqual([metadataIn(body).apiBaseUrl, metadataIn(body).simulated], [own, false])
    assert.equal(await people(), 0)
  })

  test('J1: refresh and the second factor pass, too: all of them, in the order in which they are listed', async (t) => {
    const { ask, people } = await houseOnLoopback(t)
    const { body: listed } = await ask('GET', '/internal/journey/journeys')
    const scenarios = (listed.scenarios as { name: string }[]).map(({ name }) => name)

    const { body } = await ask('POST', path, { scenarios })

    const { steps, status, summary } = journeyIn(body)
    assert.deepEqual([status, summary.passed, summary.skipped], ['passed', 9, 1], JSON.stringify(steps))
    assert.equal(await people(), 0)
  })

  test('S7: with EMAIL_ENABLED off verify is skipped and says so, and the others pass', async (t) => {
    const { ask } = await houseOnLoopback(t, { EMAIL_ENABLED: 'false' })

    const { body } = await ask('POST', path, { scenarios: ['register', 'verify', 'login', 'logout'] })

    const { steps, status, summary } = journeyIn(body)
    assert.equal(status, 'passed', JSON.stringify(steps))
    assert.match(steps[1]!.reason!, /^EMAIL_ENABLED is off/)
    assert.deepEqual([summary.skipped, summary.passed], [1, 3])
  })

  test('S7: a simulated run asks nobody, and says so', async (t) => {
    const { ask, world } = await houseOnLoopback(t)
    let asked = 0
    world.http.send = async () => {
      asked += 1
      throw new Error('asked')
    }

    const { status, body } = await ask('POST', path, { mode: 'simulated' })

    assert.deepEqual([status, journeyIn(body).status, metadataIn(body).mode], [200, 'passed', 'simulated'])
    assert.equal(metadataIn(body).simulated, true)
    const { passed, skipped, successRate } = journeyIn(body).summary
    assert.deepEqual([passed, skipped, successRate], [0, 8, 0])
    assert.equal(asked, 0)
  })

  test('J5: neither the password nor a stack is in an answer, a step or an archive', async (t) => {
    const { ask, world } = await houseOnLoopback(t)
    const passwords: string[] = []
    const { send } = world.http
    world.http.send = (request) => {
      const password = /"password":"([^"]+)"/.exec(String(request.body ?? ''))?.[1]
      if (password) passwords.push(password)
      return send(request)
    }

    const run = await ask('POST', path)
    const { id } = journeyIn(run.body)
    const shown = await ask('GET', `/internal/journey/runs/${id}`)
    const har = await ask('GET', `/internal/journey/runs/${id}/har`)

    const text = JSON.stringify([run.body, shown.body, har.body])
    assert.equal(new Set(passwords).size, 1)
    assert.ok((har.body.log as { entries: unknown[] }).entries.length > 8)
    assert.ok(!text.includes(passwords[0]!))
    assert.doesNotMatch(text, /\.ts:\d+|node_modules|"stack"/)
  })

  test('a scenario that fails ends the run there, and what it made up is erased all the same', async (t) => {
    const { ask, people } = await houseOnLoopback(t)

    const { status, body } = await ask('POST', path, { scenarios: ['register', 'logout', 'login'] })

    const { steps, notRun, ...journey } = journeyIn(body)
    assert.deepEqual([status, journey.status], [200, 'failed'])
    assert.deepEqual([steps.at(-1)!.step, steps.at(-1)!.error], ['logout', 'logout needs login before it'])
    assert.deepEqual(notRun, ['login'])
    assert.equal(await people(), 0)
  })
})

describe('what is asked', () => {
  for (const [what, body, code] of [
    ['an unknown scenario', { scenarios: ['register', 'pay'] }, 'UNKNOWN_SCENARIO'],
    ['no scenario at all', { scenarios: [] }, 'BAD_REQUEST'],
    ['a journey and scenarios', { scenarios: ['register'], journey: 'shop' }, 'BAD_REQUEST'],
    ['a member that is none', { scenario: ['register'] }, 'BAD_REQUEST'],
    ['a mode that is none', { mode: 'fast' }, 'BAD_REQUEST'],
    ['to wait for an hour', { wait: 3600 }, 'BAD_REQUEST'],
  ] as const)
    test(`J1: ${what} is 400`, async (t) => {
      const { ask } = await houseOnLoopback(t)

      const answer = await ask('POST', path, body)

      assert.deepEqual([answer.status, answer.body.code], [400, code], JSON.stringify(answer.body))
    })

  test('J1: an unknown scenario is named, and so are those there are', async (t) => {
    const { ask } = await houseOnLoopback(t)

    const { body } = await ask('POST', path, { scenarios: ['pay'] })

    assert.deepEqual([body.error, body.scenario], ['Unknown scenario: pay', 'pay'])
    assert.equal((body.known as string[]).length, 10)
  })

  test('S4: without a key nothing runs, and a key without the scope may not', async (t) => {
    const { world } = await houseOnLoopback(t)
    const reader = await aStrangersKey(world, ['releases:read'])

    const [stranger, read] = [await call(world, null, 'POST', path), await call(world, reader, 'POST', path)]

    assert.deepEqual([stranger.status, read.status], [401, 403])
  })

  test('S7: an account that is not the home account makes nobody up here', async (t) => {
    const { world, people } = await houseOnLoopback(t)
    const key = await aStrangersKey(world, ['journey:run', 'releases:write'])

    const { status, body } = await call(world, key, 'POST', path)

    assert.deepEqual([status, body.code, await people()], [403, 'JOURNEY_OF_HOME', 0])
  })

  test('a feature that is off answers 404, as source 004', async (t) => {
    const { ask } = await houseOnLoopback(t, { SYNTHETIC_JOURNEY_ENABLED: 'false' })

    assert.equal((await ask('POST', path)).status, 404)
  })

  test('runs leave room for people who sign up at the same address', async (t) => {
    const { ask } = await houseOnLoopback(t)
    const run = () => ask('POST', path, { scenarios: ['register'] })

    const statuses: number[] = []
    for (let n = 0; n < 8; n++) statuses.push((await run()).status)
    const [last, other] = [await run(), await ask('POST', path, { scenarios: ['login'] })]

    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 200, 200, 429])
    assert.deepEqual(
      [last.body.code, Number(last.headers.get('retry-after')) > 600],
      ['JOURNEY_LIMITED', true],
    )
    assert.equal(other.status, 200)
  })
})

describe('an answer that does not wait', () => {
  test('J2: is 202 with the run, which then ends by itself', async (t) => {
    const { ask, world } = await houseOnLoopback(t)

    const { status, body } = await ask('POST', `${path}?wait=0`, { scenarios: ['register'] })
    await world.settled()
    const shown = await ask('GET', `/internal/journey/runs/${journeyIn(body).id}`)

    assert.deepEqual([status, journeyIn(body).outcome], [202, null])
    assert.deepEqual(
      [journeyIn(shown.body)?.status, journeyIn(shown.body)?.id],
      ['passed', journeyIn(body).id],
      JSON.stringify(shown.body),
    )
  })

  test('J2: waits for as long as it is asked to', async (t) => {
    const { ask } = await houseOnLoopback(t)

    const { status, body } = await ask('POST', `${path}?wait=20`, { scenarios: ['register', 'login'] })

    assert.deepEqual([status, journeyIn(body).status], [200, 'passed'])
  })

  test('J2: is asked for by Prefer: respond-async, too', async (t) => {
    const { world, own } = await houseOnLoopback(t)
    const { internalApiKey } = await import('../../../../../tests/support/world.ts')

    const { status } = await world.app.fetch(
      new Request(own + path, {
        method: 'POST',
        headers: { 'x-api-key': internalApiKey, prefer: 'respond-async' },
      }),
    )

    assert.equal(status, 202)
  })
})

test('J9: a run is linked to its commit, pull request and repository, and found by them', async (t) => {
  const { ask } = await houseOnLoopback(t)
  const about = { repository: 'acme/shop', commit: 'ABCDEF1234567', prNumber: 7, branch: 'main' }

  const { body } = await ask('POST', path, { ...about, scenarios: ['register'] })
  const found = await ask(
    'GET',
    '/internal/journey/runs?repository=acme%2Fshop&commit=abcdef1234567&prNumber=7',
  )
  const none = await ask('GET', '/internal/journey/runs?repository=acme%2Fshop&prNumber=8')

  assert.equal(metadataIn(body).commit, 'abcdef1234567')
  assert.deepEqual(
    (found.body.runs as { id: string }[]).map(({ id }) => id),
    [journeyIn(body).id],
  )
  assert.deepEqual(none.body.runs, [])
})

test('who asked for a run stands in the log', async (t) => {
  const { ask, world, homeAccountId } = await houseOnLoopback(t)

  const { body } = await ask('POST', path, { scenarios: ['register'] })

  const entries = await as(world, { role: 'app', accountId: homeAccountId }).sql<{
    action: string
    actor: string
  }>`
    select action, actor_kind as actor from audit_entry where object = ${journeyIn(body).id}::uuid limit 10`
  assert.deepEqual(entries, [{ action: 'journey.run_asked', actor: 'internal' }])
})
