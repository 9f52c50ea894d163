import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { call } from '../../../../../tests/support/cast.ts'
import { as } from '../../../../kit/world.ts'
import { journeyMetrics } from '../figures/metrics.ts'
import { aStrangersKey, houseOnLoopback } from '../running/house.fixture.ts'

const run = '/internal/journey/run'
const runs = '/internal/journey/runs'
const ids = (body: Record<string, unknown>) => (body.runs as { id: string }[]).map(({ id }) => id)
const idOf = ({ body }: { body: Record<string, unknown> }) => (body.journey as { id: string }).id

describe('history', () => {
  test('J8: tells of runs newest first, page by page, and by what they came to', async (t) => {
    const { ask } = await houseOnLoopback(t)
    const made: string[] = []
    for (const scenarios of [['register'], ['login'], ['register']])
      made.unshift(idOf(await ask('POST', run, { scenarios })))

    const first = await ask('GET', `${runs}?limit=2`)
    const second = await ask('GET', `${runs}?limit=2&cursor=${String(first.body.nextCursor)}`)
    const failed = await ask('GET', `${runs}?outcome=failed`)

    assert.deepEqual([...ids(first.body), ...ids(second.body)], made)
    assert.equal(second.body.nextCursor, null)
    assert.deepEqual(ids(failed.body), [made[1]])
  })

  test('J8: tells of each step how it went, how long it took and what it was answered', async (t) => {
    const { ask } = await houseOnLoopback(t)
    const id = idOf(await ask('POST', run, { scenarios: ['register', 'login'] }))

    const { body } = await ask('GET', `${runs}/${id}`)

    const steps = body.steps as Record<string, unknown>[]
    assert.deepEqual(
      steps.map(({ name, status, statuses }) => [name, status, statuses]),
      [
        ['register', 'passed', [201]],
        ['login', 'passed', [200, 200]],
      ],
    )
    assert.ok(steps.every(({ milliseconds }) => typeof milliseconds === 'number'))
    assert.deepEqual(
      [(body.run as { state: string }).state, (body.run as { hasHar: boolean }).hasHar],
      ['ended', true],
    )
  })

  test('J8: keeps archives for two weeks, and runs as long as the settings say', async (t) => {
    const { ask, world } = await houseOnLoopback(t, { KEYHOLD_RELEASES_KEEP_DAYS: '30' })
    const id = idOf(await ask('POST', run, { scenarios: ['register'] }))
    const there = async () => [
      (await ask('GET', `${runs}/${id}`)).status,
      (await ask('GET', `${runs}/${id}/har`)).status,
    ]
    const prune = () => world.app.runDue({ budgetMilliseconds: 1_000 })

    const before = await there()
    world.advance(15 * 86_400)
    await prune()
    const later = await there()
    world.advance(16 * 86_400)
    await prune()
    const gone = await there()

    assert.deepEqual(
      [before, later, gone],
      [
        [200, 200],
        [200, 404],
        [404, 404],
      ],
    )
    const left = await as(world, { role: 'jobs' }).sql`select 1 from synthetic_person limit 1`
    assert.deepEqual(left, [])
  })

  test('K1: is of its account alone', async (t) => {
    const { ask, world } = await houseOnLoopback(t)
    const id = idOf(await ask('POST', run, { scenarios: ['register'] }))
    const stranger = await aStrangersKey(world, ['journey:run'])

    const [list, one, har] = await Promise.all([
      call(world, stranger, 'GET', runs),
      call(world, stranger, 'GET', `${runs}/${id}`),
      call(world, stranger, 'GET', `${runs}/${id}/har`),
    ])

    assert.deepEqual([list.body.runs, one.status, har.status], [[], 404, 404])
  })

  test('J8: is counted by outcome for the figures of the deployment', async (t) => {
    const { ask, world } = await houseOnLoopback(t)
    for (const scenarios of [['register'], ['login']]) await ask('POST', run, { scenarios })

    const [last] = await journeyMetrics(world)

    assert.deepEqual(
      last!.points.map(({ value }) => value),
      [1, 0, 1, 0],
    )
  })
})

test('S7: a deployment that makes no real requests by default simulates, and says so', async (t) => {
  const { ask } = await houseOnLoopback(t, { SYNTHETIC_USE_REAL_REQUESTS: 'false' })

  const [usual, real] = [
    await ask('POST', run),
    await ask('POST', run, { mode: 'real', scenarios: ['register'] }),
  ]

  const modes = [usual, real].map(({ body }) => (body.metadata as { mode: string }).mode)
  assert.deepEqual(modes, ['simulated', 'real'])
})
