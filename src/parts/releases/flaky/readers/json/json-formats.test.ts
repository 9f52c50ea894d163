import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { attemptsOf, readText } from '../fixtures.fixture.ts'

const ctrf = (test: object) => readText(JSON.stringify({ results: { tests: [{ name: 'a', ...test }] } }))
const jest = (test: object, root: object = {}) =>
  readText(
    JSON.stringify({
      numRuntimeErrorTestSuites: 0,
      testResults: [{ name: '/x/a.test.js', assertionResults: [test] }],
      ...root,
    }),
  )
const vitest = (test: object, root: object = {}) =>
  readText(JSON.stringify({ testResults: [{ name: '/x/a.test.js', assertionResults: [test] }], ...root }))
const playwright = (test: object, root: object = {}) =>
  readText(
    JSON.stringify({
      config: {},
      suites: [{ title: 'a.spec.ts', specs: [{ title: 'a', file: 'a.spec.ts', tests: [test] }] }],
      ...root,
    }),
  )

const letters = (report: Parameters<typeof attemptsOf>[0]): string => Object.values(attemptsOf(report)).join()

describe('F1: CTRF', () => {
  const tries: [test: object, letters: string][] = [
    [{ status: 'passed' }, 'P'],
    [{ status: 'passed', retries: 2 }, 'FFP'],
    [{ status: 'passed', flaky: true }, 'FP'],
    [{ status: 'failed', retries: 1 }, 'FF'],
    [{ status: 'passed', retries: 1, retryAttempts: [{ status: 'failed' }] }, 'FP'],
    [
      {
        status: 'passed',
        retries: 1,
        retryAttempts: [
          { attempt: 1, status: 'failed' },
          { attempt: 2, status: 'passed' },
        ],
      },
      'FP',
    ],
    [{ status: 'passed', retries: 1, retryAttempts: [{ attempt: 2, status: 'passed' }] }, 'FP'],
    [{ status: 'passed', retryAttempts: [{ attempt: 1, status: 'failed' }] }, 'FP'],
    [
      {
        status: 'passed',
        retryAttempts: [
          { attempt: 2, status: 'failed' },
          { attempt: 1, status: 'skipped' },
        ],
      },
      'SFP',
    ],
    [{ status: 'pending' }, 'S'],
    [{ status: 'other', rawStatus: 'todo' }, 'S'],
    [{ status: 'other', rawStatus: 'timedOut' }, 'F'],
  ]
  for (const [told, expected] of tries)
    test(`F1: ${JSON.stringify(told)}: ${expected}`, () => {
      assert.equal(letters(ctrf(told)), expected)
    })

  test('F3: suites are a list, or joined, with the file and a project before them', () => {
    const list = ctrf({ suite: ['s', 't'] }).cases[0]
    const joined = ctrf({ suite: 'firefox > a.spec.ts > s > t', filePath: '/x/a.spec.ts', name: 's t a' })
      .cases[0]

    assert.deepEqual([list?.suite, list?.project], [['s', 't'], null])
    assert.deepEqual([joined?.suite, joined?.project, joined?.name], [['s', 't'], 'firefox', 'a'])
  })
})

