import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { harOf } from './har.ts'
import { KeptCalls } from './kept.ts'
import { Redactor } from './redact.ts'
import type { Traced } from '../run/result.ts'
import { answering, aStage } from '../run/run.fixture.ts'

const traceOf = (further: Partial<Traced>): Traced => ({
  startedAt: new Date(0),
  milliseconds: 0,
  method: 'GET',
  url: 'https://a.example.org/',
  headers: [],
  body: null,
  answer: null,
  failure: null,
  ...further,
})

const hexOf = (character: string, digits: number): string =>
  character.codePointAt(0)!.toString(16).padStart(digits, '0')
const percent = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${hexOf(character, 2).toUpperCase()}`)
const quoted = (text: string): string => JSON.stringify(text)

/** As programs write what they were sent. */
const spellings: Readonly<Record<string, (text: string) => string>> = {
  'percent signs': percent,
  'percent signs in lower case': (text) => percent(text).replaceAll(/%../g, (found) => found.toLowerCase()),
  'percent signs twice': (text) => percent(percent(text)),
  'a form': (text) => new URLSearchParams({ '': text }).toString().slice(1),
  'entities by name': (text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  'entities by number': (text) =>
    text.replaceAll(/[&<>"'é]/g, (character) => `&#${character.codePointAt(0)};`),
  'entities by hexadecimal number': (text) =>
    text.replaceAll(/[&<>"'é]/g, (character) => `&#x${hexOf(character, 2)};`),
  'JSON in a text': quoted,
  'JSON in JSON in a text': (text) => quoted(quoted(text)),
  'JSON of ASCII alone': (text) =>
    quoted(text).replaceAll(/[^\x20-\x7e]/g, (character) => `\\u${hexOf(character, 4)}`),
  'JSON for pages': (text) =>
    quoted(text).replaceAll(/[<>&']/g, (character) => `\\u${hexOf(character, 4).toUpperCase()}`),
  'JSON with its slashes escaped': (text) => quoted(text).replaceAll('/', '\\/'),
  hexadecimal: (text) => Buffer.from(text).toString('hex'),
  'base 64': (text) => Buffer.from(text).toString('base64'),
  'base 64 behind a name': (text) => Buffer.from(`user:${text}`).toString('base64'),
  'base 64 behind another': (text) => Buffer.from(`ada:${text}!`).toString('base64url'),
}

describe('a secret', () => {
  for (const [name, spelled] of Object.entries(spellings))
    test(`J5: is redacted where an answer has it in ${name}`, () => {
      const secret = `it's-a <b>&"pass/word" é!*()`
      const redactor = new Redactor()
      redactor.know(secret)

      const body = redactor.trace(traceOf({ body: `so: ${spelled(secret)}.` })).body!

      assert.match(body, /^so: .{0,9}\[redacted\].{0,6}\.$/)
    })

  test('J5: is redacted where a part of an extracted value is sent by itself', async (t) => {
    const { run } = await aStage(
      t,
      answering({ 'GET /': () => ({ order: { id: 'o-secret-1', pin: 4711 } }) }),
    )

    const { attempts } = await run(`targets: [own]
steps:
  - { name: a, request: { url: "{{own}}/" }, extract: { order: { jsonPath: $.order } } }
  - { name: b, request: { url: "{{own}}/x/{{order.id}}/{{order.pin}}" } }`)

    const kept = JSON.stringify([attempts, harOf('a', attempts)])
    assert.deepEqual([attempts[0]!.stages.length, /o-secret-1|4711/.test(kept)], [2, false])
  })

  test('J5: that nobody knows is redacted by its name in a fragment, in lines of JSON, in JSON in a text and in a page', async () => {
    const redactor = new Redactor()
    const told = (body: string) => redactor.trace(traceOf({ body })).body

    const { headers } = redactor.trace(
      traceOf({ headers: [['location', '/2#access_token=unknown-1&state=x']] }),
    )

    assert.deepEqual(headers, [['location', '/2#access_token=[redacted]&state=x']])
    assert.equal(
      told('{"a":1,"token":"unknown-1"}\n{"token":"unknown-2"}'),
      '{"a":1,"token":"[redacted]"}\n{"token":"[redacted]"}',
    )
    assert.equal(told('log {\\"token\\":\\"unknown-1\\"}'), 'log {\\"token\\":\\"[redacted]\\"}')
    assert.equal(
      told('<input type=hidden name="csrf_token" value="unknown-1"><p>'),
      '<input type=hidden name="csrf_token" value="[redacted]"><p>',
    )
  })

  test('J5: that becomes known later than it was answered leaves no half where the answer was cut', () => {
    const redactor = new Redactor()
    const kept = new KeptCalls(redactor)
    const traces = [16_380, 24_570].map((before) =>
      traceOf({ body: `${'.'.repeat(before)}0123456789${'.'.repeat(20_000)}` }),
    )
    for (const traced of traces) kept.keep(traced)
    redactor.know('0123456789')

    const bodies = traces.map((traced) => redactor.trace(traced).body!)

    assert.deepEqual(
      bodies.map((body) => [body.length < 17_000, /\d/.test(body)]),
      [
        [true, false],
        [true, false],
      ],
    )
  })

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

describe('what is kept of a call', () => {
  test('J8: is all but the texts of an answer that cannot be redacted', () => {
    const redactor = new Redactor()
    redactor.text = () => {
      throw new RangeError('Maximum call stack size exceeded')
    }

    const kept = redactor.trace(
      traceOf({ answer: { status: 500, headers: [['x', 'y']], body: 'secret', bytes: 6 } }),
    )

    assert.deepEqual(kept.answer, { status: 500, headers: [], body: '[not shown]', bytes: 6 })
  })

  test('J8: is the upper part of JSON of any depth', () => {
    const body = '['.repeat(400_000) + ']'.repeat(400_000)

    const kept = new Redactor().trace(traceOf({ body })).body

    assert.equal(kept, `${'['.repeat(200)}"[not shown]"${']'.repeat(200)}`)
  })

  test('J5: is no text at all where a target sets more secrets alike than can be told apart', () => {
    const redactor = new Redactor()
    for (let number = 0; number < 5_000; number++) redactor.know(`aaaaaaaaaaaa${number}`)

    const [long, short] = ['a'.repeat(1_000_000), JSON.stringify(Array(150).fill('a'.repeat(100)))]

    const kept = [long, short, 'b'].map((body) => redactor.trace(traceOf({ body })).body)

    assert.deepEqual(kept, ['[not shown]', JSON.stringify(Array(150).fill('[not shown]')), '[not shown]'])
  })

  test('J5: is no text at all where there are more secrets than can be known', () => {
    const redactor = new Redactor()
    for (let number = 0; number < 200; number++) redactor.know(`${number}${'x'.repeat(65_000)}`)

    const kept = redactor.trace(traceOf({ body: 'anything' })).body

    assert.equal(kept, '[not shown]')
  })

  test('J5: is no text at all where one of them has more parts than are learnt, and any other where it has as many', () => {
    const shown = [1_000, 1_001].map((count) => {
      const redactor = new Redactor()
      redactor.know(Array.from({ length: count }, (_, n) => `part-${n}`))
      return redactor.text(`it is part-${count - 1}, and so on`)
    })

    assert.deepEqual(shown, ['it is [redacted], and so on', '[not shown]'])
  })

  test('J5: holds a value of 65,000 characters as any other', () => {
    const redactor = new Redactor()
    redactor.know('y'.repeat(65_000))

    const kept = redactor.text(`it is ${'y'.repeat(65_000)}`)

    assert.equal(kept.includes('y'), false)
  })

  test('J8: goes into a database whatever characters a target sends', () => {
    const redactor = new Redactor()

    const kept = [
      redactor.value({ a: 'x\0y\ud800' }),
      redactor.said('$.a', `${'x'.repeat(115)}😀${'x'.repeat(20)}`),
    ]

    assert.deepEqual(kept, [{ a: 'x\ufffdy\ufffd' }, `"${'x'.repeat(115)}\ufffd...`])
  })

  test('J8: gives way to later ones where an attempt makes too many calls', () => {
    const kept = new KeptCalls(new Redactor())
    const traces = Array.from({ length: 200 }, () => traceOf({ body: 'x'.repeat(1_000_000) }))

    for (const traced of traces) kept.keep(traced)

    const characters = traces.reduce((sum, { body }) => sum + body!.length, 0)
    assert.deepEqual(
      [traces[0]!.body, traces.at(-1)!.body?.length],
      ['[not shown]', 24_576 + '... [cut]'.length],
    )
    assert.ok(characters < 2_200_000, String(characters))
  })
})
