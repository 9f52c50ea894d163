import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { harOf } from './har.ts'
import { Redactor } from './redact.ts'
import type { Traced } from '../run/result.ts'
import { answering, aStage } from '../run/run.fixture.ts'

describe('a secret', () => {
  test('J5: stands in no trace, in no message and in no archive, however it is sent', async (t) => {
    const secret = 'p&ss w/rd"é'
    const { run } = await aStage(
      t,
      answering({
        'POST /echo': (body, headers) => ({
          said: body,
          authorization: headers.authorization,
          deep: [{ x: secret }],
        }),
      }),
      { secrets: { password: secret } },
    )
    const request = (body: string) =>
      `{ method: POST, url: "{{own}}/echo", ${body}, headers: { X-Custom: "a" } }`

    const result = await run(`targets: [own]
secrets: { password: password }
steps:
  - { name: json, request: ${request('json: { plain: "{{secrets.password}}" }')} }
  - { name: form, request: ${request('form: { plain: "{{secrets.password}}" }')} }
  - { name: text, request: ${request('text: "it is {{secrets.password}}."')} }
  - { name: basic, request: ${request('basic: { username: ada, password: "{{secrets.password}}" }')} }
  - { name: wrong, request: ${request('text: "{{secrets.password}}"')}, expect: [{ jsonPath: $.said, equals: other }] }`)

    const kept = JSON.stringify([result, harOf('a', result.attempts)])
    const spellings = [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams({ '': secret }).toString().slice(1),
      Buffer.from(`ada:${secret}`).toString('base64'),
      'w/rd',
      'w%2Frd',
    ]
    assert.equal(result.attempts[0]!.stages.length, 5)
    assert.deepEqual(
      spellings.filter((each) => kept.includes(each) || kept.includes(JSON.stringify(each).slice(1, -1))),
      [],
    )
  })

  test('J5: of a query, a cookie, a header and an extracted value is redacted, and what is to be shown is not', async (t) => {
    const { run } = await aStage(
      t,
      answering({
        'GET /?token=q-u-e-r-y&page=2': () => [
          200,
          { id: 'order-4711', reset: 'extracted-1' },
          { 'set-cookie': 'sid=cookie-value-1; Path=/; HttpOnly', 'x-api-key': 'header-value-1' },
        ],
        'GET /again/extracted-1': () => ({ cookie: 'cookie-value-1' }),
      }),
    )

    const { attempts } = await run(`targets: [own]
steps:
  - name: a
    request: { url: "{{own}}/", query: { token: q-u-e-r-y, page: "2" } }
    extract: { order: { jsonPath: $.id, shown: true }, reset: { jsonPath: $.reset } }
  - { name: b, request: { url: "{{own}}/again/{{reset}}" }, expect: [{ status: 200 }] }`)

    const kept = JSON.stringify(attempts)
    assert.deepEqual(
      ['q-u-e-r-y', 'cookie-value-1', 'header-value-1', 'extracted-1'].filter((each) => kept.includes(each)),
      [],
    )
    assert.deepEqual(attempts[0]!.stages[0]!.shown, { order: 'order-4711' })
    assert.match(kept, /page=2/)
    assert.match(kept, /sid=\[redacted\]; Path=\/; HttpOnly/)
  })

  test('J5: is gone from every text that holds it, whatever both are', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 6, maxLength: 20 })

    fc.assert(
      fc.property(text, fc.string(), fc.string(), (secret, before, behind) => {
        const redactor = new Redactor()
        redactor.know(secret)
        const traced: Traced = {
          startedAt: new Date(0),
          milliseconds: 0,
          method: 'GET',
          url: `https://a.example.org/${encodeURIComponent(secret)}?x=${encodeURIComponent(secret)}`,
          headers: [['x-y', `${before}${secret}${behind}`]],
          body: JSON.stringify({ z: [before + secret + behind] }),
          answer: null,
          failure: secret,
        }

        const kept = redactor.trace(traced)

        const left = [kept.url, kept.headers[0]![1], kept.body!, kept.failure!]
        assert.ok(
          left.every((each) => !each.replaceAll('[redacted]', '\n').includes(secret)),
          JSON.stringify(left),
        )
      }),
      { numRuns: 300 },
    )
  })

  test('J5: that is longer than what is kept of a body leaves no half behind', () => {
    const redactor = new Redactor()
    redactor.know('0123456789')

    const body = redactor.trace({
      startedAt: new Date(0),
      milliseconds: 0,
      method: 'GET',
      url: 'https://a.example.org/',
      headers: [],
      body: `${'.'.repeat(16_380)}0123456789`,
      answer: null,
      failure: null,
    }).body!

    assert.doesNotMatch(body, /\d/)
  })
})

test('J8: an archive has a page for each stage, an entry for each call, and what HAR 1.2 asks for', async (t) => {
  const { run } = await aStage(t, answering({ 'GET /a?x=1': () => [200, { ok: true }] }))
  const { attempts } = await run('targets: [own]\nsteps: [{ name: a, request: { url: "{{own}}/a?x=1" } }]')

  const { log } = harOf('checkout', attempts)

  const [entry] = log.entries as [Record<string, Record<string, unknown>>]
  assert.deepEqual([log.version, log.pages.length, log.entries.length], ['1.2', 1, 1])
  assert.deepEqual(
    ['startedDateTime', 'time', 'request', 'response', 'cache', 'timings'].filter((name) => !(name in entry)),
    [],
  )
  assert.deepEqual(entry.request!.queryString, [{ name: 'x', value: '1' }])
  assert.deepEqual(entry.response!.content, { size: 11, mimeType: 'application/json', text: '{"ok":true}' })
})

test('J8: an archive holds two megabytes of bodies at most, and every call all the same', () => {
  const traced: Traced = {
    startedAt: new Date(0),
    milliseconds: 1,
    method: 'POST',
    url: 'https://a.example.org/',
    headers: [],
    body: 'x'.repeat(16_384),
    answer: { status: 200, headers: [], body: 'y'.repeat(16_384), bytes: 16_384 },
    failure: null,
  }
  const stage = {
    name: 'a',
    phase: 'main' as const,
    status: 'passed' as const,
    startedAt: new Date(0),
    milliseconds: 1,
    isDegraded: false,
    reason: null,
    error: null,
    statuses: [],
    shown: {},
    traces: Array.from({ length: 200 }, () => traced),
  }

  const har = harOf('shop', [{ attempt: 1, stages: [stage], cleanup: [] }])

  const bytes = JSON.stringify(har).length
  assert.equal(har.log.entries.length, 200)
  assert.ok(bytes > 2_000_000 && bytes < 2_300_000, String(bytes))
})
