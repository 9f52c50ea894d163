import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { attemptsOf, readText } from '../fixtures.fixture.ts'

const tap = (...lines: string[]) => readText(`TAP version 14\n${lines.join('\n')}\n`)

describe('F1: TAP', () => {
  test('F1: skips and todos of any spelling are skipped, failing or not', () => {
    const report = tap(
      '1..4',
      'ok 1 - a # SKIP no net',
      'not ok 2 - b # skipped',
      'not ok 3 - c # TODO later',
      'ok 4 - d # Todo',
    )

    assert.deepEqual(attemptsOf(report), { a: 'S', b: 'S', c: 'S', d: 'S' })
    assert.deepEqual(
      report.cases.map(({ attempts }) => attempts[0]?.message),
      ['no net', null, 'later', null],
    )
  })

  test('F9: a word that only begins like skip or todo excuses nothing', () => {
    const report = tap(
      '1..3',
      'not ok 1 - renders the #todolist widget',
      'not ok 2 - bug #skips rows',
      'not ok 3 - a#todo',
    )

    assert.deepEqual(Object.values(attemptsOf(report)), ['F', 'F', 'F'])
  })

  test('F1: a number sign that is escaped belongs to the name', () => {
    assert.deepEqual(attemptsOf(tap('1..1', 'ok 1 - a \\# SKIP b')), { 'a # SKIP b': 'P' })
  })

  test('F1: a subtest lends its name to its points, before them or after', () => {
    const before = tap('# Subtest: s', '    ok 1 - a', '    1..1', 'ok 1 - s', '1..1')
    const after = tap('    ok 1 - a', '    1..1', 'ok 1 - s', '1..1')
    const braces = tap('1..1', 'ok 1 - s {', '    1..1', '    ok 1 - a', '}')

    for (const report of [before, after, braces]) assert.deepEqual(attemptsOf(report), { 's › a': 'P' })
  })

  test('F1: a point that closes a subtest is a test only where it failed and none in it did', () => {
    const byPoint = tap('# Subtest: s', '    not ok 1 - a', '    1..1', 'not ok 1 - s', '1..1')
    const byItself = tap(
      '# Subtest: s',
      '    ok 1 - a',
      '    1..1',
      'not ok 1 - s',
      '  ---',
      "  error: 'hook'",
      '  ...',
      '1..1',
    )

    assert.deepEqual(attemptsOf(byPoint), { 's › a': 'F' })
    assert.deepEqual(attemptsOf(byItself), { 's › a': 'P', s: 'F' })
    assert.equal(byItself.cases[1]?.attempts[0]?.message, 'hook')
  })

  test('F1: a brace opens a subtest on the line of its point or alone, and belongs to the name where none follows', () => {
    const alone = tap(
      '1..1',
      'ok 1 - s',
      '  ---',
      '  duration_ms: 7',
      '  ...',
      '{',
      '    ok 1 - a',
      '    1..1',
      '}',
    )
    const none = tap('ok 1 - opens {', 'ok 2 - b', 'ok 3 - also {', '1..3')

    assert.deepEqual(attemptsOf(alone), { 's › a': 'P' })
    assert.deepEqual(attemptsOf(none), { 'opens {': 'P', b: 'P', 'also {': 'P' })
  })

  test('F1: subtests in subtests, each closed by the point after it', () => {
    const report = tap(
      '        ok 1 - a',
      '        not ok 2 - b',
      '    not ok 1 - inner',
      '    ok 2 - c',
      'not ok 1 - outer',
      'ok 2 - d',
      '1..2',
    )

    assert.deepEqual(attemptsOf(report), {
      'outer › inner › a': 'P',
      'outer › inner › b': 'F',
      'outer › c': 'P',
      d: 'P',
    })
  })

  test('F3: points without a name are numbered like all namesakes', () => {
    assert.deepEqual(attemptsOf(tap('1..2', 'ok 1', 'not ok 2')), { '(unnamed)': 'P', '(unnamed) #2': 'F' })
  })

  test('messages are found in all ways that YAML writes them', () => {
    const blocks = [
      ["  error: 'it''s'"],
      ['  message: "a \\"b\\""'],
      ['  error: |-', '    first', '    second', '  code: 1'],
      ['  error:', '    name: "Error"', '    message: "deep"'],
      ['  operator: equal', '  stack: |-', '    Error: one', '      at x'],
    ]

    const messages = blocks.map(
      (block) => tap('not ok 1 - a', '  ---', ...block, '  ...', '1..1').cases[0]?.attempts[0]?.message,
    )

    assert.deepEqual(messages, ["it's", 'a "b"', 'first\nsecond', 'deep', 'Error: one\nat x'])
  })

  test('diagnostics belong to their own point, also where an inner point has some', () => {
    const report = tap(
      "# Subtest: s\n    not ok 1 - a\n      ---\n      error: 'inner'\n      ...\n    1..1",
      'ok 1 - s # TODO\n  ---\n  duration_ms: 7\n  ...\nnot ok 2 - b\n1..2',
    )

    assert.deepEqual(
      report.cases.map(({ name, attempts }) => [
        name,
        attempts[0]?.message,
        attempts[0]?.durationMilliseconds,
      ]),
      [
        ['a', 'inner', null],
        ['b', null, null],
      ],
    )
  })
})

