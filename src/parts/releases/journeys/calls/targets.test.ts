import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createHttpClient } from '../../../../kit/http-client.ts'
import { httpServer } from '../../../../kit/http-server.fixture.ts'
import { originCure } from '../document/objections.ts'
import { readJourney } from '../document/read.ts'
import { requestShape } from '../document/step.ts'
import { planOf } from '../scenarios/plan-of.ts'
import { call } from './call.ts'
import { Cookies } from './cookies.ts'
import { KeptCalls } from './kept.ts'
import { Redactor } from './redact.ts'
import { answering, aStage } from '../run/run.fixture.ts'
import { runJourney } from '../run/run.ts'

const one = (request: string, further = '') =>
  `targets: [own]\n${further}\nsteps: [{ name: a, request: ${request} }]`

describe('a target', () => {
  for (const [what, location] of [
    ['another port of this machine', 'http://127.0.0.1:1/'],
    ['the metadata of a cloud', 'http://169.254.169.254/latest/meta-data/'],
    ['a private address as a number', 'http://2130706433/'],
    ['a file', 'file:///etc/passwd'],
  ])
    test(`J4: that redirects to ${what} is refused, and nothing is called there`, async (t) => {
      const { run } = await aStage(t, answering({ 'GET /': () => [302, {}, { location }] }))

      const { outcome, attempts } = await run(one('{ url: "{{own}}/" }'))

      const [stage] = attempts[0]!.stages
      assert.deepEqual([outcome, stage!.error?.code], ['failed', 'TARGET_REFUSED'])
      assert.deepEqual(stage!.statuses, [302])
      assert.match(stage!.error!.message, /^\/ answered 302 and leads to .*, which is not among the targets/)
      assert.equal(stage!.traces.length, 2)
      assert.equal(stage!.traces[1]!.answer, null)
    })

  test('J4: that is on the list but leads to a private address is refused where it is dialled, and not blamed', async (t) => {
    const elsewhere = await httpServer(t, (_request, response) => response.end('secret'))
    const { stage, own } = await aStage(t, answering({}))
    const redactor = new Redactor()
    const calling = {
      ...stage,
      plan: { targets: [own, elsewhere], own },
      scope: {},
      cookies: new Cookies(),
      redactor,
      kept: new KeptCalls(redactor),
      traces: [],
      statuses: [],
      wasSent: () => undefined,
      left: () => 1_000,
    }

    await assert.rejects(call(calling, requestShape.parse({ url: elsewhere })), {
      name: 'CouldNotRun',
      code: 'TARGET_REFUSED',
      message: `${elsewhere}: 127.0.0.1 is a private or reserved address and its origin is not configured; ${originCure}`,
    })
  })

  test('J4: that is not on the list is not called, whatever a variable says and wherever it lies', async (t) => {
    let asked = 0
    const elsewhere = await httpServer(t, (_request, response) => {
      asked += 1
      response.end()
    })
    const { stage, own } = await aStage(t, answering({ 'GET /': () => ({ next: `${elsewhere}/` }) }))
    const http = createHttpClient({
      allowedOrigins: [],
      toBeNamed: [own, elsewhere],
      insideTransaction: () => false,
    })
    const document = `targets: [own]
steps:
  - { name: a, request: { url: "{{own}}/" }, extract: { next: { jsonPath: $.next } } }
  - { name: b, request: { url: "{{next}}" } }`

    const { attempts } = await runJourney(
      { ...stage, world: { ...stage.world, http }, ownOrigins: [own, elsewhere] },
      planOf(readJourney(document), own),
    )

    assert.equal(attempts[0]!.stages[1]!.error?.code, 'TARGET_REFUSED')
    assert.equal(asked, 0)
  })

  test('J4: that answers more than a megabyte is given up', async (t) => {
    const { run } = await aStage(t, (_request, response) => response.end(Buffer.alloc(1_048_577)))

    const { attempts } = await run(one('{ url: "{{own}}/" }'))

    assert.deepEqual(attempts[0]!.stages[0]!.error, {
      code: 'NO_ANSWER',
      message: 'the answer is over 1048576 bytes',
      step: null,
    })
  })

  test('J8: that led elsewhere before it failed is told with where it began', async (t) => {
    const { run } = await aStage(
      t,
      answering({
        'POST /orders': () => [302, {}, { location: '/hop' }],
        'GET /hop': () => [302, {}, { location: '/login' }],
      }),
    )

    const { attempts } = await run(one('{ method: POST, url: "{{own}}/orders" }, expect: [{ status: 201 }]'))

    const [stage] = attempts[0]!.stages
    assert.deepEqual(
      [stage!.error?.message, stage!.statuses],
      ['/orders answered 302 and led to /login, which answered 404, wants 201', [302, 302, 404]],
    )
  })

  test('J8: that ends in the middle of its answer is told with its status, and how much came', async (t) => {
    const { run } = await aStage(t, (_request, response) => {
      response.writeHead(201, {
        'content-length': '500',
        'set-cookie': 'sid=half-a-secret',
        'x-id': '7',
        'x-echo': 'half-a-secret',
      })
      response.write('{"id":"o-')
      setImmediate(() => response.destroy())
    })

    const { attempts } = await run(one('{ url: "{{own}}/orders" }'))

    const [stage] = attempts[0]!.stages
    const [traced] = stage!.traces
    assert.deepEqual(stage!.error, {
      code: 'NO_ANSWER',
      message: '/orders answered 201, the body ended after 9 of 500 bytes',
      step: null,
    })
    assert.deepEqual([stage!.statuses, traced!.answer?.status, traced!.answer?.bytes], [[201], 201, 9])
    assert.ok(traced!.answer!.headers.some(([name, value]) => name === 'x-id' && value === '7'))
    assert.doesNotMatch(JSON.stringify(attempts), /half-a-secret/)
  })

  test('J4: that redirects for ever is left', async (t) => {
    const { run } = await aStage(t, answering({ 'GET /': () => [302, {}, { location: '/' }] }))

    const { attempts } = await run(one('{ url: "{{own}}/", redirects: 3 }'))

    const [stage] = attempts[0]!.stages
    assert.deepEqual([stage!.error?.code, stage!.traces.length], ['TOO_MANY_REDIRECTS', 4])
  })

  test('J4: a value in the address becomes no part of its own', async (t) => {
    const { run } = await aStage(
      t,
      answering({ 'GET /': () => ({ id: '../admin?x=1' }), 'GET /users/..%2Fadmin%3Fx%3D1': () => ({}) }),
    )

    const { outcome } = await run(`targets: [own]
steps:
  - { name: a, request: { url: "{{own}}/" }, extract: { id: { jsonPath: $.id } } }
  - { name: b, request: { url: "{{own}}/users/{{id}}" }, expect: [{ status: 200 }] }`)

    assert.equal(outcome, 'passed')
  })

  const half = 'half-\ud800-a-character'
  const twoSteps = (request: string) => `targets: [own]
steps:
  - { name: a, request: { url: "{{own}}/" }, extract: { v: { jsonPath: $.v } } }
  - { name: b, request: ${request}, expect: [{ status: 200 }] }`

  for (const [what, request] of [
    ['the address', '{ url: "{{own}}/{{v}}" }'],
    ['a query', '{ url: "{{own}}/", query: { a: "{{v}}" } }'],
    ['a form', '{ method: POST, url: "{{own}}/", form: { a: "{{v}}" } }'],
    ['JSON', '{ method: POST, url: "{{own}}/", json: { a: "{{v}}" } }'],
    ['a text', '{ method: POST, url: "{{own}}/", text: "{{v}}" }'],
    ['a password', '{ url: "{{own}}/", basic: { username: "{{v}}", password: "{{v}}" } }'],
    ['a header', '{ url: "{{own}}/", headers: { X-A: "{{v}}" } }'],
  ] as const)
    test(`J4: that answers half a character, which goes on in ${what}, is not excused, and the value is not shown`, async (t) => {
      const { run, stage } = await aStage(
        t,
        answering({ 'GET /': () => ({ v: half }), 'POST /': () => [500, {}] }),
      )

      const result = await run(twoSteps(request))

      assert.deepEqual([result.outcome === 'could_not_run', stage.faults], [false, []])
      assert.doesNotMatch(JSON.stringify(result), /a-character/)
    })

  for (const value of ['日本-secret', 'a\r\nX: secret'])
    for (const [name, request] of [
      ['x-a', 'headers: { X-A: "{{v}}" }'],
      ['authorization', 'bearer: "{{v}}"'],
    ])
      test(`J4: is not blamed for ${JSON.stringify(value)}, which no header ${name} holds`, async (t) => {
        const { run } = await aStage(t, answering({ 'GET /': () => ({ v: value }) }))

        const { attempts } = await run(twoSteps(`{ url: "{{own}}/", ${request} }`))

        assert.deepEqual(attempts[0]!.stages[1]!.error, {
          code: 'HEADER_INVALID',
          message: `the value of the header ${name} has characters that no header holds`,
          step: null,
        })
      })
})

