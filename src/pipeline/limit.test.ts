import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { alice, call } from '../../tests/support/cast.ts'
import { internalApiKey, testWorld, type TestWorld } from '../../tests/support/world.ts'
import { json, noAudit, type Route, route, scope } from '../kit/route.ts'
import { z } from 'zod'
import { createApp } from '../app.ts'
import { deployment } from '../parts/accounts/index.ts'
import { parts } from '../parts.ts'
import { as } from '../kit/world.ts'

const operatorKey = 'kho_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'

/** A request of a stranger, from there. */
const stranger = (
  world: TestWorld,
  path: string,
  {
    from = '203.0.113.9',
    headers = {} as Record<string, string>,
    method = 'GET',
    body = null as string | null,
  } = {},
): Promise<Response> =>
  world.app.fetch(
    new Request(`http://localhost:3000${path}`, { method, headers, ...(body !== null && { body }) }),
    {
      remoteAddress: from,
    },
  )

const anonymousOnly = (limit: number) => ({
  KEYHOLD_LIMITS: JSON.stringify({ policies: { anonymous: { limit } } }),
})
const statusesOf = (answers: readonly { status: number }[]): number[] => answers.map(({ status }) => status)

describe('a key', () => {
  test('is told what is left with every answer, and refused with the policy’s name and a time to come back', async () => {
    const world = await testWorld({ environment: { KEYHOLD_KEY_TIER: 'free' } })
    const { key } = await alice(world)

    const first = await call(world, key, 'GET', '/api/providers')
    for (let spent = 1; spent < 5; spent++) await call(world, key, 'GET', '/api/providers')
    const refused = await call(world, key, 'GET', '/api/providers')

    assert.equal(
      first.headers.get('ratelimit-policy'),
      '"per-minute";q=10;w=60;keyhold-burst=5, "per-hour";q=100;w=3600, "per-day";q=1000;w=86400',
    )
    assert.match(
      first.headers.get('ratelimit')!,
      /^"per-minute";r=4;t=6, "per-hour";r=99;t=\d+, "per-day";r=999;t=\d+$/,
    )
    assert.deepEqual(
      [refused.status, refused.body.code, refused.body['violated-policies']],
      [429, 'RATE_LIMITED', ['per-minute']],
    )
    // A unit of ten a minute is free six seconds after the first was taken, whatever the six requests took together.
    const retryAfter = Number(refused.body.retryAfter)
    assert.ok(retryAfter >= 1 && retryAfter <= 6)
    assert.deepEqual(
      ['retry-after', 'x-ratelimit-limit', 'x-ratelimit-remaining'].map((name) => refused.headers.get(name)),
      [String(retryAfter), '10', '0'],
    )
  })

  test('has a tier of its own, and keeps what it has used when that changes', async () => {
    const world = await testWorld({ environment: { KEYHOLD_OPERATOR_KEY: operatorKey } })
    const { key, actor } = await alice(world)
    const asOperator = (method: string, path: string, body: unknown) =>
      world.app.fetch(
        new Request(`http://localhost:3000${path}`, {
          method,
          body: JSON.stringify(body),
          headers: { authorization: `Bearer ${operatorKey}`, 'content-type': 'application/json' },
        }),
        { remoteAddress: '127.0.0.1' },
      )
    for (let spent = 0; spent < 3; spent++) await call(world, key, 'GET', '/api/providers')

    const changed = await asOperator('PATCH', `/api/keys/${actor.id!}`, { tier: 'free' })
    const unknown = await asOperator('PATCH', `/api/keys/${actor.id!}`, { tier: 'none-such' })
    const after = await call(world, key, 'GET', '/api/providers')

    assert.deepEqual([changed.status, unknown.status], [204, 400])
    assert.equal(after.headers.get('x-ratelimit-limit'), '10')
    assert.ok(Number(after.headers.get('x-ratelimit-remaining')) < 5)
  })

  test('that is refused is counted by where it comes from', async () => {
    const world = await testWorld({ environment: anonymousOnly(2) })
    const bad = { headers: { 'x-api-key': 'nonsense' } }

    const answers = []
    for (let time = 0; time < 3; time++) answers.push(await stranger(world, '/api/connections', bad))
    const elsewhere = await stranger(world, '/api/connections', { ...bad, from: '203.0.113.10' })

    assert.deepEqual(statusesOf([...answers, elsewhere]), [401, 401, 429, 401])
  })
})

