import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { describe, test, type TestContext } from 'node:test'
import { stopAt } from '../../../../../tests/support/processes.ts'
import { untilWaiting } from '../../../../../tests/support/waits.ts'
import type { TestWorld } from '../../../../../tests/support/world.ts'
import { httpServer } from '../../../../kit/http-server.fixture.ts'
import { uuidv7 } from '../../../../kit/id.ts'
import { as, transaction } from '../../../../kit/world.ts'
import { findJourney, holdJourney } from '../catalogue/store.ts'
import { aCall, houseOnLoopback, type LoopbackHouse } from './house.fixture.ts'
import { insertRun } from './store.ts'

const deep = '['.repeat(400_000) + ']'.repeat(400_000)
const schedule = 'schedule: { everySeconds: 60, jitterSeconds: 0 }'

async function houseBesideShop(t: TestContext, listener: RequestListener): Promise<LoopbackHouse> {
  const shop = await httpServer(t, listener)
  return houseOnLoopback(t, { API_BASE_URL: shop }, { realOrigins: [shop] })
}

/** Does what is due, and what it began in the background. */
async function tick(world: TestWorld): Promise<void> {
  await world.app.runDue({ budgetMilliseconds: 1_000 })
  await world.settled()
}

const inHome = ({ world, homeAccountId }: LoopbackHouse) =>
  as(world, { role: 'app', accountId: homeAccountId })

/** The process that ran it was silent for too long, by the database's clock. */
const lapse = (house: LoopbackHouse, claimNo = 1) =>
  inHome(house).sql`
    update journey_run set claimed_until = clock_timestamp() - interval '1 second', claim_no = ${claimNo}
    where state = 'running'`

const told = async (house: LoopbackHouse): Promise<string[]> => {
  const rows = await inHome(house).sql<{ action: string }>`
    select action from audit_entry where action like 'journey.%' and action not in ('journey.changed', 'journey.run_asked')
    order by xid, id limit 100`
  return rows.map(({ action }) => action)
}

interface Shown {
  state: string
  outcome: string
  leftovers: string[]
  error: { code: string } | null
}

/** A run of the document whose process died when it had begun, and behind which another cleaned up. */
async function behindDead(house: LoopbackHouse, document: string, claimNo?: number): Promise<Shown> {
  await house.put('shop', `${document}\n${schedule}`)
  const dead = await house.beside()
  const stopped = stopAt(dead, 'journey.ran')
  void tick(dead)
  await stopped.reached
  await lapse(house, claimNo)
  await tick(house.world)
  stopped.goOn()
  return lastRun(house)
}

async function lastRun(house: LoopbackHouse): Promise<Shown> {
  const { body } = await house.ask('GET', '/internal/journey/runs')
  return (body.runs as [Shown])[0]
}

describe('a run whose process ended', () => {
  test('J3: is over once another cleaned up, whatever a target answers to that', async (t) => {
    let undone = 0
    const house = await houseBesideShop(t, (request, response) => {
      if (request.url === '/undo') undone += 1
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(deep)
    })

    const run = await behindDead(
      house,
      `targets: [own]
steps: [{ name: a, request: { url: "{{own}}/a" } }]
cleanup: [{ name: undo, request: { url: "{{own}}/undo" } }]`,
    )

    assert.deepEqual([run.state, run.outcome, run.leftovers], ['ended', 'could_not_run', []])
    // Once by whoever ran it, once by whoever took it for dead.
    assert.equal(undone, 2)
    assert.equal((await house.ask('POST', '/internal/journey/run', { journey: 'shop' })).status, 200)
  })

  test('J3: is over, and says what is left, where those who cleaned up behind it ended as well', async (t) => {
    const house = await houseBesideShop(t, (_request, response) => response.end())

    const run = await behindDead(
      house,
      `targets: [own]
steps: [{ name: a, request: { url: "{{own}}/a" } }]
cleanup: [{ name: undo, request: { url: "{{own}}/undo" } }]`,
      6,
    )

    assert.deepEqual(
      [run.state, run.leftovers],
      ['ended', ['cleaning up could not be done: it was begun 5 times and never ended']],
    )
  })

  test('J5: shows nothing of what it had learned', async (t) => {
    const house = await houseBesideShop(t, (request, response) => {
      const isLogin = request.url === '/login'
      response.writeHead(isLogin ? 200 : 404, {
        'content-type': 'application/json',
        'set-cookie': 'sid=cookie-secret-1; Path=/',
      })
      response.end(isLogin ? '{"pass":{"id":"extracted-1"},"order":"order-4711"}' : '{}')
    })

    const run = await behindDead(
      house,
      `targets: [own]
steps:
  - name: login
    request: { url: "{{own}}/login" }
    extract: { it: { jsonPath: $.pass }, order: { jsonPath: $.order, shown: true } }
cleanup:
  - { name: undo, request: { method: DELETE, url: "{{own}}/undo/{{it.id}}/{{order}}/cookie-secret-1" } }`,
    )

    assert.deepEqual(run.leftovers, [
      'undo: /undo/[redacted]/order-4711/[redacted] answered 404, wants less than 400',
    ])
  })

  test('J7: is told of as one that could not be made', async (t) => {
    const house = await houseBesideShop(t, (_request, response) => response.end())

    await behindDead(
      house,
      'targets: [own]\nsteps: [{ name: a, request: { url: "{{own}}/a" } }]\nalert: { afterFailures: 1 }',
    )

    assert.deepEqual(await told(house), ['journey.cleaned_up', 'journey.not_running'])
  })
})

