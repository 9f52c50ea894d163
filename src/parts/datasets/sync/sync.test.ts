import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, charlie } from '../../../../tests/support/cast.ts'
import { answered, type Call, lost } from '../../../../tests/support/net.ts'
import { connected, list, many, stats, synced } from '../../../../tests/support/strava.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import type { Caller } from '../../../kit/route.ts'

interface Syncs {
  records: number
  syncs: { cause: string; state: string; code: string | null; calls: number; seen: number; added: number }[]
}
interface Activities {
  data: { id: number; name: string; private: boolean }[]
}

const get = (world: TestWorld, owner: Caller & { key: string }, path: string) =>
  call(world, owner.key, 'GET', path)

const syncsOf = async (world: TestWorld, owner: Caller & { key: string }, id: string): Promise<Syncs> =>
  (await get(world, owner, `/api/connections/${id}/syncs`)).body as unknown as Syncs

async function ids(world: TestWorld, owner: Caller & { key: string }, id: string): Promise<number[]> {
  const { body } = await get(world, owner, `/api/connections/${id}/activities?limit=500`)
  return (body as unknown as Activities).data.map((one) => one.id)
}

test('a new connection is synced by itself, page by page, and says how far it is', async () => {
  const { world, owner, id, strava } = await connected(many(450))

  await synced(world)

  const { records, syncs } = await syncsOf(world, owner, id)
  assert.equal(records, 450)
  assert.deepEqual(
    syncs.map((sync) => [sync.cause, sync.state, sync.calls, sync.seen, sync.added]),
    [['first', 'done', 4, 450, 450]],
  )
  assert.equal(strava.pages.calls.length, 3)
})

test('activities that begin in one second are all fetched, also more than a page of them', async () => {
  const { world, owner, id } = await connected([
    ...many(5),
    ...many(420, '2025-06-01T00:00:00Z', 0).map((one) => ({ ...one, id: one.id + 1000 })),
  ])

  await synced(world)

  const { records } = await syncsOf(world, owner, id)
  assert.equal(records, 425)
})

test('a later sync asks for what is new alone, in two calls', async () => {
  const { world, owner, id, strava, activities } = await connected(many(450))
  await synced(world)
  const before = strava.pages.calls.length + strava.told.calls.length
  activities.push({ id: 9001, start: '2026-01-01T00:30:00Z' })

  world.advance(3600)
  await synced(world)

  assert.equal(strava.pages.calls.length + strava.told.calls.length - before, 2)
  assert.equal((await ids(world, owner, id))[0], 9001)
})

test('only a complete listing removes what is gone, and it notices edits and what became private', async () => {
  const { world, owner, id, activities } = await connected(many(10, '2025-06-01T00:00:00Z'))
  await synced(world)
  activities.splice(2, 1)
  activities[0] = { ...activities[0]!, name: 'Edited' }
  activities[1] = { ...activities[1]!, private: true }

  world.advance(3600)
  await synced(world)
  const afterHour = (await ids(world, owner, id)).length
  world.advance(7 * 86_400)
  await synced(world)

  const { body } = await get(world, owner, `/api/connections/${id}/activities`)
  assert.equal(afterHour, 10)
  assert.deepEqual(
    (body as unknown as Activities).data.slice(0, 3).map((one) => [one.id, one.name, one.private]),
    [
      [1, 'Edited', false],
      [2, 'Run', true],
      [4, 'Run', false],
    ],
  )
})

for (const point of ['sync.answered', 'sync.saved']) {
  test(`killed at ${point}, the next process goes on without a hole or a double`, async () => {
    const { world, owner, id, strava } = await connected(many(900))
    world.atPoint(point, () => new Promise(() => undefined))
    world.advance(2)
    await Promise.race([world.app.runDue({ budgetMilliseconds: 10_000 }), stopped(strava.pages)])
    const successor = await testWorld({ beside: world })
    await successor.sql.as({ role: 'app', accountId: owner.accountId })`
      update data_set set claimed_until = clock_timestamp() where connection_id = ${id}`

    await synced(successor)

    const { records, syncs } = await syncsOf(successor, owner, id)
    assert.deepEqual([records, syncs[0]!.seen], [900, 900])
  })
}

test('two processes at once never work on one sync', async () => {
  const { world, owner, id, strava } = await connected(many(900))
  const other = await testWorld({ beside: world })
  world.advance(2)
  await world.app.runDue({ budgetMilliseconds: 10_000 })

  await Promise.all([synced(world), synced(other)])

  const { records } = await syncsOf(world, owner, id)
  assert.equal(records, 900)
  assert.equal(strava.pages.calls.length, 5)
})

test('the limit of the provider makes it wait and go on where it stood', async () => {
  const { world, owner, id, strava } = await connected(many(450))
  const tooMany = answered(429, { message: 'Too Many Requests', errors: 'Rate Limit Exceeded' })
  world.net.answers(list, strava.answer, tooMany, strava.answer)
  await synced(world, 3)
  const waiting = await syncsOf(world, owner, id)

  world.advance(900)
  await synced(world)

  const { records, syncs } = await syncsOf(world, owner, id)
  assert.deepEqual([waiting.syncs[0]!.state, waiting.syncs[0]!.code], ['waiting', 'rate_limited'])
  assert.deepEqual([syncs[0]!.state, records, syncs.length], ['done', 450, 1])
})

