import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { logOf } from '../../../../tests/support/cast.ts'
import { answered, lost, unreachable } from '../../../../tests/support/net.ts'
import { ExchangeError, type Failure } from '../../../kit/http-wire.ts'
import { as, transaction } from '../../../kit/world.ts'
import { spendBudget } from '../../limits/index.ts'
import { athlete, proxied } from './proxy.fixture.ts'

const post = 'POST https://strava.test/api/v3/athlete'

describe('a provider that is down', () => {
  test('is asked for a read once more, then its answer stands', async () => {
    const { world, owner, id, through } = await proxied()
    const strava = world.net.answers(athlete, answered(503, 'down'), answered(502, 'still'), { id: 7 })

    const answer = await through('/athlete')

    assert.deepEqual([answer.status, answer.text, strava.calls.length], [502, 'still', 2])
    assert.equal((await logOf(world, owner, id)).length, 2)
  })

  test('is not asked again after an error that does not pass by itself', async () => {
    const { world, through } = await proxied()
    const strava = world.net.answers(athlete, answered(500, 'broken'), { id: 7 })

    assert.deepEqual([(await through('/athlete')).status, strava.calls.length], [500, 1])
  })

  test('and back a moment later was never down for a reader', async () => {
    const { world, through } = await proxied()
    world.net.answers(athlete, lost, { id: 7 })

    assert.equal((await through('/athlete')).status, 200)
  })

  test('is never asked twice for what may change something', async () => {
    const { world, through } = await proxied()
    const strava = world.net.answers(post, answered(503, 'down'), { id: 7 })

    const answer = await through('/athlete', { method: 'POST', body: 'a=1' })

    assert.deepEqual([answer.status, strava.calls.length], [503, 1])
  })

  test('is never asked twice by GET, either, where a GET may change something', async () => {
    const { world, through } = await proxied({
      providers: [
        { id: 'strava', api: { baseUrls: ['https://www.strava.com/api/v3'], everyCallWrites: true } },
      ],
    })
    const strava = world.net.answers(athlete, lost, { id: 7 })

    const answer = await through('/athlete')

    assert.deepEqual([answer.status, answer.code, strava.calls.length], [502, 'PROVIDER_NO_ANSWER', 1])
  })

  test('and wants a long pause is not waited for', async () => {
    const { world, through } = await proxied()
    const strava = world.net.answers(athlete, answered(503, 'down', { 'retry-after': '60' }))

    const answer = await through('/athlete')

    assert.deepEqual([answer.status, answer.headers.get('retry-after'), strava.calls.length], [503, '60', 1])
  })

  test('tries as often as its own data says', async () => {
    const { world, through } = await proxied({
      providers: [
        {
          id: 'strava',
          api: {
            baseUrls: ['https://www.strava.com/api/v3'],
            retry: { status: [500], most: 3, longestWaitSeconds: 0 },
          },
        },
      ],
    })
    const strava = world.net.answers(athlete, answered(500, 'down'))

    assert.equal((await through('/athlete')).status, 500)
    assert.equal(strava.calls.length, 4)
  })

  test('and cannot be reached is a 503 that says nothing was sent, and when to come back', async () => {
    const { world, through } = await proxied()
    world.net.answers(post, unreachable)

    const answer = await through('/athlete', { method: 'POST' })

    assert.deepEqual(
      [answer.status, answer.code, answer.headers.get('retry-after')],
      [503, 'PROVIDER_DOWN', '2'],
    )
    assert.match(answer.text, /nothing was sent/)
  })

  test('and does not answer is a 502 that says to look before a write is repeated', async () => {
    const { world, through } = await proxied()
    world.net.answers(post, lost)

    const answer = await through('/athlete', { method: 'POST' })

    assert.deepEqual([answer.status, answer.code], [502, 'PROVIDER_NO_ANSWER'])
    assert.match(answer.text, /before you repeat it/)
  })

  test('is left alone after five failures, without an entry for what is not sent', async () => {
    const { world, owner, id, through } = await proxied()
    const strava = world.net.answers(post, answered(503, 'down'))
    for (let time = 0; time < 5; time++) await through('/athlete', { method: 'POST' })

    const answer = await through('/athlete', { method: 'POST' })

    assert.deepEqual([answer.status, answer.code, strava.calls.length], [503, 'PROVIDER_DOWN', 5])
    assert.equal((await logOf(world, owner, id)).length, 5)
  })

  test('is not what a caller’s own unread answers make of it', async () => {
    const { world, through } = await proxied()
    const queued: Failure = { kind: 'not_sent', cause: new ExchangeError('QUEUED', 'none was free') }
    const strava = world.net.answers(athlete, queued, queued, queued, queued, queued, { id: 7 })
    for (let time = 0; time < 5; time++) assert.equal((await through('/athlete')).code, 'PROVIDER_DOWN')

    assert.deepEqual([(await through('/athlete')).status, strava.calls.length], [200, 6])
  })

  test('is not what a caller’s own mistakes make of it', async () => {
    const { world, through } = await proxied()
    const strava = world.net.answers(athlete, answered(404, 'no'))
    for (let time = 0; time < 6; time++) await through('/athlete')

    assert.equal(strava.calls.length, 6)
  })

  test('whose address is a private one is not called', async () => {
    const { world, through } = await proxied()
    world.net.answers(athlete, { kind: 'blocked', reason: 'private' })

    const answer = await through('/athlete')

    assert.deepEqual([answer.status, answer.code], [502, 'PROXY_ADDRESS_BLOCKED'])
  })
})

describe('the provider’s rate budget', () => {
  const used = (count: number) =>
    answered(200, { id: 7 }, { 'x-ratelimit-limit': '100,1000', 'x-ratelimit-usage': `${count},${count}` })

  test('is learned from answers, and calls that are waited for go before scheduled ones', async () => {
    const { world, through } = await proxied()
    world.net.answers(athlete, used(85))
    await through('/athlete')
    const jobs = as(world, { role: 'jobs' })

    const scheduled = await transaction(jobs, (world) => spendBudget(world, 'strava:161983', 'background'))
    const waitedFor = await through('/athlete')

    assert.equal(scheduled.granted, false)
    assert.equal(waitedFor.status, 200)
  })

  test('that is used up is a 429 with the time of its return: nothing is sent, nothing logged', async () => {
    const { world, owner, id, through } = await proxied()
    const strava = world.net.answers(athlete, used(100))
    await through('/athlete')

    const answer = await through('/athlete')

    assert.deepEqual([answer.status, answer.code, strava.calls.length], [429, 'PROVIDER_BUDGET_SPENT', 1])
    assert.ok(Number(answer.headers.get('retry-after')) > 0)
    assert.equal((await logOf(world, owner, id)).length, 1)
  })

  test('that the provider itself says is used up stops the next call until then', async () => {
    const { world, through } = await proxied()
    const strava = world.net.answers(athlete, answered(429, 'slow', { 'retry-after': '40' }), { id: 7 })

    const [first, second] = [await through('/athlete'), await through('/athlete')]
    world.advance(41)
    const third = await through('/athlete')

    assert.deepEqual([first.status, first.text], [429, 'slow'])
    assert.equal(second.code, 'PROVIDER_BUDGET_SPENT')
    assert.deepEqual([third.status, strava.calls.length], [200, 2])
  })
})
