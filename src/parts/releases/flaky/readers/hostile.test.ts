import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fixture, fixtureNames, readText } from './fixtures.fixture.ts'
import { identify } from './identity.ts'
import { readReport } from './read-report.ts'
import { maxAttempts, maxCases, maxNameCharacters, maxPathCharacters, ReportTrouble } from './report.ts'

/** What a report is refused with. */
function troubleOf(read: () => unknown): ReportTrouble {
  try {
    read()
  } catch (error) {
    assert.ok(error instanceof ReportTrouble, String((error as Error).stack))
    return error
  }
  throw new assert.AssertionError({ message: 'the report was read' })
}

const troubleIn = (text: string | Uint8Array): ReportTrouble => troubleOf(() => readReport(Buffer.from(text)))

describe('F2: what could harm is refused with the place', () => {
  test('F2: a document type is refused, before an entity of it could grow', () => {
    const entities = Array.from(
      { length: 9 },
      (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`,
    ).join('\n')
    const bomb = `<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY e0 "ha">\n${entities}]>\n<testsuite><testcase name="&e9;"/></testsuite>`

    const trouble = troubleIn(bomb)

    assert.equal(trouble.code, 'REPORT_DOCTYPE')
    assert.equal(trouble.line, 11)
  })

  test('F2: so are one that names a file, and an entity that nobody declares', () => {
    const file = '<!DOCTYPE a SYSTEM "file:///etc/passwd"><testsuite/>'
    const entity = '<testsuite>\n<testcase name="adds">&passwd;</testcase></testsuite>'

    const [first, second] = [troubleIn(file), troubleIn(entity)]

    assert.deepEqual([first.code, first.line], ['REPORT_DOCTYPE', 1])
    assert.deepEqual([second.code, second.line, second.test], ['REPORT_DOCTYPE', 2, 'adds'])
  })

  const nested: Record<string, (depth: number) => string> = {
    XML: (depth) =>
      `${'<testsuite name="s">'.repeat(depth - 1)}<testcase name="a"/>${'</testsuite>'.repeat(depth - 1)}`,
    JSON: (depth) =>
      `{"results":{"tests":[{"name":"a","status":"passed","extra":${'['.repeat(depth - 4)}${']'.repeat(depth - 4)}}]}}`,
    'a line of JSON': (depth) =>
      `{"Action":"run","Package":"p","Test":"a","Nest":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}\n{"Action":"pass","Package":"p","Test":"a"}\n{"Action":"pass","Package":"p"}\n`,
    TAP: (depth) =>
      `${Array.from({ length: depth }, (_, at) => `${'    '.repeat(at)}# Subtest: s\n`).join('')}${'    '.repeat(depth)}ok 1 - a\n${'    '.repeat(depth)}1..1\n${Array.from({ length: depth }, (_, at) => `${'    '.repeat(depth - at - 1)}ok 1 - s\n${'    '.repeat(depth - at - 1)}1..1\n`).join('')}`,
  }
  for (const [what, nest] of Object.entries(nested))
    test(`F2: 64 levels of ${what} are read, and 65 are not`, () => {
      const report = readText(nest(64))

      const trouble = troubleIn(nest(65))

      assert.equal(report.cases.length, 1)
      assert.equal(trouble.code, 'REPORT_TOO_DEEP')
      assert.match(trouble.words, /64/)
    })

  test('F2: twenty million brackets end at the 65th', () => {
    const trouble = troubleIn(Buffer.alloc(20 * 1024 * 1024, '['))

    assert.deepEqual([trouble.code, trouble.line, trouble.column], ['REPORT_TOO_DEEP', 1, 65])
  })

  test('F2: an element with thousands of attributes is refused', () => {
    const attributes = Array.from({ length: 5_000 }, (_, at) => `a${at}="1"`).join(' ')

    const trouble = troubleIn(`<testsuite>\n<testcase name="a" ${attributes}/></testsuite>`)

    assert.deepEqual([trouble.code, trouble.line], ['REPORT_TOO_LARGE', 2])
  })

  test('F2: a report of more than 200,000 tests is refused in every way of reading', () => {
    const many = maxCases + 1
    const reports = [
      `<testsuite>${'<testcase name="a"/>'.repeat(many)}</testsuite>`,
      `{"results":{"tests":[${'{"name":"a"},'.repeat(many)}{}]}}`,
      `${'ok\n'.repeat(many)}1..${many}\nTAP version 14`,
      `${Array.from({ length: many }, (_, at) => `{"Action":"run","Package":"p","Test":"${at}"}\n`).join('')}`,
    ]

    const codes = reports.map(
      (report, at) =>
        troubleOf(() => readReport(Buffer.from(report), at === 2 ? { format: 'tap' } : {})).code,
    )

    assert.deepEqual(codes, Array(4).fill('REPORT_TOO_LARGE'))
  })

  test('F2: millions of values are refused, not kept', () => {
    const trouble = troubleIn(`{"testResults":[${'[],'.repeat(3_100_000)}[]]}`)

    assert.equal(trouble.code, 'REPORT_TOO_LARGE')
  })

  test('a count of tries that nobody made is bounded', () => {
    const jest = readText(
      '{"testResults":[{"assertionResults":[{"title":"a","status":"passed","invocations":1000000000}]}]}',
    )
    const ctrf = readText('{"results":{"tests":[{"name":"a","status":"passed","retries":1000000000}]}}')
    const numbered = readText(
      '{"results":{"tests":[{"name":"a","status":"passed","retryAttempts":[{"attempt":999999999,"status":"failed"}]}]}}',
    )

    const counts = [jest, ctrf, numbered].map(({ cases }) => cases[0]?.attempts.length)

    assert.deepEqual(counts, [maxAttempts, maxAttempts, maxAttempts])
    assert.equal(jest.cases[0]?.attempts.at(-1)?.outcome, 'passed')
  })

  test('what many tests share is kept short: suites together, file, class', () => {
    const long = 'n'.repeat(900)
    const suites = `<testsuite name="${long}">`.repeat(60)
    const report = readText(`${suites}<testcase file="${long}${long}" name="a"/>${'</testsuite>'.repeat(60)}`)

    const [read] = report.cases

    assert.equal(read?.suite.join('').length, maxPathCharacters)
    assert.equal(read?.file?.length, maxPathCharacters)
  })

  test('F3: names that differ behind the cut stay apart, in every way of reading', () => {
    const [one, other] = ['1', '2'].map((end) => 'n'.repeat(5_000) + end) as [string, string]
    const reports = [
      [one, other]
        .map((name) => `<testcase name="${name}"/>`)
        .join('')
        .replace(/^(.*)$/, '<testsuite>$1</testsuite>'),
      JSON.stringify({ results: { tests: [{ name: one }, { name: other }] } }),
      `1..2\nok 1 - ${one}\nok 2 - ${other}\n`,
      [one, other]
        .flatMap((Test) => ['run', 'pass'].map((Action) => JSON.stringify({ Action, Package: 'p', Test })))
        .concat('{"Action":"pass","Package":"p"}')
        .join('\n'),
      [one, other]
        .map((name) => `<testsuite name="${name}"><testcase name="a"/></testsuite>`)
        .join('')
        .replace(/^(.*)$/, '<testsuites>$1</testsuites>'),
    ]

    const keys = reports.map((text) =>
      identify(readText(text), { repository: 'acme/app' }).map(({ identity }) => [
        identity.key,
        identity.occurrence,
      ]),
    )

    for (const found of keys) {
      assert.equal(new Set(found.map(([key]) => key)).size, 2)
      assert.ok(found.every(([, occurrence]) => occurrence === 1))
    }
  })

  test('a report of more than a million attempts is refused', () => {
    const tests = Array.from({ length: 11_000 }, () => '{"name":"a","status":"passed","retries":99}').join()

    const trouble = troubleIn(`{"results":{"tests":[${tests}]}}`)

    assert.equal(trouble.code, 'REPORT_TOO_LARGE')
  })

  test('a name of a million letters is cut', () => {
    const report = readText(`<testsuite><testcase name="${'é'.repeat(1_000_000)}"/></testsuite>`)

    assert.equal(report.cases[0]?.name.length, maxNameCharacters)
  })

  test('lines of TAP whose spaces a pattern could try in all ways are read at once', () => {
    const spaces = ' '.repeat(3_900)
    const line = `ok - a${spaces}b # ${spaces}{${spaces}x`

    const report = readText(`TAP version 14\n${`${line}\n${spaces}\u2028x\n`.repeat(1_000)}1..1000\n`)

    assert.equal(report.cases.length, 1_000)
  })

  test('20 MB of deep subtests with long names take no longer than others', () => {
    const names = Array.from(
      { length: 63 },
      (_, depth) => `${'    '.repeat(depth)}ok - ${'n'.repeat(900)} {\n`,
    )
    const points = `${'    '.repeat(63)}not ok - a\n`.repeat(70_000)

    const trouble = troubleIn(`TAP version 14\n${names.join('')}${points}`)

    assert.equal(trouble.code, 'REPORT_TRUNCATED')
  })

  test("TAP's YAML is not loaded: neither tags nor aliases nor brackets do anything", () => {
    const yaml = `  ---\n  a: &a [!re /(a+)+$/, !function "x"]\n  b: ${'['.repeat(5_000)}\n  error: *a\n  ...\n`

    const report = readText(`TAP version 14\nnot ok 1 - a\n${yaml}1..1\n`)

    assert.equal(report.cases[0]?.attempts[0]?.message, '*a')
  })
})

/** Cases that Vitest writes for what is no test. */
const standIns = ['vt/load.test.ts', 'Uncaught Exception: unhandled']

describe('F2: a file that breaks off is refused with the line and the test', () => {
  for (const name of fixtureNames)
    test(`F2: ${name}`, () => {
      const text = fixture(name).toString()
      // What ends a report of TAP is a comment, which it is whole without.
      const last = name.includes('tap') ? 0.8 : 1 - 2 / text.trimEnd().length
      const ends = [0.3, 0.5, 0.7, last].map((part) => Math.trunc(text.trimEnd().length * part))

      const troubles = ends.map((end) => troubleIn(text.slice(0, end)))

      for (const [at, trouble] of troubles.entries()) {
        const lines = text.slice(0, ends[at]).split('\n').length
        assert.equal(trouble.code, 'REPORT_TRUNCATED', trouble.words)
        assert.ok(trouble.line <= lines && trouble.line >= lines - 40, `${trouble.line} of ${lines}`)
        assert.ok(trouble.words.includes(`line ${trouble.line}`), trouble.words)
      }
      const names = [...readText(text).cases.map((one) => one.name.slice(0, 20)), ...standIns]
      for (const { test } of troubles.slice(2))
        assert.ok(
          names.some((name) => test?.includes(name) || (test && name.includes(test))),
          test,
        )
    })

  test('F2: XML names the test that was open', () => {
    const trouble = troubleIn('<testsuite>\n<testcase name="adds"/>\n<testcase name="divides"><failure>by')

    assert.deepEqual([trouble.code, trouble.line, trouble.test], ['REPORT_TRUNCATED', 3, 'divides'])
  })

  test('F2: JSON names the test that was open, or the last one before', () => {
    const open = '{"testResults":[\n{"assertionResults":[{"title":"adds"},\n{"title":"divides","status":"pa'
    const before = '{"testResults":[\n{"assertionResults":[{"title":"adds"},\n'

    const [first, second] = [troubleIn(open), troubleIn(before)]

    assert.deepEqual([first.code, first.line, first.test], ['REPORT_TRUNCATED', 3, 'divides'])
    assert.deepEqual([second.code, second.line, second.test], ['REPORT_TRUNCATED', 3, 'adds'])
  })

  test('F2: go test names the last test, though every line is whole', () => {
    const trouble = troubleIn('{"Action":"run","Package":"p","Test":"TestAdds"}\n')

    assert.deepEqual([trouble.code, trouble.line, trouble.test], ['REPORT_TRUNCATED', 1, 'TestAdds'])
  })

  test('F2: TAP names the last test, where fewer ran than were planned', () => {
    const trouble = troubleIn('TAP version 14\n1..3\nok 1 - adds\nok 2 - divides\n')

    assert.deepEqual([trouble.code, trouble.line, trouble.test], ['REPORT_TRUNCATED', 4, 'divides'])
  })

  const tapEnds: Record<string, string> = {
    'in a subtest between braces': '1..1\nok 1 - s {\n    1..2\n    ok 1 - adds\n',
    'in a subtest without its closing point': '1..1\nok 1 - s\n    ok 1 - adds\n',
    'in what a point tells': '1..1\nnot ok 1 - adds\n  ---\n  error: x\n',
    'before its plan': 'ok 1 - adds\n',
  }
  for (const [where, text] of Object.entries(tapEnds))
    test(`F2: TAP that ends ${where}`, () => {
      const trouble = troubleIn(`TAP version 14\n${text}`)

      assert.deepEqual([trouble.code, trouble.test], ['REPORT_TRUNCATED', 'adds'])
    })

  test("F2: pytest's log names the last test, where the session's end is not told", () => {
    const trouble = troubleIn(
      '{"$report_type":"TestReport","nodeid":"a.py::adds","when":"call","outcome":"passed"}\n',
    )

    assert.deepEqual([trouble.code, trouble.line, trouble.test], ['REPORT_TRUNCATED', 1, 'a.py::adds'])
  })

  test('what is no JSON or XML at all is refused with line and column', () => {
    const json = troubleIn('{"testResults":[\n{"title":"adds","status":passed}]}')
    const xml = troubleIn('<testsuite>\n<testcase name="adds"></testsuite>')

    assert.deepEqual([json.code, json.line, json.column, json.test], ['REPORT_MALFORMED', 2, 26, 'adds'])
    assert.deepEqual([xml.code, xml.line, xml.test], ['REPORT_MALFORMED', 2, 'adds'])
  })

  test('trouble passes a boundary as plain data, and comes back whole', () => {
    const trouble = troubleIn('<testsuite>\n<testcase name="adds">')

    const passed = new ReportTrouble(structuredClone(trouble.toJSON()))

    assert.deepEqual(passed, trouble)
  })
})

describe('any encoding is read, and nothing of it harms', () => {
  const xml = '<?xml version="1.0"?>\n<testsuite><testcase name="café 日本語"/></testsuite>'
  const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16()
  const encodings: Record<string, Uint8Array> = {
    'UTF-8': Buffer.from(xml),
    'UTF-8 with a mark': Buffer.from(`\ufeff${xml}`),
    'UTF-16 of either order with a mark': Buffer.from(`\ufeff${xml}`, 'utf16le'),
    'UTF-16 big-endian': swapped(`\ufeff${xml}`),
    'UTF-16 without a mark': Buffer.from(xml, 'utf16le'),
    'UTF-16 big-endian without a mark': swapped(xml),
    'lines that end in CR and LF': Buffer.from(xml.replaceAll('\n', '\r\n')),
  }
  for (const [name, bytes] of Object.entries(encodings))
    test(name, () => {
      const report = readReport(bytes)

      assert.deepEqual(
        report.cases.map(({ name }) => name),
        ['café 日本語'],
      )
    })

  test('an encoding that the XML declares is taken', () => {
    const latin = Buffer.from(
      '<?xml version="1.0" encoding="ISO-8859-1"?><testsuite><testcase name="café"/></testsuite>',
      'latin1',
    )

    const report = readReport(latin)

    assert.equal(report.cases[0]?.name, 'café')
  })

  test('lines that end in CR and LF make no difference to JSON lines and TAP', () => {
    for (const name of ['go-test', 'pytest-reportlog', 'node-tap', 'vitest-tap']) {
      const text = fixture(name).toString()

      const report = readText(text.replaceAll('\n', '\r\n'))

      assert.deepEqual(report.cases, readText(text).cases)
    }
  })

  test('bytes that are no text are replaced, and the reply says so', () => {
    const broken = Buffer.concat([
      Buffer.from('<testsuite><testcase name="a'),
      Buffer.from([0xff, 0, 0xed, 0xa0, 0x80, 0x1b, 0x01]),
      Buffer.from('"/></testsuite>'),
    ])

    const report = readReport(broken)

    assert.match(report.cases[0]?.name ?? '', /^a\ufffd+$/)
    assert.ok(report.warnings.some(({ code }) => code === 'text_replaced'))
  })

  test('halves of a character that JSON escapes are replaced', () => {
    const report = readText(
      String.raw`{"results":{"tests":[{"name":"a\ud800b\u0000c","status":"failed","message":"\udc00\u0000"}]}}`,
    )

    assert.equal(report.cases[0]?.name, 'a\ufffdb c')
    assert.equal(report.cases[0]?.attempts[0]?.message, '\ufffd\ufffd')
  })

  const odd = {
    'a NUL in an error of Playwright': String.raw`{"config":{},"suites":[],"errors":[{"message":"a\u0000b"}]}`,
    'half a character in an error of Playwright': String.raw`{"config":{},"suites":[],"errors":[{"message":"a\ud800b"}]}`,
    'a colour in an error of Playwright': String.raw`{"config":{},"suites":[],"errors":[{"message":"a\u001b[31mb"}]}`,
    'a NUL in a file of Jest that could not run': String.raw`{"numRuntimeErrorTestSuites":0,"testResults":[{"name":"a\u0000","status":"failed","assertionResults":[]}]}`,
    'a NUL in a package of Go that failed': String.raw`{"Action":"start","Package":"a\u0000b"}${'\n'}{"Action":"fail","Package":"a\u0000b"}${'\n'}`,
    'a NUL in a module of pytest': String.raw`{"exitcode":2,"root":"/","tests":[],"collectors":[{"nodeid":"a\u0000","outcome":"failed"}]}`,
    "a NUL in a module of pytest's log": String.raw`{"$report_type":"CollectReport","nodeid":"a\u0000","outcome":"failed"}${'\n'}{"$report_type":"SessionFinish","exitstatus":2}${'\n'}`,
  }
  for (const [what, text] of Object.entries(odd))
    test(`F2: ${what} is not in the words of the reply`, () => {
      const words = readText(text).warnings.map((warning) => warning.words)

      assert.ok(words.length > 0)
      assert.ok(
        words.every((each) => /^[^\p{Cc}\p{Cs}]*$/u.test(each) && !each.includes('[31m')),
        words.join(),
      )
    })

  test('a member called __proto__ is read over', () => {
    const report = readText(
      '{"__proto__":{"tests":[]},"results":{"tests":[{"__proto__":{"name":"x"},"name":"a"}]}}',
    )

    assert.deepEqual(
      report.cases.map(({ name }) => name),
      ['a'],
    )
  })
})