describe('a stranger', () => {
  test('who guesses keys is counted by address where a route counts users, too', async () => {
    const world = await testWorld({ environment: anonymousOnly(2) })
    const paths = ['/.netlify/functions/strava-token-status?userId=a', '/.netlify/functions/api-key-manager']
    const guess = (path: string, from?: string) =>
      stranger(world, path, { headers: { 'x-api-key': 'nonsense' }, ...(from !== undefined && { from }) })

    const answers = [
      await guess(paths[0]!),
      await guess(paths[1]!),
      await guess(paths[0]!),
      await guess(paths[1]!),
    ]
    const elsewhere = await guess(paths[0]!, '203.0.113.10')

    assert.deepEqual(statusesOf([...answers, elsewhere]), [401, 401, 429, 429, 401])
  })

  test('is counted by address, IPv6 by its /56', async () => {
    const world = await testWorld({ environment: anonymousOnly(1) })
    const from = [
      '203.0.113.9',
      '203.0.113.8',
      '::ffff:203.0.113.9',
      '2001:db8:1:200::1',
      '2001:db8:1:2ff::9',
      '2001:db8:1:300::1',
    ]

    const answers = []
    for (const address of from) answers.push(await stranger(world, '/docs', { from: address }))

    assert.deepEqual(statusesOf(answers), [200, 200, 429, 200, 429, 200])
  })

  test('is who a trusted proxy says, and nobody else is believed', async () => {
    const world = await testWorld({
      environment: { ...anonymousOnly(1), KEYHOLD_TRUSTED_PROXIES: '10.0.0.0/8' },
    })
    const asked = (from: string, forwardedFor: string) =>
      stranger(world, '/docs', { from, headers: { 'x-forwarded-for': forwardedFor } })

    const answers = [
      await asked('10.0.0.1', '203.0.113.1'),
      await asked('10.0.0.1', '198.51.100.77, 203.0.113.1:4711'),
      await asked('10.0.0.1', '203.0.113.2, 10.0.0.2'),
      await asked('192.0.2.1', '203.0.113.3'),
      await asked('192.0.2.1', '203.0.113.4'),
    ]

    assert.deepEqual(statusesOf(answers), [200, 429, 200, 200, 429])
  })

  test('who guesses at sign-in links is stopped by its address, and by no other limit', async () => {
    const world = await testWorld({ environment: anonymousOnly(1) })
    const guess = (from: string) =>
      stranger(world, '/api/operator/session', {
        from,
        method: 'POST',
        body: JSON.stringify({ token: 'guess' }),
        headers: { 'content-type': 'application/json', origin: 'http://localhost:3000' },
      })

    const answers = await Promise.all(Array.from({ length: 31 }, () => guess('203.0.113.9')))
    const elsewhere = await guess('203.0.113.10')

    const refused = answers.filter(({ status }) => status === 429)
    assert.equal(refused.length, 1)
    assert.deepEqual(((await refused[0]!.json()) as Record<string, unknown>)['violated-policies'], [
      'sign-in',
    ])
    assert.notEqual(elsewhere.status, 429)
  })
})

test('probes are never limited', async () => {
  const world = await testWorld({ environment: anonymousOnly(1) })

  const answers = []
  for (let time = 0; time < 5; time++)
    answers.push(await stranger(world, '/livez'), await stranger(world, '/readyz'))

  assert.ok(answers.every(({ status, headers }) => status === 200 && headers.get('ratelimit') === null))
})

const ofFunction = (limits: readonly string[]): Route =>
  route({
    method: 'POST',
    path: '/functions/exchange',
    summary: 'As a function of source 000.',
    who: scope('connections:token'),
    audit: noAudit('for this test alone'),
    limits,
    body: json(z.object({ userId: z.string() })),
    output: { kind: 'schema', schema: z.object({ ok: z.boolean() }) },
    handle: async () => ({ ok: true }),
  })

describe('a route', () => {
  test('that names a policy of users and endpoints is limited for each user whom the body names', async () => {
    const world = await testWorld()
    const app = await createApp(world, [
      ...parts,
      { name: 'functions', routes: [ofFunction(['oauth-exchange'])] },
    ])
    const ask = (userId: string) =>
      call({ ...world, app }, internalApiKey, 'POST', '/functions/exchange', { userId })

    const answers = []
    for (let time = 0; time < 11; time++) answers.push(await ask('ada'))
    const other = await ask('bob')

    assert.deepEqual(statusesOf([answers[9]!, answers[10]!, other]), [200, 429, 200])
    assert.deepEqual(answers[10]!.body['violated-policies'], ['oauth-exchange'])
    assert.equal(answers[10]!.headers.get('retry-after'), '360')
  })

  test('that names a policy which is not there is refused at the start', async () => {
    const world = await testWorld()
    const wrong = [...parts, { name: 'functions', routes: [ofFunction(['none-such'])] }]

    await assert.rejects(createApp(world, wrong), /no policy "none-such"/)
  })
})

test('of 200 parallel requests on a limit of 50 over three processes exactly 50 are admitted', async () => {
  const environment = {
    KEYHOLD_KEY_TIER: 'fifty',
    KEYHOLD_LIMITS: JSON.stringify({
      tiers: { fifty: [{ name: 'per-hour', kind: 'quota', period: 'day', limit: 50 }] },
    }),
  }
  const world = await testWorld({ environment })
  const others = [
    await testWorld({ environment, beside: world }),
    await testWorld({ environment, beside: world }),
  ]
  const { key } = await alice(world)

  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      call([world, ...others][index % 3]!, key, 'GET', '/api/providers'),
    ),
  )

  assert.equal(answers.filter(({ status }) => status === 200).length, 50)
  assert.equal(answers.filter(({ status }) => status === 429).length, 150)
})

test('without its store a reduced limit holds, nothing fails, and one event says so', async () => {
  const world = await testWorld({ environment: anonymousOnly(20) })
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  const owner = new pg.Client({ connectionString: world.ownerUrl })
  await owner.connect()
  await owner.query('begin; lock table limit_count in access exclusive mode')

  const answers = []
  for (let time = 0; time < 30; time++) answers.push(await stranger(world, '/docs'))
  await owner.query('rollback')
  await owner.end()
  world.advance(2)
  const back = await stranger(world, '/docs', { from: '203.0.113.10' })
  await world.settled()

  assert.deepEqual(
    Object.entries(Object.groupBy(answers, ({ status }) => status)).map(([status, some]) => [
      status,
      some!.length,
    ]),
    [
      ['200', 10],
      ['429', 20],
    ],
  )
  assert.match(back.headers.get('ratelimit-policy')!, /"anonymous";q=20;w=60/)
  const told = await world.sql.as({ role: 'app', accountId: homeAccountId })`
    select action from audit_entry where action = 'limits.degraded' limit 10`
  assert.equal(told.length, 1)
})
