import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { testWorld } from '../../../../../tests/support/world.ts'
import {
  aCi,
  aCommit,
  aTest,
  candidatesOf,
  type Ci,
  ctrf,
  get,
  ingestRaw,
  runsOf,
  testsOf,
} from '../flaky.fixture.ts'

const fixture = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`../readers/fixtures/${name}.report`, import.meta.url)))

const junit = (cases: string): string =>
  `<testsuites><testsuite name="suite">${cases}</testsuite></testsuites>`

describe('an upload of a real report', () => {
  for (const [name, format, hidesRetries] of [
    ['jest-json', 'jest', false],
    ['vitest-json', 'vitest', false],
    ['playwright-json', 'playwright', false],
    ['go-test', 'go-test', false],
    ['jest-junit', 'junit', true],
    ['vitest-junit', 'junit', true],
    ['node-tap', 'tap', true],
    ['jest-ctrf', 'ctrf', false],
  ] as const)
    test(`F1: of ${name} is read without being told its format`, async () => {
      const ci = await aCi(await testWorld())

      const { status, body } = await ingestRaw(ci, fixture(name), { commit: aCommit() })

      assert.deepEqual([status, body.format], [201, format], JSON.stringify(body))
      assert.ok(body.count > 0 && body.newTests === body.count)
      const isTold = body.warnings.some(({ code }) => code === 'format_hides_retries')
      assert.equal(isTold, hidesRetries)
    })

  test('F1: that shows a pass on retry makes a test flaky at once', async () => {
    const ci = await aCi(await testWorld())

    const { body } = await ingestRaw(ci, fixture('playwright-json'), { commit: aCommit() })

    const flaky = (await candidatesOf(ci)).filter(({ verdict }) => verdict === 'flaky')
    assert.deepEqual([body.retried, flaky.length], [2, 2])
    assert.equal(flaky[0]!.failedRuns, 0)
  })
})

describe('an upload that cannot be read', () => {
  for (const [what, body, status, code] of [
    ['is of no format', 'nothing that anybody knows', 422, 'REPORT_UNKNOWN'],
    ['is empty', '', 422, 'REPORT_UNKNOWN'],
    ['declares a document type', `<!DOCTYPE a [<!ENTITY b "c">]>${junit('')}`, 422, 'REPORT_DOCTYPE'],
    ['is nested too deep', '<testsuite>'.repeat(80), 422, 'REPORT_TOO_DEEP'],
    ['closes what it did not open', '<testsuites><testcase name="a"></testsuite>', 422, 'REPORT_MALFORMED'],
  ] as const)
    test(`F2: as it ${what} is answered ${status}`, async () => {
      const ci = await aCi(await testWorld())

      const answer = await ingestRaw(ci, body, { commit: aCommit() })

      assert.deepEqual([answer.status, answer.body.code], [status, code])
      assert.deepEqual(await runsOf(ci), [])
    })

  test('F2: as it ends in the middle names the line and the test', async () => {
    const ci = await aCi(await testWorld())
    const whole = junit(
      '\n<testcase classname="a" name="adds"/>\n<testcase classname="a" name="takes away"/>',
    )

    const { status, body } = await ingestRaw(ci, whole.slice(0, whole.indexOf('takes')))

    assert.deepEqual([status, body.code, body.line], [422, 'REPORT_TRUNCATED', 3])
    assert.match(body.test ?? '', /adds/)
  })

  test('F2: as it is of no format is told the formats', async () => {
    const ci = await aCi(await testWorld())

    const { body } = await ingestRaw(ci, 'nothing that anybody knows')

    assert.ok(body.formats!.includes('junit') && body.formats!.includes('tap'))
    assert.match(body.error!, /junit, ctrf/)
  })

  test('F2: as it is of another format than it is called is answered 422', async () => {
    const ci = await aCi(await testWorld())

    const { status, body } = await ingestRaw(ci, ctrf({ a: 'p' }), { format: 'playwright' })

    assert.deepEqual([status, body.code], [422, 'REPORT_UNKNOWN'])
  })

  test('F2: at 20 MB and a byte is answered 413, plain or packed', async () => {
    const ci = await aCi(await testWorld())
    const large = Buffer.alloc(20 * 1024 * 1024 + 1, ' ')

    const plain = await ingestRaw(ci, large)
    const packed = await ingestRaw(ci, gzipSync(large), {}, { 'content-encoding': 'gzip' })

    assert.deepEqual([plain.status, packed.status, packed.body.code], [413, 413, 'BODY_TOO_LARGE'])
  })

  test('F2: at 20 MB of tests without end is answered below 500, and the next one is read', async () => {
    const ci = await aCi(await testWorld())
    const cases = '<testcase name="a"/>'.repeat(900_000)

    const heavy = await ingestRaw(ci, junit(cases))
    const next = await ingestRaw(ci, junit('<testcase name="a"/>'))

    assert.ok([413, 422].includes(heavy.status), JSON.stringify(heavy))
    assert.equal(next.status, 201)
  })

  for (const [what, headers, status] of [
    ['an encoding that nobody reads', { 'content-encoding': 'br' }, 415],
    ['gzip that is none', { 'content-encoding': 'gzip' }, 400],
    ['a form that is none', { 'content-type': 'multipart/form-data; boundary=x' }, 400],
    ['a form without a boundary', { 'content-type': 'multipart/form-data' }, 400],
  ] as const)
    test(`with ${what} is answered ${status}`, async () => {
      const ci = await aCi(await testWorld())

      const answer = await ingestRaw(ci, junit('<testcase name="a"/>'), {}, headers)

      assert.equal(answer.status, status, JSON.stringify(answer.body))
    })
})

