import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { call } from '../../../../../tests/support/cast.ts'
import { as } from '../../../../kit/world.ts'
import { httpServer } from '../../../../kit/http-server.fixture.ts'
import { aStrangersKey, houseOnLoopback } from '../running/house.fixture.ts'

const shop = `
title: The shop
targets: [own]
secrets: { password: shop-password }
steps:
  - name: sign in
    request: { method: POST, url: "{{own}}/login", json: { password: "{{secrets.password}}" } }
    expect: [{ status: 200 }]
`
const at = '/internal/journey/journeys'

describe('a journey with a document', () => {
  test('J1: is kept as it was sent, listed, shown, changed and removed', async (t) => {
    const { ask, put } = await houseOnLoopback(t)

    const made = await put('shop', shop)
    const changed = await put('shop', `${shop}\nschedule: { everySeconds: 300 }`)
    const listed = await ask('GET', at)
    const shown = await ask('GET', `${at}/shop`)
    const removed = await ask('DELETE', `${at}/shop`)
    const gone = await ask('GET', `${at}/shop`)

    assert.deepEqual([made.status, made.body.version, changed.body.version], [200, 1, 2])
    const [first] = listed.body.journeys as Record<string, unknown>[]
    assert.deepEqual(
      [first!.name, first!.title, first!.stages, first!.secrets],
      ['shop', 'The shop', ['sign in'], ['shop-password']],
    )
    assert.equal(shown.body.everySeconds, 300)
    assert.match(shown.body.document as string, /^\ntitle: The shop/)
    assert.deepEqual([removed.status, gone.status, gone.body.code], [204, 404, 'JOURNEY_NOT_FOUND'])
  })

  test('J1: that is sent again as it is has one effect', async (t) => {
    const { put, world } = await houseOnLoopback(t)

    const first = await put('shop', shop)
    world.advance(60)
    const second = await put('shop', shop)

    assert.deepEqual([second.body.version, second.body.updatedAt], [1, first.body.updatedAt])
  })

  test('J8: is not called as the runs of Keyhold’s own scenarios are', async (t) => {
    const { put } = await houseOnLoopback(t)

    assert.equal((await put('accounts', shop)).status, 400)
  })

  test('J1: that can only fail is refused with the line of each reason, whether it is kept or looked at', async (t) => {
    const { put } = await houseOnLoopback(t)

    const orders = await put('shop', 'scenarios: [logout]\nschedule: { everySeconds: 60 }')
    const crowd = await put('shop', 'scenarios: [register]\nschedule:\n  everySeconds: 60')
    const stray = await put('shop', shop.replace('{{own}}/login', 'https://other.example.org/login'))

    const places = [orders, crowd, stray].map(({ body }) =>
      (body.problems as { line: number; at: string }[]).map(({ line, at }) => `${line} ${at}`),
    )
    assert.deepEqual(places, [['1 /scenarios/0'], ['3 /schedule/everySeconds'], ['7 /steps/0/request/url']])
  })

  test('J1: that is none is 422 with the line of each mistake, and is not kept', async (t) => {
    const { ask, put } = await houseOnLoopback(t)

    const { status, body } = await put(
      'shop',
      shop.replace('status: 200', 'status: yes').replace('sign in', ''),
    )
    const checked = await ask('GET', `${at}/shop`)

    assert.deepEqual([status, body.code], [422, 'JOURNEY_INVALID'])
    assert.deepEqual(
      (body.problems as { line: number; at: string }[]).map(({ line, at }) => [line, at]),
      [
        [6, '/steps/0/name'],
        [8, '/steps/0/expect/0/status'],
      ],
    )
    assert.equal(checked.status, 404)
  })

  test('J1: is checked without being kept', async (t) => {
    const { world, own } = await houseOnLoopback(t)
    const { internalApiKey } = await import('../../../../../tests/support/world.ts')
    const check = async (document: string) => {
      const headers = { 'x-api-key': internalApiKey }
      const request = new Request(`${own}/internal/journey/check`, {
        method: 'POST',
        headers,
        body: document,
      })
      const response = await world.app.fetch(request)
      return [response.status, ((await response.json()) as { stages?: string[] }).stages]
    }

    assert.deepEqual(
      [await check(shop), await check('steps: []')],
      [
        [200, ['sign in']],
        [422, undefined],
      ],
    )
  })

  for (const [what, document, status] of [
    ['a megabyte', 'a: b\n'.repeat(210_000), 413],
    ['a bomb', 'a: &a [x]\nb: *a', 422],
    ['a pit', `steps: ${'['.repeat(20_000)}`, 422],
    ['an unknown scenario', 'scenarios: [pay]', 422],
    ['bytes that are no text', '\u0000\u0001', 422],
  ] as const)
    test(`J1: ${what} is ${status}`, async (t) => {
      const { put } = await houseOnLoopback(t)

      assert.equal((await put('shop', document)).status, status)
    })

  test('J3: is not removed while it runs, as what cleans up behind it would be gone', async (t) => {
    const { ask, put, world, homeAccountId } = await houseOnLoopback(t)
    await put('shop', shop)
    const home = as(world, { role: 'app', accountId: homeAccountId })
    await ask('POST', '/internal/journey/run', { journey: 'shop', mode: 'simulated' })
    const stateTo = (state: string) =>
      home.sql`update journey_run set state = ${state}, claimed_until = clock_timestamp() where name = 'shop'`

    await stateTo('running')
    const running = await ask('DELETE', `${at}/shop`)
    await stateTo('ended')
    const ended = await ask('DELETE', `${at}/shop`)

    assert.deepEqual([running.status, running.body.code, ended.status], [409, 'JOURNEY_RUNNING', 204])
  })

  test('is refused above 200 of an account; one that is there is still changed', async (t) => {
    const { put, world, homeAccountId } = await houseOnLoopback(t)
    await put('shop', shop)
    await as(world, { role: 'app', accountId: homeAccountId }).sql`
      insert into journey (account_id, id, name, document, created_at, updated_at)
      select ${homeAccountId}, gen_random_uuid(), 'n' || n, '', now(), now() from generate_series(1, 199) n`

    const [further, known] = [await put('further', shop), await put('shop', `${shop}\n`)]

    assert.deepEqual([further.status, further.body.code, known.status], [409, 'JOURNEYS_TOO_MANY', 200])
  })

  test('J5: and the secrets of journeys are no matter of a key that a CI reports with', async (t) => {
    const { world } = await houseOnLoopback(t)
    const key = await aStrangersKey(world, ['releases:read', 'releases:write', 'journey:run'])

    const answers = await Promise.all([
      call(world, key, 'PUT', `${at}/shop`, {}),
      call(world, key, 'PATCH', `${at}/shop`, { isPaused: true }),
      call(world, key, 'DELETE', `${at}/shop`),
      call(world, key, 'PUT', '/internal/journey/secrets/password', { value: 'correct horse' }),
      call(world, key, 'DELETE', '/internal/journey/secrets/password'),
    ])

    assert.deepEqual(
      answers.map(({ status }) => status),
      [403, 403, 403, 403, 403],
    )
  })

  test('K1: is of its account alone', async (t) => {
    const { put, world } = await houseOnLoopback(t)
    await put('shop', shop)
    const stranger = await aStrangersKey(world, ['releases:read', 'journey:write', 'journey:run'])

    const answers = await Promise.all([
      call(world, stranger, 'GET', `${at}/shop`),
      call(world, stranger, 'DELETE', `${at}/shop`),
      call(world, stranger, 'POST', '/internal/journey/run', { journey: 'shop' }),
      call(world, stranger, 'GET', `${at}/shop/figures`),
    ])

    assert.deepEqual(
      answers.map(({ status }) => status),
      [404, 404, 404, 404],
    )
  })

  test('K1: of another account calls neither this deployment, by whatever name, nor anything private', async (t) => {
    const { world } = await houseOnLoopback(t, {
      KEYHOLD_URL: 'https://keys.example.org',
      API_BASE_URL: 'https://inside.example.org/api',
    })
    const key = await aStrangersKey(world, ['journey:write', 'journey:run'])
    const put = (document: string) =>
      world.app.fetch(
        new Request(`http://localhost:3000${at}/shop`, {
          method: 'PUT',
          headers: { 'x-api-key': key },
          body: document,
        }),
      )

    const statuses: number[] = []
    for (const target of [
      'https://keys.example.org',
      'https://INSIDE.example.org:443',
      'http://127.0.0.1:3000',
      'https://example.com',
    ]) {
      const document = shop.replace('[own]', `["${target}"]`).replace('{{own}}', target)
      statuses.push((await put(document)).status)
    }
    const own = await put(shop)

    assert.deepEqual([own.status, ...statuses], [403, 403, 403, 422, 200])
  })
})

