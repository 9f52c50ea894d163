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
    ['an unknown scenario', 'scenarios: [pay]', 400],
    ['bytes that are no text', '\u0000\u0001', 422],
  ] as const)
    test(`J1: ${what} is ${status}`, async (t) => {
      const { put } = await houseOnLoopback(t)

      assert.equal((await put('shop', document)).status, status)
    })

  test('K1: is of its account alone', async (t) => {
    const { put, world } = await houseOnLoopback(t)
    await put('shop', shop)
    const stranger = await aStrangersKey(world, ['releases:read', 'releases:write', 'journey:run'])

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

  test('K1: of another account calls neither this deployment nor anything private', async (t) => {
    const { world } = await houseOnLoopback(t)
    const key = await aStrangersKey(world, ['releases:write', 'journey:run'])
    const put = (document: string) =>
      world.app.fetch(
        new Request(`http://localhost:3000${at}/shop`, {
          method: 'PUT',
          headers: { 'x-api-key': key },
          body: document,
        }),
      )

    const [own, loopback] = [
      await put(shop),
      await put(shop.replace('targets: [own]', 'targets: [http://127.0.0.1:3000]')),
    ]

    assert.deepEqual([own.status, loopback.status], [403, 422])
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

  test('J5: that is missing is told as what it is, and the target is not blamed', async (t) => {
    const { ask, put } = await houseOnLoopback(t)
    await put('shop', shop)

    const { status, body } = await ask('POST', '/internal/journey/run', { journey: 'shop' })

    const journey = body.journey as Record<string, unknown>
    assert.deepEqual(
      [status, journey.status, journey.outcome, journey.errorCode],
      [200, 'failed', 'could_not_run', 'SECRET_MISSING'],
    )
  })
})