describe('whatever is sent', () => {
  for (const [what, body] of Object.entries({
    'words with a NUL': String.raw`{"config":{},"suites":[],"errors":[{"message":"a\u0000b"}]}`,
    'words with half a character': String.raw`{"config":{},"suites":[],"errors":[{"message":"a\ud800b"}]}`,
    'a file URL that escapes a NUL': '<testsuite><testcase name="x" file="file:///a%00b"/></testsuite>',
  }))
    test(`F2: ${what} is kept, cleaned`, async () => {
      const ci = await aCi(await testWorld())

      const { status } = await ingestRaw(ci, body)

      assert.equal(status, 201)
    })

  test('F2: is answered below 500, and with the place where it is source 004’s shape', async () => {
    const ci = await aCi(await testWorld())
    const odd = fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.constant(null), fc.jsonValue())
    const oddTest = fc.record(
      {
        suite: odd,
        testName: odd,
        status: odd,
        durationMs: odd,
        metadata: fc.jsonValue(),
        attempt: odd,
        file: odd,
      },
      { requiredKeys: [] },
    )
    const body = fc.oneof(
      fc
        .record(
          { tests: fc.oneof(fc.array(oddTest), odd), commit: odd, attempt: odd },
          { requiredKeys: ['tests'] },
        )
        .map((value) => JSON.stringify(value)),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
    )

    await fc.assert(
      fc.asyncProperty(body, async (sent) => {
        const { status } = await ingestRaw(ci, sent)

        assert.ok(status < 500, String(status))
      }),
      { numRuns: 60 },
    )
  })
})

describe('an upload as gzip', () => {
  test('is the same as one without', async () => {
    const ci = await aCi(await testWorld())
    const query = { commit: aCommit() }

    const packed = await ingestRaw(ci, gzipSync(ctrf({ a: 'p' })), query, { 'content-encoding': 'gzip' })
    const plain = await ingestRaw(ci, ctrf({ a: 'p' }), query)

    assert.deepEqual([packed.status, plain.status, plain.body.isReplay], [201, 200, true])
  })
})