test('twenty thousand activities come within a limit of a hundred reads in each quarter of the hour, without one refusal', async () => {
  const { world, owner, id, strava } = await connected(many(20_000, '2025-12-31T00:00:00Z', 600))
  const used = new Map<number, number>()
  let refused = 0
  const counted = (answer: (one: Call) => ReturnType<typeof answered>) => (one: Call) => {
    const quarter = Math.floor(world.now().getTime() / 900_000)
    const usage = (used.get(quarter) ?? 0) + 1
    used.set(quarter, usage)
    const headers = { 'x-readratelimit-limit': '100,1000', 'x-readratelimit-usage': `${usage},${usage}` }
    if (usage > 100) refused += 1
    return usage > 100 ? answered(429, {}, headers) : { ...answer(one), headers: new Headers(headers) }
  }
  world.net.answers(list, counted(strava.answer))

  for (let minute = 0; minute < 60; minute++) {
    await synced(world, 30)
    world.advance(60)
  }

  const { records, syncs } = await syncsOf(world, owner, id)
  assert.deepEqual([records, syncs[0]!.state, refused], [20_000, 'done', 0])
  assert.ok(used.size <= 3, `${used.size} quarters`)
  const before = [...used.values()].reduce((sum, calls) => sum + calls, 0)
  world.advance(3600)
  await synced(world)
  assert.equal([...used.values()].reduce((sum, calls) => sum + calls, 0) - before, 1)
})

test('while the provider is down every figure is served and called stale, with its age', async () => {
  const { world, owner, id } = await connected(many(5))
  await synced(world)
  world.net.answers(list, lost)
  world.net.answers(stats, lost)
  for (let hour = 0; hour < 24; hour++) {
    world.advance(3600)
    await world.app.runDue({ budgetMilliseconds: 10_000 })
  }

  for (const name of ['ytd', 'activities', 'monthly', 'totals', 'yearly', 'days']) {
    const { status, body } = await get(world, owner, `/api/connections/${id}/stats/${name}`)
    assert.deepEqual([status, body.stale], [200, true], name)
    assert.ok(Number(body.age_seconds) >= 86_000, name)
  }
})

test('what failed before its owner connected again is synced at once, and not again and again when it still fails', async () => {
  const { world, owner, id } = await connected(many(5))
  world.net.answers(list, answered(403, {}))
  await synced(world)
  world.advance(60)
  await world.sql.as({ role: 'app', accountId: owner.accountId })`
    update connections set connected_at = ${world.now()} where id = ${id}`

  world.advance(5)
  await world.app.runDue({ budgetMilliseconds: 10_000 })
  const tried = (await syncsOf(world, owner, id)).syncs.length
  for (let again = 0; again < 3; again++) {
    world.advance(5)
    await world.app.runDue({ budgetMilliseconds: 10_000 })
  }
  const later = (await syncsOf(world, owner, id)).syncs.length

  assert.deepEqual([tried, later], [2, 2])
})

test('while the provider’s limits are used up for an hour no reader sees an error, nor old numbers called stale before their time', async () => {
  const { world, owner, id, strava } = await connected(many(5))
  await synced(world)
  const tooMany = answered(429, { message: 'Rate Limit Exceeded' })
  const refused = world.net.answers(list, tooMany)
  world.net.answers(stats, tooMany)
  const seen = new Set<string>()

  world.advance(3000)
  for (let minute = 0; minute < 60; minute++) {
    world.advance(60)
    await world.app.runDue({ budgetMilliseconds: 10_000 })
    for (const path of ['stats/ytd', 'stats/monthly', 'activities', 'stats/longest-run?year=2025']) {
      const { status, body } = await get(world, owner, `/api/connections/${id}/${path}`)
      seen.add(`${status} ${body.stale ?? 'fresh'}`)
    }
  }

  assert.deepEqual([...seen], ['200 fresh'])
  assert.ok(refused.calls.length <= 5, `asked ${refused.calls.length} times`)
  world.net.answers(list, strava.answer)
  world.net.answers(stats, {})
  world.advance(900)
  await synced(world)
  const { syncs } = await syncsOf(world, owner, id)
  assert.equal(syncs[0]!.state, 'done')
})

test('a stranger sees no figure, and another’s connection looks like none', async () => {
  const { world, id } = await connected(many(5))
  await synced(world)
  const stranger = await charlie(world)

  const theirs = await get(world, stranger, `/api/connections/${id}/stats/ytd`)
  const none = await get(world, stranger, `/api/connections/01a1fd48-e2cc-75fa-a90e-49272c0abae1/stats/ytd`)

  assert.deepEqual([theirs.status, theirs.body.code], [404, 'CONNECTION_NOT_FOUND'])
  assert.deepEqual([none.status, none.body.code], [404, 'CONNECTION_NOT_FOUND'])
})

async function stopped(pages: { calls: readonly unknown[] }): Promise<void> {
  while (pages.calls.length === 0) await new Promise(setImmediate)
  for (let turns = 0; turns < 2000; turns++) await new Promise(setImmediate)
}
