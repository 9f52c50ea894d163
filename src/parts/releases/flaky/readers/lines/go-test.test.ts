import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { attemptsOf, readText } from '../fixtures.fixture.ts'

type Event = [action: string, name?: string | undefined, more?: object]

/** One line for each event of the package `p`. */
const run = (...events: Event[]) =>
  readText(
    events
      .map(([Action, Test, more]) => JSON.stringify({ Action, Package: 'p', ...(Test && { Test }), ...more }))
      .join('\n'),
  )

describe('F1: go test names subtests, not packages', () => {
  test('F1: a test that failed by its subtest is not blamed, and one that failed itself is', () => {
    const report = run(
      ...(['TestA', 'TestA/b', 'TestC', 'TestC/d'].map((name) => ['run', name]) as Event[]),
      ...([
        ['fail', 'TestA/b'],
        ['fail', 'TestA'],
        ['pass', 'TestC/d'],
        ['fail', 'TestC'],
        ['fail'],
      ] as Event[]),
    )

    assert.deepEqual(attemptsOf(report), { 'TestA › b': 'F', TestC: 'F', 'TestC › d': 'P' })
    assert.equal(report.isComplete, true)
  })

  test('F3: a second run of one name in one package is a second attempt, as Go numbers namesakes itself', () => {
    const report = run(
      ...([['run', 'TestA'], ['fail', 'TestA'], ['run', 'TestA'], ['pass', 'TestA'], ['pass']] as Event[]),
    )

    assert.deepEqual(attemptsOf(report), { TestA: 'FP' })
  })

  test('F9: a failure is not undone by a later run within its package, as the package failed by it', () => {
    const twice: Event[] = [
      ['run', 'TestA'],
      ['fail', 'TestA'],
      ['run', 'TestA'],
      ['pass', 'TestA'],
    ]

    const within = run(...twice, ['fail'])
    const again = run(...twice.slice(0, 2), ['fail'], ...twice.slice(2), ['pass'])
    const often = run(...twice, ...Array.from({ length: 200 }, () => twice.slice(2)).flat(), ['fail'])

    assert.deepEqual([attemptsOf(within), attemptsOf(again)], [{ TestA: 'PF' }, { TestA: 'FP' }])
    assert.deepEqual(attemptsOf(often), { TestA: `${'P'.repeat(99)}F` })
  })

  test('F3: equal names in two packages are two tests', () => {
    const lines = ['p', 'q'].flatMap((Package) =>
      ['run', 'pass'].map((Action) => JSON.stringify({ Action, Package, Test: 'TestA' })),
    )
    const ends = ['p', 'q'].map((Package) => JSON.stringify({ Action: 'pass', Package }))

    const { cases } = readText([...lines, ...ends].join('\n'))

    assert.deepEqual(
      cases.map(({ className, name }) => [className, name]),
      [
        ['p', 'TestA'],
        ['q', 'TestA'],
      ],
    )
  })

  test('F1: a test that failed by a subtest with slashes in its name is left out, as by any other', () => {
    const table: Event[] = [
      ['run', 'TestTable'],
      ['run', 'TestTable/a/b'],
      ['fail', 'TestTable/a/b'],
    ]
    const path = Array(100).fill('a').join('/')

    const report = run(...table, ['fail', 'TestTable'], ['fail'])
    const deep = run(['run', 'T'], ['run', `T/${path}`], ['fail', `T/${path}`], ['fail', 'T'], ['fail'])

    assert.deepEqual(attemptsOf(report), { 'TestTable › a › b': 'F' })
    assert.deepEqual(Object.values(attemptsOf(deep)), ['F', 'F'])
  })

  test('what a test prints cannot end it', () => {
    const report = run(
      ['run', 'TestA'],
      ['fail', 'not a test'],
      ['output', 'TestA', { Output: '--- FAIL: TestA\n' }],
      ['pass', 'TestA'],
      ['pass'],
    )

    assert.deepEqual(attemptsOf(report), { TestA: 'P' })
  })

  test('what a test that has ended prints later adds no attempt', () => {
    const report = run(['run', 'TestA'], ['pass', 'TestA'], ['fail', 'TestA'], ['pass'])

    assert.deepEqual(attemptsOf(report), { TestA: 'P' })
  })

  test('a test that its package ended with failed', () => {
    const report = run(['run', 'TestA'], ['output', 'TestA', { Output: 'half\n' }], ['fail'])

    assert.deepEqual(attemptsOf(report), { TestA: 'F' })
    assert.equal(report.cases[0]?.attempts[0]?.message, 'half')
  })
})

describe('F9: go test tells where tests are missing', () => {
  const broken: Record<string, Event[]> = {
    'a package that failed without a test that did': [['run', 'TestA'], ['pass', 'TestA'], ['fail']],
    'a package that did not build': [['start'], ['fail', undefined, { FailedBuild: 'p' }]],
    'a package that ended while a test was running': [
      ['run', 'TestA'],
      ['output', undefined, { Output: 'FAIL\tp\t0.003s\n' }],
      ['fail'],
    ],
    'a panic, after which no test ran': [
      ['run', 'TestA'],
      ['output', 'TestA', { Output: 'panic: boom\n' }],
      ['output', 'TestA', { Output: 'goroutine 19 [running]:\n' }],
      ['fail', 'TestA'],
      ['fail'],
    ],
  }
  for (const [what, events] of Object.entries(broken))
    test(`F9: ${what}`, () => {
      assert.equal(run(...events).isComplete, false)
    })

  test('F9: what could not be built, where no package tells of it', () => {
    const lines = [
      { Action: 'run', Package: 'p', Test: 'TestA' },
      { Action: 'pass', Package: 'p', Test: 'TestA' },
      { Action: 'pass', Package: 'p' },
      { Action: 'build-output', ImportPath: 'q', Output: 'q.go:3: undefined: x\n' },
      { Action: 'build-fail', ImportPath: 'q' },
    ]

    const report = readText(lines.map((line) => JSON.stringify(line)).join('\n'))

    assert.equal(report.isComplete, false)
    assert.ok(report.warnings.some(({ words }) => words === 'q could not be built.'))
  })

  test('F9: a package without tests lacks none', () => {
    assert.equal(
      run(['start'], ['output', undefined, { Output: '?   p [no test files]\n' }], ['skip']).isComplete,
      true,
    )
  })
})
