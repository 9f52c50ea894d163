import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aConnection, alice, call, logOf } from '../../../../tests/support/cast.ts'
import { internalApiKey, testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import type { Caller } from '../../../kit/route.ts'
import { newWatch, watchOf } from './watch.ts'

const operatorKey = 'kho_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'
const scanner = '203.0.113.9'
const watched = (mode?: string) =>
  testWorld({
    environment: { KEYHOLD_OPERATOR_KEY: operatorKey, ...(mode && { KEYHOLD_ANOMALIES: mode }) },
  })

interface Sent {
  key?: string
  from?: string
  body?: unknown
}

async function send(world: TestWorld, path: string, { key, from = '127.0.0.1', body }: Sent = {}) {
  const headers = new Headers({ 'content-type': 'application/json' })
  if (key) headers.set('authorization', `Bearer ${key}`)
  const response = await world.app.fetch(
    new Request(`http://localhost:3000${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
    { remoteAddress: from },
  )
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown>,
  }
}

/** So many requests as a program makes them, 20 ms apart, whatever this machine takes. */
function quickly(world: TestWorld, { actor, accountId }: Caller, count: number): void {
  const principal = { kind: 'key', id: actor.id!, accountId } as const
  const [first, watch] = [aRequest(world, 0), watchOf(world)]
  for (let index = 0; index < count; index++) watch.see(principal, { ...first, at: first.at + index * 20 })
}

interface Listed {
  standings: { principal: string; score: number; rules: string[]; suspendedAt: string | null }[]
  findings: { principal: string; rule: string; action: string; text: string; score: number }[]
}

async function listed(world: TestWorld): Promise<Listed> {
  await world.settled()
  return (await send(world, '/api/anomalies', { key: operatorKey })).body as unknown as Listed
}

const clear = (world: TestWorld, principal: string) =>
  send(world, '/api/anomalies/clear', { key: operatorKey, body: { principal } })

async function logged(world: TestWorld, owner: Caller, object: string) {
  return (await logOf(world, owner, object)).map(({ action, detail }) => ({
    action,
    detail: JSON.parse(detail ?? '{}') as Record<string, unknown>,
  }))
}

describe('an API client', () => {
  test('that is as quick and as regular as a program is written down as source 000 did, and served', async () => {
    const world = await watched('act')
    const owner = await alice(world)

    quickly(world, owner, 25)
    const { status } = await send(world, '/api/providers', { key: owner.key })
    await world.settled()
    const [entry, ...others] = await logged(world, owner, owner.actor.id!)

    assert.equal(status, 200)
    assert.deepEqual([entry?.action, others.length], ['anomaly.noticed', 0])
    const { pattern, rule, endpoint, requestCount, avgInterval, score } = entry!.detail
    assert.deepEqual([pattern, rule, endpoint, score], ['bot-like', 'bot-like', '/api/providers', 5])
    assert.deepEqual([requestCount, avgInterval], [11, 20])
  })

  test('costs the database nothing for being watched', async () => {
    const world = await watched('act')
    const owner = await alice(world)
    const principal = { kind: 'key', id: owner.actor.id!, accountId: owner.accountId } as const
    const works: Promise<unknown>[] = []
    const watch = newWatch({ ...world, background: (work) => void works.push(work) })

    for (let index = 0; index < 1000; index++)
      watch.see(principal, aRequest(world, index * 500 + (index % 2) * 99))

    assert.deepEqual(works, [])
  })
})

const aRequest = (world: TestWorld, later: number) => ({
  at: world.now().getTime() + later,
  status: 200,
  endpoint: '/api/providers',
  sought: null,
  network: null,
  agent: undefined,
  isRefresh: false,
  connectionId: null,
  isHoney: false,
})

describe('a key that asks for an address nothing honest asks for', () => {
  test('is suspended at once, by default, for all processes and for what they remember of it', async () => {
    const world = await watched()
    const other = await testWorld({ beside: world })
    const owner = await alice(world)
    const connection = await aConnection(world, owner)
    const path = `/api/connections/${connection.id}/token`
    const before = [await call(world, owner.key, 'GET', path), await call(other, owner.key, 'GET', path)]

    const answer = await send(world, '/.env', { key: owner.key })
    await world.settled()
    // This process refuses before it looks; the other one remembers the key, and the release looks at it again.
    const after = [
      await call(other, owner.key, 'GET', path),
      await call(other, owner.key, 'GET', '/api/providers'),
    ]
    const { standings, findings } = await listed(world)

    assert.deepEqual(
      before.map(({ status }) => status),
      [200, 200],
    )
    assert.equal(answer.status, 404)
    assert.deepEqual(
      after.map(({ status, body }) => [status, body.code]),
      [
        [401, 'UNAUTHENTICATED'],
        [401, 'UNAUTHENTICATED'],
      ],
    )
    assert.ok(standings[0]?.suspendedAt)
    assert.deepEqual(
      findings.map(({ rule, action, score }) => [rule, action, score]),
      [['honey-path', 'suspend', 100]],
    )
    const log = await logged(world, owner, owner.actor.id!)
    assert.deepEqual(log.at(-1), {
      action: 'key.suspended',
      detail: { rule: 'honey-path', score: 100, keyId: owner.actor.id },
    })
  })

  test('serves again once it is cleared, in every process', async () => {
    const world = await watched()
    const other = await testWorld({ beside: world })
    const owner = await alice(world)
    const providers = (at: TestWorld) => send(at, '/api/providers', { key: owner.key })
    for (const at of [world, other]) await providers(at)
    for (const at of [world, other]) await send(at, '/.git/config', { key: owner.key })
    await world.settled()
    await other.settled()
    const refused = [await providers(world), await providers(other)]

    const cleared = await clear(world, owner.actor.id!)
    const [here, elsewhere] = [await providers(world), await providers(other)]
    await other.app.runDue({ budgetMilliseconds: 1000 })
    const later = await providers(other)
    const { standings } = await listed(world)

    assert.ok(refused.every(({ status }) => status === 401 || status === 429))
    assert.deepEqual(cleared.body, { principal: owner.actor.id, resumed: true })
    assert.deepEqual([here.status, elsewhere.status, later.status], [200, 429, 200])
    assert.deepEqual(standings, [])
    assert.equal((await logged(world, owner, owner.actor.id!)).at(-1)?.action, 'anomaly.cleared')
  })

  test('is left alone where anomalies are only observed, and not seen at all where they are off', async () => {
    const seen: [string, number, string[]][] = []
    for (const mode of ['observe', 'off']) {
      const world = await watched(mode)
      const owner = await alice(world)
      await send(world, '/.env', { key: owner.key })
      const { findings } = await listed(world)
      const { status } = await send(world, '/api/providers', { key: owner.key })
      seen.push([mode, status, findings.map(({ action }) => action)])
    }

    assert.deepEqual(seen, [
      ['observe', 200, ['annotate']],
      ['off', 200, []],
    ])
  })

  test('is refused for a while where it is a fixed secret that cannot be suspended', async () => {
    const world = await watched()

    await send(world, '/.env', { key: internalApiKey })
    await world.settled()
    const refused = await send(world, '/api/providers', { key: internalApiKey })
    world.advance(Number(refused.headers.get('retry-after')))
    const again = await send(world, '/api/providers', { key: internalApiKey })

    assert.deepEqual([refused.status, refused.body.code], [429, 'ABNORMAL_USAGE_DETECTED'])
    assert.deepEqual(again.status, 200)
  })
})

describe('a key that asks, from ever other networks, for a hundred things that are not there', () => {
  async function strayed(world: TestWorld, restedDays: number | null) {
    const owner = await alice(world)
    const watch = watchOf(world)
    const principal = { kind: 'key', id: owner.actor.id!, accountId: owner.accountId } as const
    watch.see(principal, aRequest(world, 0))
    if (restedDays !== null) watch.wake(principal, restedDays)
    for (let index = 0; index < 130; index++) {
      world.advance(1)
      const network = `198.51.${index % 6}.0/24`
      watch.see(principal, { ...aRequest(world, 0), status: 404, sought: index, network })
      if (index % 10 === 9) await world.settled()
    }
    await world.settled()
    return (await send(world, '/api/providers', { key: owner.key })).status
  }

  test('serves on by default: an app’s users may have had it ask for them', async () => {
    assert.equal(await strayed(await watched(), null), 200)
  })

  test('is suspended by default where it had rested before', async () => {
    assert.equal(await strayed(await watched(), 365), 401)
  })
})

describe('where scores act', () => {
  /** So many different things that are not there, five seconds apart, and then it is now. */
  async function guessed(world: TestWorld, owner: Caller, count: number) {
    const watch = watchOf(world)
    const principal = { kind: 'key', id: owner.actor.id!, accountId: owner.accountId } as const
    for (let index = 0; index < count; index++) {
      world.advance(index % 2 ? 6 : 4)
      watch.see(principal, { ...aRequest(world, 0), status: 404, sought: index })
      if (index % 10 === 0) await world.settled()
    }
    await world.settled()
    return watch.verdict(principal)
  }

  test('a key that guesses thirty ids is slowed down', async () => {
    const world = await watched('act')
    const owner = await alice(world)

    const verdict = await guessed(world, owner, 32)

    assert.deepEqual(verdict, { kind: 'slow' })
    assert.deepEqual(
      (await listed(world)).findings.map(({ rule, action }) => [rule, action]),
      [
        ['enumeration', 'slow'],
        ['mostly-refused', 'annotate'],
      ],
    )
  })

  test('one that goes on is refused, and is served after exactly the time it is told', async () => {
    const world = await watched('act')
    const owner = await alice(world)
    await guessed(world, owner, 62)

    const refused = await send(world, '/api/providers', { key: owner.key })
    world.advance(Number(refused.headers.get('retry-after')))
    const served = await send(world, '/api/providers', { key: owner.key })

    const { status, body } = refused
    assert.deepEqual(
      [status, body.code, body.type, body['violated-policies']],
      [
        429,
        'ABNORMAL_USAGE_DETECTED',
        'https://iana.org/assignments/http-problem-types#abnormal-usage-detected',
        ['mostly-refused', 'enumeration'],
      ],
    )
    assert.equal(body.retryAfter, Number(refused.headers.get('retry-after')))
    assert.equal(served.status, 200)
  })

  test('one that does not stop at that is suspended', async () => {
    const world = await watched('act')
    const owner = await alice(world)
    await guessed(world, owner, 95)

    world.advance(3600)
    const { status } = await send(world, '/api/providers', { key: owner.key })

    assert.equal(status, 401)
    assert.deepEqual((await listed(world)).findings[0]?.action, 'suspend')
  })

  test('two processes add up what each has seen', async () => {
    const world = await watched('act')
    const other = await testWorld({ beside: world, environment: { KEYHOLD_ANOMALIES: 'act' } })
    const owner = await alice(world)

    const [here, there] = [await guessed(world, owner, 32), await guessed(other, owner, 32)]

    assert.deepEqual([here?.kind, there?.kind], ['slow', 'refuse'])
  })

  test('source 000’s clients are refused in its words', async () => {
    const world = await watched('act')
    const owner = await alice(world)
    await guessed(world, owner, 62)

    const { body } = await send(world, '/.netlify/functions/strava-token-status?userId=a', { key: owner.key })

    assert.deepEqual([body.error, body.reason], ['Rate limit exceeded', 'Anomalous pattern detected'])
  })
})

describe('a stranger', () => {
  const scan = (world: TestWorld, from = scanner) => send(world, '/wp-login.php', { from })

  test('whose network looks for a way in is written down by default, and his neighbours are served', async () => {
    const world = await watched()

    await scan(world)
    await world.settled()
    const { status } = await send(world, '/openapi.json', { from: '203.0.113.200' })

    assert.equal(status, 200)
    assert.deepEqual(
      (await listed(world)).findings.map(({ principal, action }) => [principal, action]),
      [['203.0.113.0/24', 'annotate']],
    )
  })

  test('whose network looks for a way in is refused for a while where scores act, and its page is not', async () => {
    const world = await watched('act')
    const owner = await alice(world)

    await scan(world)
    await world.settled()
    const api = await send(world, '/openapi.json', { from: '203.0.113.200' })
    const page = await send(world, '/docs', { from: '203.0.113.200' })
    const key = await send(world, '/api/providers', { from: scanner, key: owner.key })
    const elsewhere = await send(world, '/openapi.json', { from: '203.0.114.9' })
    const probe = await send(world, '/livez', { from: scanner })

    assert.deepEqual(
      [api, page, key, elsewhere, probe].map(({ status }) => status),
      [429, 200, 200, 200, 200],
    )
    assert.deepEqual(
      (await listed(world)).findings.map(({ principal, action }) => [principal, action]),
      [['203.0.113.0/24', 'refuse']],
    )
  })

  test('in a network of our own is written down alone: behind a proxy that is not named, everybody is there', async () => {
    const world = await watched('act')

    await scan(world, '10.0.0.7')
    await world.settled()
    const { status } = await send(world, '/openapi.json', { from: '10.0.0.7' })

    assert.equal(status, 200)
    assert.deepEqual(
      (await listed(world)).findings.map(({ action }) => action),
      ['annotate'],
    )
  })

  test('is named in no entry of the log', async () => {
    const world = await watched('act')
    const owner = await alice(world)
    await scan(world)
    await world.settled()

    const rows = await world.sql.as({ role: 'app', accountId: owner.accountId })<{
      action: string
      text: string
    }>`
      select action, to_json(e)::text as text from audit_entry e where action like 'anomaly.%' limit 10`

    assert.deepEqual(
      rows.map(({ action }) => action),
      ['anomaly.refused'],
    )
    assert.ok(!rows[0]!.text.includes('203.0.113'))
  })

  test('with any number of networks cannot fill the log: sixty are told in a minute', async () => {
    const world = await watched('observe')
    const watch = watchOf(world)
    for (let index = 0; index < 100; index++)
      watch.see(
        { kind: 'network', id: `198.51.${index}.0/24`, accountId: null },
        { ...aRequest(world, 0), status: 404, isHoney: true },
      )

    await world.settled()
    const [row] = await world.sql.as({ role: 'jobs' })<{ n: number }>`
      select count(*)::int as n from anomaly_finding limit 1`

    // A minute may end on the way.
    assert.ok(row!.n < 100, `${row!.n}`)
  })
})

describe('the operator', () => {
  test('is told what is odd in words, and only he is', async () => {
    const world = await watched()
    const owner = await alice(world)
    quickly(world, owner, 11)

    const { findings } = await listed(world)
    const refused = await send(world, '/api/anomalies', { key: owner.key })
    const refusedToClear = await send(world, '/api/anomalies/clear', {
      key: owner.key,
      body: { principal: owner.actor.id },
    })

    assert.equal(findings[0]!.text, '11 requests within the hour, the newest 20 ms apart')
    assert.deepEqual([refused.status, refusedToClear.status], [403, 403])
  })

  test('is told where there is nothing to clear', async () => {
    const world = await watched()

    const { status, body } = await clear(world, '198.51.100.0/24')

    assert.deepEqual([status, body.code], [404, 'ANOMALY_NOT_FOUND'])
  })

  test('is never watched', async () => {
    const world = await watched('act')

    await send(world, '/.env', { key: operatorKey })

    assert.deepEqual((await listed(world)).findings, [])
  })
})

test('a key that rested for a quarter of a year is noted at its first use', async () => {
  const world = await watched()
  const owner = await alice(world)
  await send(world, '/api/providers', { key: owner.key })
  await world.settled()
  world.advance(91 * 86_400)
  // The log has a place for that month.
  await world.app.runDue({ budgetMilliseconds: 1000 })

  await send(world, '/api/providers', { key: owner.key })

  assert.deepEqual(
    (await listed(world)).findings.map(({ rule }) => rule),
    ['woken'],
  )
})

test('a storm of refreshes is told of its connection', async () => {
  const world = await watched()
  const owner = await alice(world)
  const connection = await aConnection(world, owner)
  const principal = { kind: 'key', id: owner.actor.id!, accountId: owner.accountId } as const
  const refresh = { ...aRequest(world, 0), isRefresh: true, sought: 1, connectionId: connection.id }

  for (let index = 0; index < 21; index++)
    watchOf(world).see(principal, { ...refresh, at: refresh.at + index * 60_000 + (index % 2) * 9000 })
  await world.settled()

  assert.deepEqual(await logged(world, owner, connection.id), [
    { action: 'connection.anomaly', detail: { reason: 'refresh-storm' } },
  ])
})

test('what is old is swept away, and a suspended key stays listed', async () => {
  const world = await watched()
  const owner = await alice(world)
  await send(world, '/.env', { key: owner.key })
  await world.settled()
  world.advance(31 * 86_400)

  const swept = await world.app.runDue({ budgetMilliseconds: 1000 })
  const { standings, findings } = await listed(world)

  assert.equal(swept['access.anomalies'], 2)
  assert.deepEqual([standings.map(({ principal }) => principal), findings], [[owner.actor.id], []])
})