describe('a secret of journeys', () => {
  const secret = 'correct horse battery'

  test('J5: is used by its name, and shown nowhere', async (t) => {
    const seen: string[] = []
    const target = await httpServer(t, (request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        seen.push(body)
        response.setHeader('content-type', 'application/json')
        response.end(body)
      })
    })
    const { ask, put, world, homeAccountId } = await houseOnLoopback(
      t,
      { API_BASE_URL: target },
      { realOrigins: [target] },
    )

    const set = await ask('PUT', '/internal/journey/secrets/shop-password', { value: secret })
    await put('shop', shop)
    const run = await ask('POST', '/internal/journey/run', { journey: 'shop' })
    const { id } = run.body.journey as { id: string }
    const har = await ask('GET', `/internal/journey/runs/${id}/har`)
    const listed = await ask('GET', '/internal/journey/secrets')
    const [row] = await as(world, { role: 'app', accountId: homeAccountId }).sql<{ value: Buffer }>`
      select value from journey_secret limit 1`

    assert.deepEqual(seen, [JSON.stringify({ password: secret })])
    assert.equal((run.body.journey as { status: string }).status, 'passed', JSON.stringify(run.body))
    const kept = JSON.stringify([set.body, run.body, har.body, listed.body]) + row!.value.toString('latin1')
    assert.ok(!kept.includes(secret))
    assert.match(JSON.stringify(har.body), /\[redacted\]/)
  })

  test('J5: that a journey uses is not deleted, and one that is short is not taken', async (t) => {
    const { ask, put } = await houseOnLoopback(t)
    const path = '/internal/journey/secrets/shop-password'
    await ask('PUT', path, { value: secret })
    await put('shop', shop)

    const used = await ask('DELETE', path)
    await ask('DELETE', `${at}/shop`)
    const unused = await ask('DELETE', path)
    const none = await ask('DELETE', path)
    const short = await ask('PUT', path, { value: 'abc' })

    assert.deepEqual([used.status, used.body.journeys], [409, ['shop']])
    assert.deepEqual([unused.status, none.status, short.status], [204, 404, 400])
  })

  test('J5: that is missing is told when the document is kept, and when there is one no more', async (t) => {
    const { ask, put } = await houseOnLoopback(t)

    const without = await put('shop', shop)
    await ask('PUT', '/internal/journey/secrets/shop-password', { value: secret })
    const having = await put('shop', shop)

    assert.deepEqual([without.body.missingSecrets, having.body.missingSecrets], [['shop-password'], []])
  })

  test('J5: that is missing is told as what it is with the cure, and the target is not blamed', async (t) => {
    const { ask, put } = await houseOnLoopback(t)
    await put('shop', shop)

    const { status, body } = await ask('POST', '/internal/journey/run', { journey: 'shop' })

    const journey = body.journey as Record<string, unknown>
    assert.deepEqual(
      [status, journey.status, journey.outcome, journey.errorCode],
      [200, 'failed', 'could_not_run', 'SECRET_MISSING'],
    )
    assert.match(journey.error as string, /keyhold journey secrets set shop-password/)
  })
})
