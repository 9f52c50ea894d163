import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { stopAt } from '../../../../../tests/support/processes.ts'
import type { TestWorld } from '../../../../../tests/support/world.ts'
import { httpServer } from '../../../../kit/http-server.fixture.ts'
import { as } from '../../../../kit/world.ts'
import { takeHome } from '../holding/holder.ts'
import { houseOnLoopback, type LoopbackHouse } from '../running/house.fixture.ts'

interface Run {
  id: string
  name: string
  state: string
  outcome: string | null
  missed: number
  leftovers: string[]
  milliseconds: number | null
  notRun: string[]
  error: { code: string } | null
}

const everyThreeMinutes = (further = '') => `
scenarios: [register, login]
schedule: { everySeconds: 180, jitterSeconds: 0 }
${further}`

async function runs({ ask }: LoopbackHouse): Promise<Run[]> {
  const { body } = await ask('GET', '/internal/journey/runs')
  return (body.runs as Run[]).toReversed()
}

/** Does what is due, and what it began in the background. */
async function tick(...worlds: TestWorld[]): Promise<void> {
  await Promise.all(worlds.map((world) => world.app.runDue({ budgetMilliseconds: 1_000 })))
  await Promise.all(worlds.map((world) => world.settled()))
}

const events = async ({ world, homeAccountId }: LoopbackHouse): Promise<string[]> => {
  const rows = await as(world, { role: 'app', accountId: homeAccountId }).sql<{ action: string }>`
    select action from audit_entry where action like 'journey.%' and action not in ('journey.changed', 'journey.run_asked') order by xid, id limit 100`
  return rows.map(({ action }) => action)
}

/** The process that ran it was silent for too long, by the database's clock. */
const lapse = ({ world, homeAccountId }: LoopbackHouse) =>
  as(world, { role: 'app', accountId: homeAccountId }).sql`
    update journey_run set claimed_until = clock_timestamp() - interval '1 second' where state = 'running'`