describe('the folder that the tests ran in', () => {
  const pytest =
    '<testsuite name="pytest"><testcase classname="tests.test_pay" name="test_race"/></testsuite>'
  const filesOf = async (ci: Ci) => (await testsOf(ci)).map(({ file }) => file).toSorted()

  test('F3: keeps tests of equal names apart, in the query and as a field of a form', async () => {
    const ci = await aCi(await testWorld())
    const form = new FormData()
    form.append('reports', new Blob([pytest]), 'r.xml')
    form.set('folder', './services/b/')

    const inQuery = await ingestRaw(ci, pytest, { commit: aCommit(), folder: 'services/a' })
    const inForm = await ingestRaw(ci, form, { commit: aCommit() })

    assert.deepEqual([inQuery.body.newTests, inForm.body.newTests], [1, 1])
    assert.deepEqual(await filesOf(ci), ['services/a/tests/test_pay.py', 'services/b/tests/test_pay.py'])
  })

  test("F3: stands before the files of source 004's own body, too", async () => {
    const ci = await aCi(await testWorld())
    const tests = [aTest('passed', 'signs in', { file: 'src/a.test.ts' })]

    for (const folder of ['web', 'api']) await ingestRaw(ci, JSON.stringify({ tests }), { folder })

    assert.deepEqual(await filesOf(ci), ['api/src/a.test.ts', 'web/src/a.test.ts'])
  })

  test('F3: is no part of the names of packages', async () => {
    const ci = await aCi(await testWorld())
    const own = await ingestRaw(ci, fixture('go-test'), { commit: aCommit() })

    const again = await ingestRaw(ci, fixture('go-test'), { commit: aCommit(), folder: 'services/a' })

    assert.deepEqual([own.body.knownTests, again.body.newTests], [0, 0])
  })

  for (const folder of [
    '../b',
    'a/../../b',
    'a/..',
    '/srv/app',
    'C:\\app',
    '\\\\host\\app',
    'a\nb',
    'a'.repeat(501),
  ])
    test(`F3: is refused with its place as ${JSON.stringify(folder.slice(0, 20))}`, async () => {
      const ci = await aCi(await testWorld())
      const form = new FormData()
      form.append('reports', new Blob([pytest]), 'r.xml')
      form.set('folder', folder)

      const answers = [await ingestRaw(ci, pytest, { folder }), await ingestRaw(ci, form)]

      for (const { status, body } of answers)
        assert.deepEqual([status, body.violations?.[0]?.at], [400, '/folder'])
    })
})

describe('an upload is warned of what it says of whom it is about', () => {
  const codesOf = async (ci: Ci, query: Record<string, string>) => {
    const { status, body } = await ingestRaw(ci, ctrf({ a: 'p' }), query)
    assert.equal(status, 201)
    return body.warnings.map(({ code }) => code)
  }

  for (const [what, query, codes] of [
    ['a part of a hash', { commit: '4c903d9' }, ['commit_is_short']],
    ['a whole hash', { commit: aCommit() }, []],
    ['a whole hash of SHA-256', { commit: aCommit().padStart(64, '0') }, []],
    ['no commit', {}, ['commit_missing']],
  ] as const)
    test(`F6: ${what}: ${codes.join() || 'nothing'}`, async () => {
      const ci = await aCi(await testWorld())
      await ingestRaw(ci, ctrf({ b: 'p' }), { repository: 'acme/app' })

      assert.deepEqual(await codesOf(ci, { repository: 'acme/app', ...query }), codes)
    })

  test('F3: a repository that is missing, and one that nothing was sent about before', async () => {
    const ci = await aCi(await testWorld())

    const told = []
    for (const name of [{}, {}, { repository: 'acme/pyap' }, { repository: 'acme/pyap' }])
      told.push(await codesOf(ci, { commit: aCommit(), ...name }))

    assert.deepEqual(told, [['repository_missing'], ['repository_missing'], ['repository_is_new'], []])
  })

  test("F3: of source 004's own body it is warned the same", async () => {
    const ci = await aCi(await testWorld())

    const { body } = await ingestRaw(ci, JSON.stringify({ tests: [aTest('passed')] }))

    assert.deepEqual(
      body.warnings.map(({ code }) => code),
      ['repository_missing', 'commit_missing'],
    )
  })

  for (const repository of ['acme / app', 'acme/my app'])
    test(`F3: a blank in the name ${repository} is refused with its place, and makes no repository`, async () => {
      const ci = await aCi(await testWorld())
      const form = new FormData()
      form.append('reports', new Blob([ctrf({ a: 'p' })]), 'r.json')
      form.set('repository', repository)

      const answers = [
        await ingestRaw(ci, ctrf({ a: 'p' }), { repository }),
        await ingestRaw(ci, form),
        await ingestRaw(ci, JSON.stringify({ tests: [aTest('passed')], repository })),
      ]

      for (const { status, body } of answers)
        assert.deepEqual([status, body.violations?.[0]?.at], [400, '/repository'])
      const { body } = await get<{ repositories: [] }>(ci, '/internal/repositories')
      assert.deepEqual(body.repositories, [])
    })
})