describe('F9: TAP tells where tests are missing', () => {
  test('F9: a run that bailed out is read as far as it came', () => {
    const report = tap('1..3', 'ok 1 - a', 'Bail out! no database')

    assert.deepEqual(attemptsOf(report), { a: 'P' })
    assert.equal(report.isComplete, false)
    assert.ok(report.warnings.some(({ words }) => words.includes('no database')))
  })

  for (const [what, lines] of [
    ['its plan was not kept', ['1..5', 'ok 1 - a', 'TAP version 14', '1..1', 'ok 1 - b']],
    ['it has no plan', ['ok 1 - a', 'TAP version 13', 'ok 1 - b', '1..1']],
    ['another plan follows', ['1..5', 'ok 1 - a', '1..1', 'ok 1 - b']],
  ] as const)
    test(`F9: the first of two streams in one file is cut off where ${what}`, () => {
      assert.throws(() => tap(...lines), { code: 'REPORT_TRUNCATED', test: 'a' })
    })

  test('F1: whole streams in one file are read one after the other', () => {
    const leading = tap('1..1', 'ok 1 - a', 'TAP version 14', '1..1', 'ok 1 - b')
    const trailing = tap('ok 1 - a', '1..1', 'ok 1 - b', '1..1')

    for (const report of [leading, trailing]) assert.deepEqual(attemptsOf(report), { a: 'P', b: 'P' })
  })

  test('F9: a subtest that ran less than it planned', () => {
    const report = tap('1..1', '# Subtest: s', '    1..5', '    ok 1 - a', 'ok 1 - s')

    assert.equal(report.isComplete, false)
  })

  test('F9: totals that count more failures than there are points that failed', () => {
    const lines = ['1..2', 'ok 1 - a', 'not ok 2 - b # TODO', '# tests 2', '# pass 1']

    assert.equal(tap(...lines, '# fail 2').isComplete, false)
    assert.equal(tap(...lines, '# fail 1').isComplete, true, 'some count what is still to be done')
  })

  describe('F9: node counts a test that failed by its subtests among the failures, and a suite not', () => {
    const nested = (type: string, failureType: string, failures: number) =>
      tap(
        '# Subtest: a',
        '    # Subtest: sub',
        '    not ok 1 - sub',
        '    1..1',
        'not ok 1 - a',
        '  ---',
        `  type: '${type}'`,
        `  failureType: '${failureType}'`,
        "  error: '1 subtest failed'",
        '  ...',
        '1..1',
        '# tests 2',
        `# fail ${failures}`,
      )

    for (const [what, report, isComplete] of [
      ['nothing is missing behind a test', nested('test', 'subtestsFailed', 2), true],
      ['a failure is missing behind a test', nested('test', 'subtestsFailed', 3), false],
      ['a failure is missing behind a suite', nested('suite', 'subtestsFailed', 2), false],
      ['a failure of the test itself is not shown', nested('test', 'testCodeFailure', 2), false],
    ] as const)
      test(`F9: ${what}`, () => {
        assert.deepEqual(attemptsOf(report), { 'a › sub': 'F' })
        assert.equal(report.isComplete, isComplete)
      })
  })

  test('F9: a plan of no tests lacks none', () => {
    const report = tap('1..0 # SKIP nothing to do')

    assert.deepEqual([report.cases.length, report.isComplete], [0, true])
  })
})