describe('a journey with a schedule', () => {
  test('J6: runs when its time has come, and not before', async (t) => {
    const house = await houseOnLoopback(t)
    await house.put('sign-in', everyThreeMinutes())

    await tick(house.world)
    house.world.advance(30)
    await tick(house.world)
    const early = (await runs(house)).length
    house.world.advance(151)
    await tick(house.world)

    assert.equal(early, 1)
    assert.deepEqual(
      (await runs(house)).map(({ outcome }) => outcome),
      ['passed', 'passed'],
    )
  })

  test('J6: two instances never run one time of it twice', async (t) => {
    const house = await houseOnLoopback(t)
    const beside = await house.beside()
    await house.put('sign-in', everyThreeMinutes())

    for (let time = 0; time < 3; time++) {
      await tick(house.world, beside, house.world, beside)
      house.world.advance(181)
    }

    const found = await runs(house)
    assert.deepEqual(
      found.map(({ outcome }) => outcome),
      ['passed', 'passed', 'passed'],
    )
    assert.equal(await house.people(), 0)
  })

  test('J3: keeps whom it made up as long as it runs, whoever sweeps', async (t) => {
    const house = await houseOnLoopback(t)
    const beside = await house.beside()
    await house.put('sign-in', everyThreeMinutes().replace('[register, login]', '[register, verify]'))
    const stopped = stopAt(house.world, 'journey.mail')
    const running = tick(house.world)
    await stopped.reached

    await tick(beside)
    const people = await house.people()
    stopped.goOn()
    await running

    assert.equal(people, 1)
    assert.deepEqual(
      (await runs(house)).map(({ outcome }) => outcome),
      ['passed'],
    )
  })

  test('J6: is not begun again while it runs, in whichever process', async (t) => {
    const house = await houseOnLoopback(t)
    const beside = await house.beside()
    await house.put('sign-in', everyThreeMinutes())
    const stopped = stopAt(house.world, 'journey.claimed')
    const running = tick(house.world)
    await stopped.reached

    house.world.advance(5)
    await tick(beside)
    const called = await house.ask('POST', '/internal/journey/run', { journey: 'sign-in' })
    const meanwhile = (await runs(house)).length
    stopped.goOn()
    await running

    assert.deepEqual([meanwhile, called.status, called.body.code], [1, 409, 'JOURNEY_RUNNING'])
  })

  test('J6: catches up once after a day, and what was missed is unknown, not up', async (t) => {
    const house = await houseOnLoopback(t)
    await house.put('sign-in', everyThreeMinutes())
    await tick(house.world)

    house.world.advance(86_400)
    await tick(house.world)
    house.world.advance(2)
    await tick(house.world)

    const found = await runs(house)
    const { body } = await house.ask('GET', '/internal/journey/journeys/sign-in/figures')
    const { uptime } = body as { uptime: Record<string, { up: number; unknown: number; uptime: number }> }
    assert.deepEqual(
      found.map(({ missed }) => missed),
      [0, 479],
    )
    assert.deepEqual([uptime['7d']!.up, uptime['7d']!.unknown], [2, 479])
    assert.ok(uptime['7d']!.uptime < 0.01)
  })

  test('J6: rests while it is paused, and what it rests is no time of it', async (t) => {
    const house = await houseOnLoopback(t)
    await house.put('sign-in', everyThreeMinutes())
    await house.ask('PATCH', '/internal/journey/journeys/sign-in', { isPaused: true })

    house.world.advance(3_600)
    await tick(house.world)
    const resting = (await runs(house)).length
    await house.ask('PATCH', '/internal/journey/journeys/sign-in', { isPaused: false })
    house.world.advance(2)
    await tick(house.world)

    assert.equal(resting, 0)
    assert.deepEqual(
      (await runs(house)).map(({ missed }) => missed),
      [0],
    )
  })

  test('J6: does not run while the feature is off', async (t) => {
    const house = await houseOnLoopback(t)
    await house.put('sign-in', everyThreeMinutes())
    const off = await house.beside()
    const { isFeatureOn, switchFlag, forgetFlags } = await import('../../../../kit/flags.ts')
    await switchFlag(as(off, { role: 'app' }), 'SYNTHETIC_JOURNEY_ENABLED', false)
    forgetFlags(off)

    await tick(off)

    assert.equal(await isFeatureOn(off, 'SYNTHETIC_JOURNEY_ENABLED'), false)
    const [row] = await as(off, { role: 'jobs' }).sql<{
      n: number
    }>`select count(*)::int as n from journey_run limit 1`
    assert.equal(row!.n, 0)
  })

  test('J7: is not run in a window of maintenance, which is told when it begins and when it ends', async (t) => {
    const house = await houseOnLoopback(t)
    const window = '{ from: 2026-01-01T00:00:00Z, to: 2026-01-01T01:00:00Z }'
    await house.put('sign-in', everyThreeMinutes(`maintenance: [${window}]`))

    await tick(house.world)
    house.world.advance(181)
    await tick(house.world)
    house.world.advance(3_600)
    await tick(house.world)

    assert.deepEqual(
      (await runs(house)).map(({ outcome }) => outcome),
      ['maintenance', 'maintenance', 'passed'],
    )
    assert.deepEqual(await events(house), ['journey.maintenance_began', 'journey.maintenance_ended'])
    const { body } = await house.ask('GET', '/internal/journey/journeys/sign-in/figures')
    const day = (body.uptime as Record<string, { scheduled: number; up: number }>)['24h']!
    assert.equal(day.up, 1)
  })

  test('J7: tells after as many failures as it bears, reminds, and tells of the recovery', async (t) => {
    let isUp = false
    const shop = await httpServer(t, (_request, response) => {
      response.statusCode = isUp ? 200 : 503
      response.end()
    })
    const house = await houseOnLoopback(t, { API_BASE_URL: shop }, { realOrigins: [shop] })
    await house.put(
      'shop',
      `
targets: [own]
steps: [{ name: home, request: { url: "{{own}}/" }, expect: [{ status: 200 }] }]
schedule: { everySeconds: 60, jitterSeconds: 0 }
alert: { afterFailures: 2, remindMinutes: 5 }`,
    )

    for (let minute = 0; minute < 8; minute++) {
      await tick(house.world)
      house.world.advance(61)
    }
    isUp = true
    await tick(house.world)

    assert.deepEqual(await events(house), ['journey.failing', 'journey.still_failing', 'journey.recovered'])
    const { body } = await house.ask('GET', '/internal/journey/journeys/shop')
    assert.equal((body.standing as { failingSince: unknown }).failingSince, null)
  })
})