describe('a form with several reports', () => {
  const formOf = (files: Record<string, string>, fields: Record<string, string> = {}): FormData => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    for (const [name, text] of Object.entries(files)) form.append('reports', new Blob([text]), name)
    return form
  }

  test('is one run, of whom its fields tell', async () => {
    const ci = await aCi(await testWorld())
    const files = {
      'unit.xml': junit('<testcase classname="unit" name="adds" time="0.5"/>'),
      'e2e.json': ctrf({ 'signs in': 'fp' }),
    }

    const { status, body } = await ingestRaw(
      ci,
      formOf(files, { repository: 'acme/app', commit: 'abcdef1', attempt: '2' }),
    )

    assert.deepEqual([status, body.count, body.format, body.repository], [201, 2, 'ctrf junit', 'acme/app'])
    const [run, ...others] = await runsOf(ci, 'repository=acme/app')
    assert.deepEqual([run!.commit, run!.attempt, run!.milliseconds, others], ['abcdef1', 2, 520, []])
  })

  test('F3: keeps tests of equal names in two of them apart', async () => {
    const ci = await aCi(await testWorld())
    const one = (inside: string) => junit(`<testcase classname="a" name="adds">${inside}</testcase>`)

    const { body } = await ingestRaw(
      ci,
      formOf({ '1.xml': one('<failure/>'), '2.xml': one('') }, { commit: aCommit() }),
    )

    assert.equal(body.newTests, 2)
    assert.deepEqual(
      (await testsOf(ci)).map(({ verdict }) => verdict),
      ['unknown', 'unknown'],
    )
  })

  test('F3: warns where two of them hold tests of equal names', async () => {
    const ci = await aCi(await testWorld())
    const one = junit('<testcase file="a.js" classname="a" name="adds"/>')

    const { body } = await ingestRaw(ci, formOf({ '1.xml': one, '2.xml': one }, { commit: aCommit() }))

    const { words = '' } = body.warnings.find(({ code }) => code === 'names_ambiguous') ?? {}
    assert.match(words, /Several files .* "adds".*--folder/)
  })

  test('F3: of one run in two formats counts each test once, from the one that shows retries', async () => {
    const ci = await aCi(await testWorld())
    const form = new FormData()
    for (const name of ['vitest-junit', 'vitest-json'])
      form.append('reports', new Blob([fixture(name)]), name)
    form.set('root', '/home/runner/work/app/app/vitest')

    const { body } = await ingestRaw(ci, form)

    assert.deepEqual([body.count, body.newTests, body.retried], [10, 10, 1])
    const { words = '' } = body.warnings.find(({ code }) => code === 'format_left_out') ?? {}
    assert.match(words, /left out of junit\./)
  })

  test('F9: of one run in two formats keeps a failure that the better one does not know', async () => {
    const ci = await aCi(await testWorld())
    const failed = junit('<testcase file="src/login.test.ts" name="signs in"><failure/></testcase>').replace(
      'name="suite"',
      'name="Login"',
    )

    const { body } = await ingestRaw(ci, formOf({ '1.xml': failed, '2.json': ctrf({ 'signs in': 'p' }) }))

    assert.deepEqual([body.count, body.failed, body.passed], [2, 1, 1])
  })

  test('F2: of which one is cut off is refused with its name, and nothing is kept', async () => {
    const ci = await aCi(await testWorld())

    const { status, body } = await ingestRaw(
      ci,
      formOf({ 'good.xml': junit('<testcase name="a"/>'), 'bad.xml': '<testsuites>' }),
    )

    assert.deepEqual([status, body.code, body.file], [422, 'REPORT_TRUNCATED', 'bad.xml'])
    assert.deepEqual(await runsOf(ci), [])
  })

  for (const [what, form] of [
    ['no file', formOf({}, { commit: 'abcdef1' })],
    ['a commit that is a branch', formOf({ 'a.xml': junit('') }, { commit: 'main' })],
    [
      'more files than are taken',
      formOf(Object.fromEntries(Array.from({ length: 501 }, (_, file) => [`${file}.xml`, '']))),
    ],
  ] as const)
    test(`with ${what} is refused with 400`, async () => {
      const ci = await aCi(await testWorld())

      const { status } = await ingestRaw(ci, form)

      assert.equal(status, 400)
    })
})
