import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, aConnection, call } from '../support/cast.ts'
import { answered, type Call, type Scripted } from '../support/net.ts'
import { type TestWorld, testWorld } from '../support/world.ts'
import { isFull } from './support/counts.ts'
import { seeded } from './support/seeded.ts'

const connections = 1_000
const users = 20
const outageSeconds = 7 * 24 * 3_600
/** Read at every step; the others are left to the sweep. */
const watched = 6
const tokenSeconds = 21_600
const mostCallsPerSecond = 2
const backWithinSeconds = 10

/** How far the clock is moved at once: little where an outage begins and ends, more in between. */
const steps = isFull
  ? { begin: { forSeconds: 600, by: 1 }, between: { by: 60 }, end: { forSeconds: 600, by: 1 } }
  : { begin: { forSeconds: 300, by: 5 }, between: { by: 7_200 }, end: { forSeconds: 20, by: 1 } }

function stepAt(passedSeconds: number): number {
  const leftSeconds = outageSeconds - passedSeconds
  if (passedSeconds < steps.begin.forSeconds) return steps.begin.by
  if (leftSeconds <= steps.end.forSeconds) return steps.end.by
  return Math.min(steps.between.by, leftSeconds - steps.end.forSeconds)
}

test('a provider that is away for a week costs nobody the connection, is hardly called, and is noticed when it is back', async () => {
  const world = await testWorld()
  const strava = await aProvider(world)
  const read = await connected(world)
  await sweepAll(world)
  strava.goAway()
  for (let passed = 0; passed < outageSeconds;) {
    const step = stepAt(passed)
    passed += step
    world.advance(step)
    await world.app.runDue({ budgetMilliseconds: 10_000 })
    await read.meanwhile()
  }
  const busiest = strava.busiestSecond()
  assert.ok(busiest <= mostCallsPerSecond, `${busiest} calls in one second`)
  assert.deepEqual(await statuses(world), { active: connections })
  const callsMeanwhile = strava.calls.length

  strava.isAway = false
  const backAfter = await read.untilAllBack()

  assert.ok(Math.max(...backAfter) <= backWithinSeconds, `back after ${backAfter.join(', ')} s`)
  assert.deepEqual(await statuses(world), { active: connections })
  console.log(
    `outage: ${callsMeanwhile} calls in a week, ${busiest} in the busiest second; read again after ${backAfter.join(', ')} s`,
  )
})

test('a refresh token that is refused is needs_reauth within one read and two calls, and is never presented again', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const { id } = await aConnection(world, owner, { expiresInSeconds: -1 })
  const refused = world.net.answers(
    'POST https://strava.test/oauth/token',
    answered(400, {
      message: 'Bad Request',
      errors: [{ resource: 'RefreshToken', field: 'refresh_token', code: 'invalid' }],
    }),
  )

  const first = await call(world, owner.key, 'GET', `/api/connections/${id}/token`)
  const calls = refused.calls.length
  for (let hour = 0; hour < 24; hour += 1) {
    world.advance(3_600)
    await world.app.runDue({ budgetMilliseconds: 10_000 })
    await call(world, owner.key, 'GET', `/api/connections/${id}/token`)
  }

  assert.deepEqual([first.status, first.body.code, first.body.reason], [409, 'NEEDS_REAUTH', 'refused'])
  assert.ok(calls <= 2, `${calls} calls`)
  assert.equal(refused.calls.length, calls)
})

/** Refreshes whatever is presented, unless it is away. */
async function aProvider(world: TestWorld) {
  const calls: Date[] = []
  let issued = 0
  const provider = {
    isAway: false,
    calls,
    busiestSecond,
    goAway() {
      provider.isAway = true
      calls.length = 0
    },
  }
  const answer = (_call: Call): Scripted => {
    calls.push(world.now())
    if (provider.isAway) return answered(503, { message: 'Service Unavailable' })
    issued += 1
    return {
      access_token: `new-${issued}`,
      refresh_token: `next-${issued}`,
      expires_in: tokenSeconds,
      token_type: 'Bearer',
    }
  }
  world.net.answers('POST https://strava.test/oauth/token', answer)
  function busiestSecond(): number {
    const bySecond = Map.groupBy(calls, (at) => Math.floor(at.getTime() / 1_000))
    return Math.max(0, ...[...bySecond.values()].map(({ length }) => length))
  }
  return provider
}

/** Connections whose tokens end one after the other over the six hours that a token lives. */
async function connected(world: TestWorld) {
  const owner = await alice(world)
  const drawn = seeded(1)
  const lives = Array.from({ length: connections }, (_, index) =>
    index < watched ? 5_000 + index * 600 : drawn.between(60, tokenSeconds),
  )
  const ids: string[] = []
  const endsAt: number[] = []
  for (let made = 0; made < connections; made += users) {
    const some = await Promise.all(
      lives.slice(made, made + users).map(async (expiresInSeconds, index) => {
        const endsAt = world.now().getTime() + expiresInSeconds * 1_000
        const ageSeconds = tokenSeconds - expiresInSeconds
        const { id } = await aConnection(world, owner, {
          userId: `user-${index}`,
          expiresInSeconds,
          ageSeconds,
        })
        return { id, endsAt }
      }),
    )
    ids.push(...some.map(({ id }) => id))
    endsAt.push(...some.map(({ endsAt }) => endsAt))
  }
  const readOne = (index: number) =>
    call(
      world,
      owner.key,
      'GET',
      `/api/connections/${ids[index]}/token?min_valid_seconds=${index % 2 === 0 ? 0 : 3600}`,
    )
  return {
    /** Every token is served until its own end, and no longer; then readers are told when to come again. */
    async meanwhile() {
      for (let index = 0; index < watched; index += 1) {
        const isOver = endsAt[index]! <= world.now().getTime()
        const { status, body, headers } = await readOne(index)
        const nowOver = endsAt[index]! <= world.now().getTime()
        if (!nowOver) assert.deepEqual([status, body.access_token], [200, 'access-1'])
        if (isOver)
          assert.deepEqual(
            [status, body.code, Number(headers.get('retry-after')) > 0],
            [503, 'PROVIDER_UNAVAILABLE', true],
          )
      }
    },
    /** Reads each second until everybody has a token again. @returns seconds until then, of each */
    async untilAllBack(): Promise<number[]> {
      const backAfter = Array.from({ length: watched }, () => Infinity)
      for (let second = 1; second <= 60 && backAfter.includes(Infinity); second += 1) {
        world.advance(1)
        await world.app.runDue({ budgetMilliseconds: 10_000 })
        for (let index = 0; index < watched; index += 1) {
          const { status } = await readOne(index)
          if (status === 200) backAfter[index] = Math.min(backAfter[index]!, second)
        }
      }
      return backAfter
    },
  }
}

/** As in a deployment that has been running: what is due has been refreshed. */
async function sweepAll(world: TestWorld): Promise<void> {
  for (;;) {
    const { 'connections.refresh_due': refreshed } = await world.app.runDue({ budgetMilliseconds: 10_000 })
    if (refreshed === 0) return
    world.advance(5)
  }
}

async function statuses(world: TestWorld): Promise<Record<string, number>> {
  const { accountId } = await alice(world)
  const rows = await world.sql.as({ role: 'app', accountId })<{ status: string; count: number }>`
    select status, count(*)::int as count from connections group by status order by status limit 10`
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]))
}