describe('a process that ends in the middle of a run', () => {
  for (const point of ['journey.claimed', 'journey.announced', 'journey.ran'])
    test(`J3: at ${point} leaves nobody behind once another has started`, async (t) => {
      const house = await houseOnLoopback(t)
      const dead = await house.beside()
      await house.put('sign-in', everyThreeMinutes())
      const stopped = stopAt(dead, point)
      void tick(dead)
      await stopped.reached

      await lapse(house)
      await tick(house.world)
      // Who was announced and had not signed up yet may still do so for a while.
      house.world.advance(601)
      await tick(house.world)

      const [found] = await runs(house)
      const people = await house.people()
      const left = await as(house.world, { role: 'jobs' })
        .sql`select 1 from synthetic_person where ended_at is null limit 1`
      // It was held still, and not dead: it finds that the run is another's.
      stopped.goOn()
      await dead.settled()
      const [later] = await runs(house)

      assert.deepEqual(
        [found!.state, found!.outcome, found!.error?.code],
        ['ended', 'could_not_run', 'PROCESS_ENDED'],
      )
      assert.deepEqual([people, left, await house.people()], [0, [], 0])
      assert.deepEqual(later, found)
    })

  test('J3: has its clean-up steps done by another, with what it had learned', async (t) => {
    const things = new Set<string>()
    const shop = await httpServer(t, (request, response) => {
      if (request.method === 'POST') {
        things.add('thing-1')
        response.end('{"id":"thing-1"}')
      } else if (request.method === 'DELETE') {
        things.delete(request.url!.slice(1))
        response.end()
      } else response.end()
    })
    const house = await houseOnLoopback(t, { API_BASE_URL: shop }, { realOrigins: [shop] })
    const dead = await house.beside()
    await house.put(
      'shop',
      `
targets: [own]
steps:
  - { name: make, request: { method: POST, url: "{{own}}/" }, extract: { id: { jsonPath: $.id } } }
  - { name: who, person: { as: ada } }
cleanup: [{ name: away, request: { method: DELETE, url: "{{own}}/{{id}}" }, expect: [{ status: 200 }] }]
schedule: { everySeconds: 180, jitterSeconds: 0 }`,
    )
    const stopped = stopAt(dead, 'journey.announced')
    void tick(dead)
    await stopped.reached

    const before = [...things]
    await lapse(house)
    await tick(house.world)
    const told = await events(house)
    stopped.goOn()

    assert.deepEqual([before, [...things], told], [['thing-1'], [], ['journey.cleaned_up']])
  })

  test('J6: takes nobody’s place when it goes on', async (t) => {
    const house = await houseOnLoopback(t)
    const held = await house.beside()
    await house.put('sign-in', everyThreeMinutes())
    const stopped = stopAt(held, 'journey.announced')
    const running = tick(held)
    await stopped.reached
    house.world.advance(7)
    await lapse(house)
    await tick(house.world)

    let asked = 0
    const { send } = held.http
    held.http.send = (request) => {
      asked += 1
      return send(request)
    }
    stopped.goOn()
    house.world.advance(20)
    await running

    const found = await runs(house)
    assert.equal(asked, 0)
    assert.deepEqual(
      found.map(({ outcome, milliseconds, notRun }) => [outcome, milliseconds! >= 7_000, notRun]),
      [['could_not_run', true, ['login']]],
    )
    assert.equal(await house.people(), 0)
  })

  test('J3: is known to be dead by whoever starts in its home next, without a wait', async (t) => {
    const house = await houseOnLoopback(t)
    const dead = await house.beside()
    await house.put('sign-in', everyThreeMinutes())
    const stopped = stopAt(dead, 'journey.mail')
    await house.put('sign-in', everyThreeMinutes().replace('[register, login]', '[register, verify]'))
    void tick(dead)
    await stopped.reached

    await tick(house.world)
    const before = (await runs(house))[0]!.state
    await takeHome({ ...dead, root: {} })
    house.world.advance(2)
    await tick(house.world)

    const [found] = await runs(house)
    house.world.advance(3)
    await tick(house.world)
    const people = await house.people()
    stopped.goOn()

    assert.deepEqual([before, found!.state, found!.error?.code], ['running', 'ended', 'PROCESS_ENDED'])
    assert.equal(people, 0)
  })
})