describe('F1: Jest and Vitest', () => {
  test('F1: Jest says of each attempt before the last why it failed, where it was asked to', () => {
    const told = { title: 'a', status: 'failed', invocations: 3, failureMessages: ['third'] }

    const [all, none] = [jest({ ...told, retryReasons: ['first', 'second'] }), jest(told)].map(({ cases }) =>
      cases[0]!.attempts.map(({ message }) => message),
    )

    assert.deepEqual(all, ['first', 'second', 'third'])
    assert.deepEqual(none, [null, null, 'third'])
  })

  test('F1: Jest counts invocations, and all but the last failed', () => {
    assert.equal(letters(jest({ title: 'a', status: 'passed', invocations: 3 })), 'FFP')
    assert.equal(letters(jest({ title: 'a', status: 'failed', invocations: 2 })), 'FF')
    assert.equal(letters(jest({ title: 'a', status: 'pending', invocations: 2 })), 'S')
    assert.equal(letters(jest({ title: 'a', status: 'passed', invocations: -5 })), 'P')
  })

  test('F1: Vitest leaves a message for each attempt that failed', () => {
    assert.equal(letters(vitest({ title: 'a', status: 'passed', failureMessages: ['x', 'y'] })), 'FFP')
    assert.equal(letters(vitest({ title: 'a', status: 'failed', failureMessages: [] })), 'F')
    assert.equal(letters(vitest({ title: 'a', status: 'skipped', failureMessages: ['x'] })), 'S')
  })

  test('F9: a file that could not run, an interrupted run and an error outside of tests are told', () => {
    const crashed = { testResults: [{ name: '/x/a.test.js', status: 'failed', assertionResults: [] }] }
    const passed = { title: 'a', status: 'passed' }

    assert.equal(jest({}, crashed).isComplete, false)
    assert.equal(jest(passed, { wasInterrupted: true }).isComplete, false)
    assert.equal(vitest(passed, { success: false }).isComplete, false)
    assert.equal(vitest({ title: 'a', status: 'failed' }, { success: false }).isComplete, true)
    assert.equal(jest(passed, { wasInterrupted: false }).isComplete, true)
  })
})

describe('F9: a report that counts more than it shows lacks tests', () => {
  const passed = { title: 'a', name: 'a', status: 'passed' }
  const failed = { title: 'a', name: 'a', status: 'failed' }
  const ctrfOf = (test: object, summary: object) =>
    readText(JSON.stringify({ results: { summary, tests: [test] } }))
  const played = (status: string, stats: object) => playwright({ results: [{ status, retry: 0 }] }, { stats })
  const lacking = {
    'Jest: more failures': jest(failed, { success: false, numFailedTests: 3 }),
    'Jest: more tests': jest(passed, { numTotalTests: 50 }),
    'Jest: a run that failed without a failed test': jest(passed, { success: false }),
    'Jest: a file that broke beside a failed test': jest(failed, { numRuntimeErrorTestSuites: 1 }),
    'Vitest: a run that failed without a failed test': vitest(passed, {
      success: false,
      numFailedTestSuites: 1,
    }),
    'CTRF: more failures': ctrfOf(failed, { failed: 3 }),
    'CTRF: more tests': ctrfOf(passed, { tests: 5 }),
    'Playwright: more failures': played('passed', { unexpected: 4 }),
  }
  for (const [what, report] of Object.entries(lacking))
    test(`F9: ${what}`, () => {
      assert.equal(report.isComplete, false)
    })

  test('F9: one that counts what it shows lacks none', () => {
    const whole = [
      jest(failed, { success: false, numFailedTests: 1, numTotalTests: 1 }),
      ctrfOf(failed, { tests: 1, failed: 1 }),
      played('failed', { unexpected: 1 }),
    ]

    assert.ok(whole.every(({ isComplete }) => isComplete))
  })

  test('F1: a status of CTRF is read in any letters', () => {
    assert.equal(letters(ctrf({ status: 'Failed' })), 'F')
  })
})

describe('F1: Playwright', () => {
  const result = (status: string, retry = 0) => ({ status, retry })

  test('F1: attempts come in the order of their retries', () => {
    assert.equal(letters(playwright({ results: [result('passed', 1), result('timedOut', 0)] })), 'FP')
  })

  test('F3: repeats of one test in one project are its attempts, and one that failed is the last', () => {
    const repeat = (...statuses: string[]) => ({ projectName: 'one', results: statuses.map(result) })
    const tests = [repeat('failed', 'failed'), repeat('passed'), { ...repeat('passed'), projectName: 'two' }]

    const report = readText(
      JSON.stringify({ config: {}, stats: { unexpected: 1 }, suites: [{ specs: [{ title: 'a', tests }] }] }),
    )

    assert.deepEqual(attemptsOf(report), { '[one] a': 'PFF', '[two] a': 'P' })
    assert.equal(report.isComplete, true)
  })

  test('F1: what was expected passed, whatever it was', () => {
    assert.equal(letters(playwright({ expectedStatus: 'failed', results: [result('failed')] })), 'P')
    assert.equal(letters(playwright({ expectedStatus: 'failed', results: [result('passed')] })), 'F')
    assert.equal(letters(playwright({ expectedStatus: 'skipped', results: [result('skipped')] })), 'S')
  })

  test('F9: tests that did not run, an interrupted one and errors outside of tests are told', () => {
    assert.equal(playwright({ status: 'unexpected', results: [] }).isComplete, false)
    assert.equal(playwright({ results: [result('interrupted')] }).isComplete, false)
    assert.equal(
      playwright({ results: [result('passed')] }, { errors: [{ message: 'no server' }] }).isComplete,
      false,
    )
    assert.equal(playwright({ status: 'skipped', expectedStatus: 'skipped', results: [] }).isComplete, true)
    assert.equal(
      playwright({ status: 'skipped', expectedStatus: 'passed', results: [] }).isComplete,
      false,
      'as --max-failures leaves it',
    )
  })
})