describe('a journey on a schedule', () => {
  const down = `targets: [own]
steps: [{ name: a, request: { url: "{{own}}/a" }, expect: [{ status: 200 }] }]
${schedule}`

  async function runTwice(house: LoopbackHouse): Promise<void> {
    for (let minute = 0; minute < 2; minute++) {
      await tick(house.world)
      house.world.advance(61)
    }
  }

  test('J7: is failing where its target is down, whatever that answers', async (t) => {
    const house = await houseBesideShop(t, (_request, response) => {
      response.writeHead(500, { 'content-type': 'application/json' })
      response.end(deep)
    })
    await house.put('shop', down)

    await runTwice(house)

    assert.deepEqual(await told(house), ['journey.failing'])
  })

  test('J5: shows in lists, results and events what it failed at, and none of its secrets', async (t) => {
    const house = await houseBesideShop(t, (_request, response) => {
      response.writeHead(500, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ id: 'hunter2-hunter2', name: 'Ada', more: 'x'.repeat(1_000) }))
    })
    await house.ask('PUT', '/internal/journey/secrets/pass', { value: 'hunter2-hunter2' })
    await house.put(
      'shop',
      `targets: [own]
secrets: { pass: pass }
steps:
  - name: order
    request: { url: "{{own}}/orders/{{secrets.pass}}" }
    expect: [{ jsonPath: $.name, equals: Bob }]
retry: { strategy: fixed, retries: 1, baseSeconds: 1 }
alert: { afterFailures: 1 }
${schedule}`,
    )

    await tick(house.world)

    const message = '/orders/[redacted] answered 500, wants less than 400'
    const { body: list } = await house.ask('GET', '/internal/journey/runs')
    const [run] = list.runs as [{ id: string; error: unknown }]
    const { body: one } = await house.ask('GET', `/internal/journey/runs/${run.id}`)
    const { failures, steps } = one.journey as {
      failures: { attempt: number }[]
      steps: { answer: string }[]
    }
    const entries = await inHome(house).sql<{ detail: string }>`
      select detail from audit_entry where action = 'journey.failing' limit 1`
    assert.deepEqual(run.error, { code: 'EXPECTATION_FAILED', message, step: 'order' })
    assert.deepEqual(
      failures.map(({ attempt }) => attempt),
      [1, 2],
    )
    assert.match(steps[0]!.answer, /^\{"id":"\[redacted\]","name":"Ada","more":"x+$/)
    assert.equal(steps[0]!.answer.length, 500)
    assert.equal((JSON.parse(entries[0]!.detail) as { message: string }).message, message)
    assert.doesNotMatch(JSON.stringify([list, one, entries]), /hunter2/)
  })

  test('J7: is told of when it is not run, as nobody reads its document any more', async (t) => {
    const house = await houseBesideShop(t, (_request, response) => response.end())
    await house.put('shop', down)
    await inHome(house).sql`update journey set document = 'steps: of an older version' where name = 'shop'`

    await runTwice(house)

    assert.deepEqual(await told(house), ['journey.not_running'])
  })

  test('is booked while somebody asks for another run of it, and neither stands in the other’s way', async (t) => {
    const house = await houseBesideShop(t, (_request, response) => response.end('{}'))
    await house.put('shop', down)
    const home = inHome(house)
    const { id, document } = (await findJourney(home, house.homeAccountId, 'shop'))!
    const stopped = stopAt(house.world, 'journey.ran')
    const running = tick(house.world)
    await stopped.reached

    const isQueued = await transaction(home, async (world) => {
      await holdJourney(world, house.homeAccountId, id)
      stopped.goOn()
      await untilWaiting(home)
      const whose = { accountId: house.homeAccountId, id: uuidv7(world), journeyId: id }
      return insertRun(world, { ...aCall, ...whose, document })
    })
    await running

    assert.equal(isQueued, false)
    assert.equal((await lastRun(house)).outcome, 'passed')
  })
})
