import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readText } from './fixtures.fixture.ts'
import { identify } from './identity.ts'
import type { Report, ReportedCase } from './report.ts'

const aCase = (some: Partial<ReportedCase> = {}): ReportedCase => ({
  file: 'src/a.test.ts',
  className: null,
  suite: ['sums'],
  name: 'adds',
  project: null,
  line: null,
  attempts: [{ outcome: 'passed', durationMilliseconds: 1, message: null }],
  ...some,
})

const aReport = (...cases: Partial<ReportedCase>[]): Report => ({
  format: 'jest',
  showsRetries: true,
  isComplete: true,
  root: null,
  cases: cases.map(aCase),
  warnings: [],
})

const identities = (report: Report, repository = 'acme/app', root?: string) =>
  identify(report, { repository, ...(root === undefined ? {} : { root }) }).map(({ identity }) => identity)

const keyOf = (some: Partial<ReportedCase>, repository?: string): string =>
  identities(aReport(some), repository)[0]?.key ?? ''

describe('F3: what makes a test another one', () => {
  const others: Record<string, Partial<ReportedCase>> = {
    file: { file: 'src/b.test.ts' },
    class: { file: null, className: 'acme.A' },
    suite: { suite: ['products'] },
    name: { name: 'subtracts' },
    parameter: { name: 'adds [1]' },
    project: { project: 'firefox' },
  }
  for (const [what, other] of Object.entries(others))
    test(`F3: another ${what}`, () => {
      assert.notEqual(keyOf(other), keyOf({}))
    })

  test('F3: another repository, but not its name in other letters', () => {
    assert.notEqual(keyOf({}, 'acme/other'), keyOf({}, 'acme/app'))
    assert.equal(keyOf({}, 'Acme/App'), keyOf({}, 'acme/app'))
  })

  test('F3: neither its line, nor how it ended, nor which tests stand beside it', () => {
    const [, second] = identities(
      aReport(
        { name: 'first' },
        { line: 7, attempts: [{ outcome: 'failed', durationMilliseconds: 9, message: 'boom' }] },
      ),
    )

    assert.equal(second?.key, keyOf({}))
  })

  test('F3: a key is 32 hexadecimal digits that never change', () => {
    assert.match(keyOf({}), /^[0-9a-f]{32}$/)
    assert.equal(keyOf({}), 'f567910b23f13f33c0d734ac909f0422')
  })

  test('F3: suites and name are one path, however a format joins them', () => {
    const keys = [
      keyOf({ suite: ['sums', 'carry'], name: 'adds' }),
      keyOf({ suite: [], name: 'sums > carry > adds' }),
      keyOf({ suite: ['sums'], name: 'carry › adds' }),
    ]

    assert.equal(new Set(keys).size, 1)
  })
})

describe('F3: a suite that is called like a file on a machine', () => {
  const phpunit = (folder: string) =>
    `<testsuites><testsuite name="${folder}/phpunit.xml" tests="1"><testsuite name="unit"><testsuite name="Tests\\FooTest" file="${folder}/tests/FooTest.php"><testcase name="testA" file="${folder}/tests/FooTest.php" class="Tests\\FooTest" classname="Tests.FooTest"/></testsuite></testsuite></testsuite></testsuites>`

  test('F3: is that file of the repository, so that PHPUnit names one test alike everywhere', () => {
    const [here, there] = ['/builds/acme/app', '/home/runner/work/app/app'].map((folder) =>
      readText(phpunit(folder)),
    )

    assert.equal(identities(here!)[0]?.key, identities(there!)[0]?.key)
    assert.equal(identities(here!)[0]?.suite[0], 'phpunit.xml')
  })

  test('F3: keeps apart what is a route and no file', () => {
    assert.notEqual(keyOf({ suite: ['/api/users'] }), keyOf({ suite: ['/api/orders'] }))
    assert.equal(identities(aReport({ suite: ['/api/users'] }))[0]?.suite[0], '/api/users')
  })
})

describe('F3: tests of equal names are numbered, never joined', () => {
  test('F3: the second and third of a file are #2 and #3', () => {
    const found = identities(aReport({}, {}, { name: 'other' }, {}))

    assert.deepEqual(
      found.map(({ title, occurrence }) => [title, occurrence]),
      [
        ['sums › adds', 1],
        ['sums › adds #2', 2],
        ['sums › other', 1],
        ['sums › adds #3', 3],
      ],
    )
    assert.equal(new Set(found.map(({ key }) => key)).size, 4)
  })

  test('F3: equal names in two files are both the first', () => {
    const found = identities(aReport({}, { file: 'src/b.test.ts' }))

    assert.deepEqual(
      found.map(({ occurrence }) => occurrence),
      [1, 1],
    )
  })

  test('F3: one file that two machines name differently has one identity, and its tests are numbered together', () => {
    const found = identities(
      aReport({ file: '/home/runner/work/app/app/src/a.test.ts' }, { file: './src\\a.test.ts' }),
    )

    assert.deepEqual(
      found.map(({ file, occurrence }) => [file, occurrence]),
      [
        ['src/a.test.ts', 1],
        ['src/a.test.ts', 2],
      ],
    )
  })

  test('F3: two cases of JUnit with different ends stay two tests, as nothing says that one was tried again', () => {
    const report = readText(
      '<testsuite><testcase classname="A" name="adds"/><testcase classname="A" name="adds"><failure/></testcase></testsuite>',
    )

    const found = identify(report, { repository: 'acme/app' })

    assert.deepEqual(
      found.map(({ identity, attempts }) => [identity.title, attempts.length]),
      [
        ['adds', 1],
        ['adds #2', 1],
      ],
    )
  })

  test('equal names without a file are told in the reply', () => {
    const report = readText('<testsuite><testcase name="adds"/><testcase name="adds"/></testsuite>')

    assert.ok(
      report.warnings.some(({ code, words }) => code === 'names_ambiguous' && words.includes('"adds"')),
    )
  })
})

describe('what people see is bounded', () => {
  test('long names are cut for people, and stay apart by their keys', () => {
    const long = 'x'.repeat(3_000)

    const [one, other] = identities(aReport({ name: `${long}1` }, { name: `${long}2` }))

    assert.equal(one?.name.length, 500)
    assert.ok((one?.title.length ?? 0) <= 500)
    assert.equal(one?.name, other?.name)
    assert.notEqual(one?.key, other?.key)
    assert.equal(other?.occurrence, 1)
  })

  test('the number stays where a long title is cut', () => {
    const [, second] = identities(aReport({ name: 'x'.repeat(600) }, { name: 'x'.repeat(600) }))

    assert.equal(second?.title.length, 500)
    assert.ok(second?.title.endsWith('… #2'))
  })

  test('letters that may be written in two ways are one name', () => {
    const composed = readText('<testsuite><testcase name="caf\u00e9"/></testsuite>')
    const split = readText('<testsuite><testcase name="cafe\u0301"/></testsuite>')

    assert.equal(identities(composed)[0]?.key, identities(split)[0]?.key)
  })
})
