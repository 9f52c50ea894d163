import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { attemptsOf, fixture, fixtureNames, readText } from './fixtures.fixture.ts'
import { identify } from './identity.ts'
import { readReport } from './read-report.ts'
import type { ReportFormat } from './report.ts'

interface Expectation {
  format: ReportFormat
  showsRetries: boolean
  isComplete?: boolean
  /** See `attemptsOf`. */
  attempts: Record<string, string>
}

const unicode = 'sums › café 日本語 ✓ "quoted" <tag>'

/** What all frameworks with describe and it make of their tests; those that try three times fail three times. */
const common = (secondTry: string, failing: string, more: Record<string, string> = {}) => ({
  'sums › carry › adds with a carry': 'P',
  'sums › carry › passes on the second try': secondTry,
  'sums › always fails': failing,
  'sums › is skipped': 'S',
  'sums › has a namesake': 'P',
  'sums › has a namesake #2': failing,
  [unicode]: 'P',
  'parameter 1': 'P',
  'parameter 1 #2': 'P',
  'is to be written': 'S',
  ...more,
})

const go = (tries: string[]) => {
  const [passed = '', failed = '', skipped = '', second = ''] = tries
  return {
    'TestSums › carry › adds_with_a_carry': passed,
    'TestSums › carry › always_fails': failed,
    'TestSums › namesake': passed,
    'TestSums › namesake#01': failed,
    'TestSums › café_日本語_✓': passed,
    TestSkipped: skipped,
    TestAlone: passed,
    TestSecondTry: second,
    TestOwnFault: failed,
    'TestOwnFault › child': passed,
  }
}

const playwright = (secondTry: string, failing: string) => ({
  '[one] sums › carry › adds with a carry': 'P',
  '[one] sums › carry › passes on the second try': secondTry,
  '[one] sums › always fails': failing,
  '[one] sums › is skipped': 'S',
  '[one] sums › is expected to fail': 'P',
  '[one] sums › takes too long': failing,
  [`[one] ${unicode}`]: 'P',
  '[one] parameter 1': 'P',
  '[one] parameter 2': 'P',
  '[two] sums › carry › adds with a carry': 'P',
  '[two] sums › carry › passes on the second try': secondTry,
  '[two] sums › always fails': failing,
})

const pytest = (secondTry: string, failing: string, broken: string) => ({
  'TestSums › TestCarry › test_adds_with_a_carry': 'P',
  'TestSums › TestCarry › test_passes_on_the_second_try': secondTry,
  'TestSums › test_always_fails': failing,
  'TestSums › test_is_skipped': 'S',
  'TestSums › test_is_expected_to_fail': 'S',
  'TestSums › test_parameter[caf\\xe9]': 'P',
  'TestSums › test_parameter[\\u65e5\\u672c\\u8a9e \\u2713]': 'P',
  'TestSums › test_parameter[a/b::c]': 'P',
  test_with_a_broken_fixture: broken,
  test_with_a_broken_teardown: broken,
})

const login = {
  'login › signs in': 'P',
  'login › times out now and then': 'P',
  'login › breaks': 'P',
  'login › sum of 1': 'P',
  'login › sum of 2': 'P',
  'login › sum of 3': 'P',
  'login › skipped': 'S',
}

const hidden = { format: 'junit', showsRetries: false } as const
const hiddenTap = { format: 'tap', showsRetries: false } as const