describe('F1: pytest', () => {
  const json = (test: object, root: object = {}) =>
    readText(
      JSON.stringify({
        exitcode: 1,
        tests: [{ nodeid: 'tests/test_a.py::TestA::test_a[x/y::z]', ...test }],
        ...root,
      }),
    )
  const log = (...records: object[]) =>
    readText(
      records
        .map((record) => JSON.stringify({ $report_type: 'TestReport', nodeid: 'a.py::a', ...record }))
        .join('\n'),
    )
  const end = { $report_type: 'SessionFinish', exitstatus: 1 }

  test('F1: a test that was run again passed after a failure, or failed all the same', () => {
    assert.equal(letters(json({ outcome: 'rerun', call: { outcome: 'passed' } })), 'FP')
    assert.equal(letters(json({ outcome: 'rerun', call: { outcome: 'failed' } })), 'FF')
    assert.equal(letters(json({ outcome: 'error', setup: { outcome: 'failed' } })), 'F')
    assert.equal(letters(json({ outcome: 'xpassed' })), 'P')
    assert.equal(letters(json({ outcome: 'xfailed' })), 'S')
  })

  test('F3: a parameter may hold what divides files, classes and names', () => {
    const { file, suite, name } = json({ outcome: 'passed', lineno: 6 }).cases[0]!

    assert.deepEqual([file, suite, name], ['tests/test_a.py', ['TestA'], 'test_a[x/y::z]'])
  })

  test('F1: in the log each setup begins an attempt, and each stage may break it', () => {
    const report = log(
      { when: 'setup', outcome: 'passed' },
      { when: 'call', outcome: 'rerun', longrepr: { reprcrash: { message: 'boom' } } },
      { when: 'setup', outcome: 'passed' },
      { when: 'call', outcome: 'passed' },
      { when: 'teardown', outcome: 'failed', longrepr: 'leak' },
      end,
    )

    assert.equal(letters(report), 'FF')
    assert.deepEqual(
      report.cases[0]?.attempts.map(({ message }) => message),
      ['boom', 'leak'],
    )
  })

  test('F9: an interrupted session and a module that cannot be collected are told', () => {
    const collected = { $report_type: 'CollectReport', nodeid: 'b.py', outcome: 'failed' }

    assert.equal(log({ ...end, exitstatus: 2 }).isComplete, false)
    assert.equal(log(collected, end).isComplete, false)
    assert.equal(json({ outcome: 'passed' }, { exitcode: 2 }).isComplete, false)
    assert.equal(
      json({ outcome: 'passed' }, { collectors: [{ nodeid: 'b.py', outcome: 'failed' }] }).isComplete,
      false,
    )
    assert.equal(json({ outcome: 'failed' }).isComplete, true)
  })

  test('F9: a session that failed without a failed test, and one that ended before its last test', () => {
    assert.equal(log({ when: 'setup', outcome: 'passed' }, end).isComplete, false)
    assert.equal(log({ when: 'call', outcome: 'failed' }, end).isComplete, true)
    assert.equal(json({ outcome: 'passed' }).isComplete, false)
    assert.equal(json({ outcome: 'failed' }, { summary: { collected: 9, total: 1 } }).isComplete, false)
    assert.equal(json({ outcome: 'failed' }, { summary: { collected: 9, deselected: 8 } }).isComplete, true)
  })
})