describe('a redirect', () => {
  test('to the same origin keeps the key, and a form that was sent becomes a GET', async (t) => {
    const seen: unknown[] = []
    const { run } = await aStage(
      t,
      answering({
        'POST /a': () => [303, {}, { location: '/b' }],
        'GET /b': (body, headers) => {
          seen.push([body, headers.authorization, headers['content-type']])
          return {}
        },
      }),
      { secrets: { key: 'k-e-y-1-2-3-4' } },
    )

    const { outcome } = await run(
      one(
        '{ method: POST, url: "{{own}}/a", form: { x: "1" }, bearer: "{{secrets.key}}" }',
        'secrets: { key: key }',
      ),
    )

    assert.equal(outcome, 'passed')
    assert.deepEqual(seen, [['', 'Bearer k-e-y-1-2-3-4', undefined]])
  })

  test('J5: to another target takes the key not along', async (t) => {
    const seen: unknown[] = []
    const other = await httpServer(t, (request, response) => {
      seen.push([request.headers.authorization, request.headers['x-api-key']])
      response.end('{}')
    })
    const { stage, own } = await aStage(t, answering({ 'GET /': () => [307, {}, { location: `${other}/` }] }))
    const http = createHttpClient({
      allowedOrigins: [],
      toBeNamed: [own, other],
      insideTransaction: () => false,
    })
    const plan = planOf(
      readJourney(one('{ url: "{{own}}/", bearer: abc-abc-abc, headers: { X-API-Key: "k" } }')),
      own,
    )

    const { outcome } = await runJourney(
      { ...stage, world: { ...stage.world, http }, ownOrigins: [own, other] },
      { ...plan, targets: [own, other] },
    )

    assert.equal(outcome, 'passed')
    assert.deepEqual(seen, [[undefined, undefined]])
  })
})