const expectations: Record<string, Expectation> = {
  'vitest-json': { format: 'vitest', showsRetries: true, attempts: common('FP', 'FFF') },
  'vitest-junit': { ...hidden, attempts: common('P', 'FFF') },
  'vitest-tap': { ...hiddenTap, attempts: common('P', 'F') },
  'vitest-tap-flat': { ...hiddenTap, attempts: common('P', 'F') },
  'jest-json': { format: 'jest', showsRetries: true, attempts: common('FP', 'FFF') },
  'jest-ctrf': { format: 'ctrf', showsRetries: true, attempts: common('FP', 'FFF') },
  'jest-junit': {
    ...hidden,
    attempts: {
      'sums › carry adds with a carry': 'P',
      'sums › carry passes on the second try': 'P',
      'sums › always fails': 'F',
      'sums › is skipped': 'S',
      'sums › has a namesake': 'P',
      'sums › has a namesake #2': 'F',
      [unicode]: 'P',
      'sums › parameter 1': 'P',
      'sums › parameter 1 #2': 'P',
      'sums › is to be written': 'P',
    },
  },
  'playwright-json': { format: 'playwright', showsRetries: true, attempts: playwright('FP', 'FFF') },
  'playwright-ctrf': { format: 'ctrf', showsRetries: true, attempts: playwright('FP', 'FFF') },
  'playwright-junit': { ...hidden, attempts: playwright('P', 'F') },
  'playwright-junit-retries': { format: 'junit', showsRetries: true, attempts: playwright('FP', 'FFF') },
  'node-junit': { ...hidden, attempts: twiceEscaped(common('F', 'F')) },
  'node-tap': { ...hiddenTap, attempts: common('F', 'F') },
  'node20-junit': { ...hidden, attempts: twiceEscaped(common('F', 'F')) },
  'node20-tap': { ...hiddenTap, attempts: common('F', 'F') },
  'mocha-junit': {
    ...hidden,
    attempts: {
      'carry › sums carry adds with a carry': 'P',
      'carry › sums carry passes on the second try': 'P',
      'sums › always fails': 'F',
      'sums › has a namesake': 'P',
      'sums › has a namesake #2': 'F',
      [unicode]: 'P',
      'parameter 1': 'P',
      'parameter 1 #2': 'P',
    },
  },
  'mocha-tap': {
    ...hiddenTap,
    attempts: {
      'sums carry adds with a carry': 'P',
      'sums carry passes on the second try': 'P',
      'sums always fails': 'F',
      'sums is skipped': 'S',
      'sums has a namesake': 'P',
      'sums has a namesake #2': 'F',
      'sums café 日本語 ✓ "quoted" <tag>': 'P',
      'parameter 1': 'P',
      'parameter 1 #2': 'P',
    },
  },
  'ava-tap': {
    ...hiddenTap,
    attempts: {
      'adds with a carry': 'P',
      'always fails': 'F',
      'is skipped': 'S',
      'is to be written': 'S',
      'café 日本語 ✓ "quoted" <tag>': 'P',
    },
  },
  'tape-tap': {
    ...hiddenTap,
    attempts: {
      'adds with a carry › two is two': 'P',
      'always fails › one is two': 'F',
      'TODO is to be written › not written': 'S',
    },
  },
  'go-test': { format: 'go-test', showsRetries: true, attempts: go(['P', 'F', 'S', 'F']) },
  'go-test-count': { format: 'go-test', showsRetries: true, attempts: go(['PP', 'FF', 'SS', 'PF']) },
  'go-test-broken': {
    format: 'go-test',
    showsRetries: true,
    isComplete: false,
    attempts: { ...go(['P', 'F', 'S', 'F']), TestBefore: 'P', TestPanics: 'F' },
  },
  'go-test-killed': {
    format: 'go-test',
    showsRetries: true,
    isComplete: false,
    attempts: { TestFlaky: 'F' },
  },
  'jest-json-hook': {
    format: 'jest',
    showsRetries: true,
    isComplete: false,
    attempts: { t: 'P', u: 'P' },
  },
  'vitest-json-hook': {
    format: 'vitest',
    showsRetries: true,
    isComplete: false,
    attempts: { t: 'P', u: 'P' },
  },
  'vitest-junit-load': {
    ...hidden,
    isComplete: false,
    attempts: { ...login, leaks: 'P', slow: 'P', wobbles2: 'F' },
  },
  'vitest-junit-unhandled': {
    ...hidden,
    isComplete: false,
    attempts: { ...login, leaks: 'P', slow: 'P', wobbles2: 'F' },
  },
  'pytest-junit-merged': { ...hidden, attempts: { test_x: 'F', 'test_x #2': 'P' } },
  'pytest-json': { format: 'pytest-json', showsRetries: true, attempts: pytest('FP', 'F', 'F') },
  'pytest-reportlog': {
    format: 'pytest-reportlog',
    showsRetries: true,
    attempts: pytest('FP', 'FFF', 'FFF'),
  },
  'pytest-junit': { ...hidden, attempts: pytest('P', 'F', 'F') },
  'pytest-junit-xunit1': { ...hidden, attempts: pytest('F', 'F', 'F') },
  'surefire-junit': {
    format: 'junit',
    showsRetries: true,
    attempts: {
      addsWithACarry: 'P',
      passesOnTheSecondTry: 'FP',
      passesOnTheThirdTry: 'FFP',
      alwaysFails: 'FFF',
      alwaysErrs: 'FFF',
      isSkipped: 'S',
      café日本語: 'P',
    },
  },
  'surefire-junit-parameters': {
    format: 'junit',
    showsRetries: true,
    attempts: { 'isOne[0]': 'P', 'isOne[1]': 'FFF' },
  },
}

