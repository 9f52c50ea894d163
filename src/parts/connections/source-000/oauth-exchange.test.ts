import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice, aConnection, call } from '../../../../tests/support/cast.ts'
import { answered } from '../../../../tests/support/net.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { passBreaker } from '../../limits/index.ts'
import { ada, base, bob, granted, keyOf, statusAt, tokenAddress } from './source-000.fixture.ts'

const exchangeAt = (world: TestWorld, key: string | null, body: unknown) =>
  call(world, key, 'POST', `${base}/strava-oauth-exchange`, body)
const ofAthlete = granted('fresh', { athlete: { id: 134815, firstname: 'Ada' } })

describe('strava-oauth-exchange', () => {
  test('turns a code into a connection of the user, and shows no token', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    const strava = world.net.answers(tokenAddress, ofAthlete)

    const { status, body, headers } = await exchangeAt(world, owner.key, {
      code: 'a-code',
      userId: ada,
      scope: 'read,activity:read',
    })
    const told = await statusAt(world, owner.key, ada)

    assert.equal(status, 200)
    const { expires_at, ...rest } = body
    assert.deepEqual(rest, { success: true, athlete_id: 134815, scope: 'read,activity:read' })
    assert.match(String(expires_at), /^2026-01-01T0[56]:/)
    assert.deepEqual(
      ['x-circuit-breaker-state', 'x-ratelimit-limit'].map((name) => headers.get(name)),
      ['CLOSED', '10'],
    )
    assert.equal(strava.calls[0]!.form.get('code'), 'a-code')
    assert.deepEqual([told.body.status, told.body.scope], ['valid', 'read,activity:read'])
  })

  test('takes a new code for the same athlete under the same connection', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    world.net.answers(tokenAddress, ofAthlete)
    await exchangeAt(world, owner.key, { code: 'one', userId: ada })

    const again = await exchangeAt(world, owner.key, { code: 'two', userId: ada })
    const { body } = await call(world, owner.key, 'GET', `/api/connections?userId=${ada}`)

    assert.equal(again.status, 200)
    assert.equal((body.connections as unknown[]).length, 1)
  })

  test('says which parameter is missing', async () => {
    const world = await testWorld()
    const { key } = await alice(world)

    const answers = [
      await exchangeAt(world, key, {}),
      await exchangeAt(world, key, { code: 'a-code' }),
      await exchangeAt(world, key, { userId: ada, code: '' }),
    ]

    const details = [
      { code: false, userId: false },
      { code: true, userId: false },
      { code: false, userId: true },
    ]
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body]),
      details.map((details) => [400, { error: 'Missing required parameters', details }]),
    )
  })

  test('takes nothing for another user than the key’s own, known or not, and asks no provider', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    await aConnection(world, owner, { userId: ada })
    const bobs = await keyOf(world, owner, bob)

    const answers = [
      await exchangeAt(world, bobs, { code: 'a-code', userId: ada }),
      await exchangeAt(world, bobs, { code: 'a-code', userId: 'nobody' }),
    ]

    for (const { status, body } of answers)
      assert.deepEqual(
        [status, body],
        [403, { error: 'User ID mismatch', message: 'This key speaks for another user' }],
      )
    assert.deepEqual(world.net.unforeseen, [])
  })

  test('takes a code for the user the key speaks for', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    world.net.answers(tokenAddress, ofAthlete)
    const bobs = await keyOf(world, owner, bob)

    const { status } = await exchangeAt(world, bobs, { code: 'a-code', userId: bob })

    assert.equal(status, 200)
  })

  test('says of a refused code that no retry helps', async () => {
    const world = await testWorld()
    const { key } = await alice(world)
    world.net.answers(
      tokenAddress,
      answered(400, {
        message: 'Bad Request',
        errors: [{ resource: 'AuthorizationCode', field: 'code', code: 'invalid' }],
      }),
    )

    const { status, body } = await exchangeAt(world, key, { code: 'spent', userId: ada })

    assert.deepEqual(
      [status, body.error, body.retry, body.circuit_state],
      [500, 'Token exchange failed', false, 'CLOSED'],
    )
  })

  test('says of a provider that is away that a retry may help, and refused codes open no breaker', async () => {
    const world = await testWorld()
    const { key } = await alice(world)
    world.net.answers(tokenAddress, answered(503, 'down'))

    const { status, body } = await exchangeAt(world, key, { code: 'a-code', userId: ada })

    assert.deepEqual([status, body.error, body.retry], [500, 'Token exchange failed', true])
  })

  test('asks a provider that is away three times, then nobody, and refreshes go on', async () => {
    const breakers = { exchange: { openSeconds: 600 } }
    const world = await testWorld({ environment: { KEYHOLD_LIMITS: JSON.stringify({ breakers }) } })
    const { key } = await alice(world)
    const strava = world.net.answers(tokenAddress, answered(503, 'down'))
    for (let code = 0; code < 3; code++) await exchangeAt(world, key, { code: `code-${code}`, userId: ada })

    const { status, body, headers } = await exchangeAt(world, key, { code: 'a-code', userId: ada })
    const refreshes = await passBreaker(world, { provider: 'strava', operation: 'refresh' })

    assert.deepEqual(
      [status, body.error, body.retry, body.circuit_state],
      [503, 'Token exchange failed', true, 'OPEN'],
    )
    assert.deepEqual(
      [headers.get('x-circuit-breaker-state'), headers.get('retry-after')],
      ['OPEN', String(body.retryAfter)],
    )
    assert.deepEqual([strava.calls.length, refreshes.granted], [3, true])
    assert.match(String(body.message), /^Where `retry` is true send the same code again, after `retryAfter`/)
  })

  test('takes a provider that refuses codes, or has its limit reached, for one that is there', async () => {
    const world = await testWorld()
    const { key } = await alice(world)
    const wrong = answered(400, {
      message: 'Bad Request',
      errors: [{ resource: 'AuthorizationCode', field: 'code', code: 'invalid' }],
    })
    const tooMany = answered(429, { message: 'Rate Limit Exceeded' })
    const strava = world.net.answers(tokenAddress, wrong, wrong, tooMany, wrong, tooMany)

    for (let code = 0; code < 5; code++) await exchangeAt(world, key, { code: `code-${code}`, userId: ada })

    assert.equal(strava.calls.length, 5)
    assert.equal((await passBreaker(world, { provider: 'strava', operation: 'exchange' })).granted, true)
  })

  test('keeps no grant without activities, and ends it at the provider', async () => {
    const world = await testWorld()
    const { key } = await alice(world)
    world.net.answers(tokenAddress, ofAthlete)
    const ended = world.net.answers('POST https://strava.test/oauth/deauthorize', { access_token: 'fresh' })

    const { status, body } = await exchangeAt(world, key, { code: 'a-code', userId: ada, scope: 'read' })
    const told = await statusAt(world, key, ada)

    assert.deepEqual([status, body.retry, body.code], [500, false, 'SCOPES_MISSING'])
    assert.deepEqual(body.scopes, ['activity:read'])
    assert.equal(told.status, 404)
    assert.equal(ended.calls.length, 1)
  })

  test('does not take an athlete from the user who connected him, whose connection goes on', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    world.net.answers(tokenAddress, ofAthlete)
    await exchangeAt(world, owner.key, { code: 'one', userId: ada })

    const { status, body } = await exchangeAt(world, owner.key, { code: 'two', userId: bob })
    const [adas, bobs] = [await statusAt(world, owner.key, ada), await statusAt(world, owner.key, bob)]

    assert.deepEqual([status, body.retry, body.code], [500, false, 'SUPERSEDE_CONFIRMATION_NEEDED'])
    assert.match(String(body.message), /End that one first by the function that revokes tokens/)
    assert.deepEqual([adas.status, bobs.status], [200, 404])
    assert.equal(adas.body.status, 'valid')
    assert.deepEqual(world.net.unforeseen, [])
  })

  test('names the variables that are missing where the provider has no app', async () => {
    const world = await testWorld({ environment: { STRAVA_CLIENT_ID: '', STRAVA_CLIENT_SECRET: '' } })
    const { key } = await alice(world)

    const { status, body } = await exchangeAt(world, key, { code: 'a-code', userId: ada })

    assert.deepEqual([status, body.code], [500, 'PROVIDER_NOT_CONFIGURED'])
    assert.deepEqual(body.missing, ['STRAVA_CLIENT_ID', 'STRAVA_CLIENT_SECRET'])
  })

  test('is refused after 10 in an hour for each user', async () => {
    const world = await testWorld()
    const { key } = await alice(world)
    const codes = Array.from({ length: 10 }, (_each, number) => ({ code: '', userId: ada, number }))
    for (const code of codes) await exchangeAt(world, key, code)

    const { status, body, headers } = await exchangeAt(world, key, { code: '', userId: ada })

    assert.deepEqual(
      [status, body],
      [
        429,
        { error: 'Rate limit exceeded', reason: 'the limit "oauth-exchange" is used up', retryAfter: 360 },
      ],
    )
    assert.equal(headers.get('retry-after'), '360')
  })
})
