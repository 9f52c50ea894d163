import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fixture, fixtureNames, readText } from './fixtures.fixture.ts'
import { readReport } from './read-report.ts'
import { type ReportHint, ReportTrouble } from './report.ts'

const codeOf = (text: string, hint: ReportHint = {}): string => {
  try {
    return readReport(Buffer.from(text), hint).format
  } catch (error) {
    if (error instanceof ReportTrouble) return error.code
    throw error
  }
}

describe('F1: a format is told by what stands in the file', () => {
  test('F1: a name and a content type that say otherwise change nothing', () => {
    const hint = { name: 'results.txt', contentType: 'application/octet-stream' }
    for (const name of fixtureNames)
      assert.equal(readReport(fixture(name), hint).format, readReport(fixture(name)).format)
  })

  test('F1: a bare suite and suites in suites are JUnit', () => {
    assert.equal(codeOf('<testsuite/>'), 'junit')
    assert.equal(codeOf('<!-- made by -->\n<testsuites/>'), 'junit')
  })

  test('F1: each JSON is known by its members', () => {
    const documents = {
      '{"reportFormat":"CTRF","results":{}}': 'ctrf',
      '{"results":{"tests":[]}}': 'ctrf',
      '{"config":{},"suites":[],"errors":[]}': 'playwright',
      '{"testResults":[],"numRuntimeErrorTestSuites":0}': 'jest',
      '{"testResults":[{"assertionResults":[{"title":"a","invocations":1}]}]}': 'jest',
      '{"testResults":[{"assertionResults":[{"title":"a"}]}]}': 'vitest',
      '{"exitcode":0,"tests":[]}': 'pytest-json',
      ' \n\t{"Action":"start","Package":"p"}\n{"Action":"skip","Package":"p"}\n': 'go-test',
      '{"pytest_version":"8.0","$report_type":"SessionStart"}\n{"exitstatus":0,"$report_type":"SessionFinish"}':
        'pytest-reportlog',
    }

    for (const [document, format] of Object.entries(documents)) assert.equal(codeOf(document), format)
  })

  test('F1: TAP may begin with its version, its plan, a subtest, a point, or with what a program printed before', () => {
    const point = 'ok 1 - adds\n1..1\n'
    for (const beginning of ['TAP version 13\n', '', '# Subtest: adds\n', '> test\n> mocha\n\n'])
      assert.equal(codeOf(beginning + point), 'tap')
    assert.equal(codeOf('1..1\nok 1 - adds\n'), 'tap')
  })

  test('F1: what the toolchain prints before go test is skipped, and the reply says so', () => {
    const report = readText(
      'go: downloading x v1.0.0\n{"Action":"start","Package":"p"}\n{"Action":"pass","Package":"p"}\n',
    )

    assert.equal(report.format, 'go-test')
    assert.ok(report.warnings.some(({ code }) => code === 'lines_skipped'))
  })
})

describe('a hint helps where the file does not tell', () => {
  test('who uploads may know which of two alike it is', () => {
    const shape = '{"testResults":[{"assertionResults":[{"title":"a","status":"passed"}]}]}'

    assert.equal(codeOf(shape), 'vitest')
    assert.equal(codeOf(shape, { format: 'jest' }), 'jest')
  })

  test('an empty run of TAP is known by its name or its type', () => {
    assert.equal(codeOf('# nothing\n1..0\n', { name: 'out.TAP' }), 'tap')
    assert.equal(codeOf('# nothing\n1..0\n', { contentType: 'text/tap' }), 'tap')
  })

  test('a format that the file has not is refused', () => {
    assert.equal(codeOf('{"exitcode":0,"tests":[]}', { format: 'ctrf' }), 'REPORT_UNKNOWN')
    assert.equal(codeOf('<testsuite/>', { format: 'playwright' }), 'REPORT_MALFORMED')
    assert.equal(codeOf('<testsuite/>', { format: 'tap' }), 'REPORT_UNKNOWN')
    assert.equal(codeOf('{}', { format: 'go-test' }), 'REPORT_UNKNOWN')
    assert.equal(codeOf('{}', { format: 'pytest-reportlog' }), 'REPORT_UNKNOWN')
  })
})

describe('what is no report is refused as such', () => {
  const others = {
    nothing: '',
    blanks: ' \n\n',
    prose: 'all is well\n',
    'another XML': '<?xml version="1.0"?><checkstyle/>',
    'another JSON': '{"hello":"world"}',
    'a JSON that is no object': '[1,2]',
  }
  for (const [what, text] of Object.entries(others))
    test(what, () => {
      assert.equal(codeOf(text), 'REPORT_UNKNOWN')
    })

  test('a report without a test is one, and the reply says so', () => {
    const report = readText('<testsuites/>')

    assert.deepEqual(report.cases, [])
    assert.ok(report.warnings.some(({ code }) => code === 'no_tests'))
  })
})