/** Node escapes quotes of names twice in its JUnit. */
function twiceEscaped(attempts: Record<string, string>): Record<string, string> {
  const { [unicode]: passed = '', ...others } = attempts
  return { ...others, [unicode.replaceAll('"', '&quot;')]: passed }
}

describe('F1: what real reporters write is read as they meant it', () => {
  for (const name of fixtureNames)
    test(`F1: ${name}`, () => {
      const expected = expectations[name]

      const report = readReport(fixture(name))

      assert.ok(expected, 'every fixture has an expectation')
      const { format, showsRetries, isComplete = true, attempts } = expected
      assert.deepEqual(sorted(attemptsOf(report)), sorted(attempts))
      assert.deepEqual(
        [report.format, report.showsRetries, report.isComplete],
        [format, showsRetries, isComplete],
      )
      assert.equal(
        report.warnings.some(({ code }) => code === 'format_hides_retries'),
        !showsRetries,
      )
    })

  test('F1: there are the reports of at least ten reporters', () => {
    const reporters = new Set(
      fixtureNames.map((name) =>
        name.replace(
          /-(?:flat|count|broken|parameters|xunit1|retries|killed|hook|load|unhandled|merged)$/,
          '',
        ),
      ),
    )

    assert.ok(reporters.size >= 10, [...reporters].join(' '))
    assert.deepEqual(Object.keys(expectations).toSorted(), fixtureNames)
  })
})

const sorted = (record: Record<string, string>): [string, string][] =>
  Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1))

describe('F1: every attempt has what the report tells of it', () => {
  test('messages of failures come without colours, and none is longer than 500 characters', () => {
    const messages = fixtureNames
      .flatMap((name) => readReport(fixture(name)).cases)
      .flatMap(({ attempts }) => attempts)
      .map(({ message }) => message ?? '')

    assert.ok(messages.some((message) => message.includes('boom red')))
    assert.ok(messages.every((message) => !/\[\d+m|x1b/i.test(message) && message.length <= 500))
  })

  test('durations are milliseconds, whatever the report counts in', () => {
    const reports = [
      '<testsuite><testcase name="a" time="1.5"/></testsuite>',
      '<testsuite><testcase name="a" time="1,001.5"/></testsuite>',
      '{"testResults":[{"assertionResults":[{"title":"a","status":"passed","duration":1500}]}]}',
      '{"results":{"tests":[{"name":"a","status":"passed","duration":1500}]}}',
      '{"exitcode":0,"tests":[{"nodeid":"a.py::a","outcome":"passed","call":{"duration":1.5}}]}',
      'TAP version 14\nok 1 - a # time=1.5s\n1..1\n',
      'TAP version 14\nok 1 - a\n  ---\n  duration_ms: 1500\n  ...\n1..1\n',
      '{"Action":"run","Package":"p","Test":"a"}\n{"Action":"pass","Package":"p","Test":"a","Elapsed":1.5}\n{"Action":"pass","Package":"p"}\n',
    ]

    const durations = reports.map((report) => readText(report).cases[0]?.attempts[0]?.durationMilliseconds)

    assert.deepEqual(durations, [1500, 1_001_500, 1500, 1500, 1500, 1500, 1500, 1500])
  })

  test('a duration that cannot be one is left out, and a clock that went back gives 0', () => {
    const times = ['', 'NaN', 'soon', '-1', '1e9', '0x10']
    const cases = times.map((time) => `<testcase name="a" time="${time}"/>`).join('')

    const durations = readText(`<testsuite>${cases}</testsuite>`).cases.map(
      ({ attempts }) => attempts[0]?.durationMilliseconds,
    )

    assert.deepEqual(durations, [null, null, null, 0, null, null])
  })
})

describe('F3: one test has one identity, whichever of its reports is sent', () => {
  const keysOf = (name: string) =>
    identify(readReport(fixture(name)), { repository: 'acme/app' })
      .map(({ identity }) => identity.key)
      .toSorted()
  const alike = [
    ['jest-json', 'jest-ctrf'],
    ['playwright-json', 'playwright-ctrf'],
    ['vitest-junit', 'vitest-tap'],
    ['vitest-junit', 'vitest-tap-flat'],
    ['pytest-junit', 'pytest-reportlog'],
    ['pytest-junit', 'pytest-junit-xunit1'],
    ['node-tap', 'node20-tap'],
    ['go-test', 'go-test-count'],
  ] as const

  for (const [one, other] of alike)
    test(`F3: ${one} and ${other}`, () => {
      const keys = keysOf(one)

      assert.deepEqual(keysOf(other), keys)
      assert.equal(new Set(keys).size, keys.length)
    })
})
