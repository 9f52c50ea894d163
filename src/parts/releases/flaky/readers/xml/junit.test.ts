import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { attemptsOf, readText } from '../fixtures.fixture.ts'
import type { ReportedCase } from '../report.ts'

const suite = (inside: string): string => `<testsuite name="s">${inside}</testsuite>`

const onlyCase = (text: string): ReportedCase => {
  const { cases } = readText(text)
  assert.equal(cases.length, 1)
  return cases[0]!
}

const outcomes = (inside: string): string =>
  Object.values(attemptsOf(readText(suite(`<testcase name="a">${inside}</testcase>`)))).join()

describe('F1: the elements of a case are its attempts', () => {
  const ends = {
    '': 'P',
    '<system-out>ok</system-out>': 'P',
    '<failure/>': 'F',
    '<error/>': 'F',
    '<skipped/>': 'S',
    '<failure/><failure/>': 'F',
    '<failure/><error/>': 'F',
    '<skipped/><error/>': 'F',
    '<skipped type="todo"/><failure/>': 'S',
    '<flakyFailure/>': 'FP',
    '<flakyFailure/><flakyError/>': 'FFP',
    '<failure/><rerunFailure/>': 'FF',
    '<error/><rerunError/><rerunFailure/>': 'FFF',
    '<rerunError/><error/>': 'FF',
    '<rerunFailure/>': 'F',
    '<flakyFailure><failure/></flakyFailure>': 'FP',
  }
  for (const [elements, letters] of Object.entries(ends))
    test(`F1: ${elements || 'no element'}: ${letters}`, () => {
      assert.equal(outcomes(elements), letters)
    })

  test('F1: a case that its attributes call skipped is', () => {
    for (const attribute of [
      'status="notrun"',
      'status="skipped"',
      'result="suppressed"',
      'status="disabled"',
    ])
      assert.deepEqual(attemptsOf(readText(suite(`<testcase name="a" ${attribute}/>`))), { 's › a': 'S' })
    assert.deepEqual(attemptsOf(readText(suite('<testcase name="a" status="run" result="completed"/>'))), {
      's › a': 'P',
    })
  })

  test('a message is the attribute, else the text, else the type', () => {
    const messages = [
      '<failure message="m" type="t">x</failure>',
      '<failure type="t"> x </failure>',
      '<failure type="t"/>',
    ]

    const read = messages.map(
      (failure) => onlyCase(suite(`<testcase name="a">${failure}</testcase>`)).attempts[0]?.message,
    )

    assert.deepEqual(read, ['m', 'x', 't'])
  })

  test('a stack trace inside of a rerun is its message', () => {
    const rerun =
      '<failure message="m"/><rerunFailure><stackTrace><![CDATA[<x>]]></stackTrace><system-out>o</system-out></rerunFailure>'

    const { attempts } = onlyCase(suite(`<testcase name="a">${rerun}</testcase>`))

    assert.deepEqual(
      attempts.map(({ message }) => message),
      ['m', '<x>'],
    )
  })
})

describe('F1: suites may be bare, nested and beside each other', () => {
  test('F1: the path is the suites, from outside to inside', () => {
    const text = `<testsuites name="all"><testsuite name="a"><testsuite name="b"><testcase name="c"/></testsuite><testcase name="d"/></testsuite><testsuite name="e"><testcase name="f"/></testsuite></testsuites>`

    assert.deepEqual(Object.keys(attemptsOf(readText(text))), ['a › b › c', 'a › d', 'e › f'])
  })

  test('F3: a suite that only repeats the class or the file is no part of the path', () => {
    const java = onlyCase(
      '<testsuite name="acme.ATest"><testcase classname="acme.ATest" name="adds"/></testsuite>',
    )
    const script = onlyCase(
      '<testsuite name="src/a.test.ts"><testcase classname="sums" name="adds"/></testsuite>',
    )
    const own = onlyCase(
      '<testsuite name="s" file="a.rb"><testcase classname="c" name="n" file="b.rb" line="3"/></testsuite>',
    )

    assert.deepEqual([java.className, java.file, java.suite], ['acme.ATest', null, []])
    assert.deepEqual([script.className, script.file, script.suite], ['sums', 'src/a.test.ts', []])
    assert.deepEqual([own.className, own.file, own.suite, own.line], ['c', 'b.rb', ['s'], 3])
  })

  test('an element of another namespace is known by its own name', () => {
    assert.equal(onlyCase('<j:testsuite xmlns:j="urn:j"><j:testcase j:name="a"/></j:testsuite>').name, 'a')
  })

  test("only the project is a Playwright suite's host name: elsewhere it is a machine's", () => {
    const playwright =
      '<testsuites id="" name="" tests="1" time="1"><testsuite name="a.spec.ts" hostname="firefox"><testcase classname="a.spec.ts" name="s › adds"/></testsuite></testsuites>'
    const other =
      '<testsuite name="a.spec.ts" hostname="runner-7"><testcase classname="a.spec.ts" name="s › adds"/></testsuite>'

    assert.equal(onlyCase(playwright).project, 'firefox')
    assert.equal(onlyCase(other).project, null)
  })
})

describe('F9: a report tells where tests are missing', () => {
  const broken = {
    'a suite with an error of its own': '<testsuite name="s"><error message="no module"/></testsuite>',
    'a whole that counts more tests than it shows':
      '<testsuites tests="100"><testsuite name="s"><testcase name="a"/></testsuite></testsuites>',
    'a suite that counts more failures than it shows':
      '<testsuites failures="0"><testsuite name="s" failures="2"><testcase name="a"/></testsuite></testsuites>',
    'a whole that counts errors of no suite':
      '<testsuites errors="1"><testsuite name="s"><testcase name="a"/></testsuite></testsuites>',
    'a module of pytest that could not be collected':
      '<testsuite name="pytest"><testcase name="tests"><error message="collection failure"/></testcase></testsuite>',
    'a package whose tests gotestsum could not run':
      '<testsuite name="p"><properties><property name="go.version" value="go1.22"/></properties><testcase name="TestMain"><failure/></testcase></testsuite>',
    'a suite that counts errors and shows no test':
      '<testsuites><testsuite name="s" tests="1" errors="1"/></testsuites>',
  }
  for (const [what, text] of Object.entries(broken))
    test(`F9: ${what}`, () => {
      const report = readText(text)

      assert.equal(report.isComplete, false)
      assert.ok(
        report.warnings.some(({ code, words }) => code === 'report_incomplete' && words.includes('s')),
      )
    })

  test('F9: nothing is missing where a suite counts what it leaves out, its tries or its assertions', () => {
    const whole = [
      '<testsuites tests="2" skipped="1"><testsuite name="s"><testcase name="a"/></testsuite></testsuites>',
      '<testsuite tests="3" failures="2"><testcase name="a"><failure/><rerunFailure/></testcase><testcase name="b"/></testsuite>',
      '<testsuite name="catch" hostname="tbd" tests="50"><testcase name="a"/></testsuite>',
      '<testsuite name="s" tests="2"><testsuite name="t" tests="2"><testcase name="a"/><testcase name="b"/></testsuite></testsuite>',
    ]

    assert.deepEqual(
      whole.map((text) => readText(text).isComplete),
      [true, true, true, true],
    )
  })

  test('F9: a case that its attributes alone call failed has failed', () => {
    for (const attribute of ['status="failed"', 'result="Failed"', 'status="run" result="error"'])
      assert.deepEqual(attemptsOf(readText(`<testsuite><testcase name="a" ${attribute}/></testsuite>`)), {
        a: 'F',
      })
  })

  test('F9: an error of a test is no missing test', () => {
    assert.equal(
      readText('<testsuite errors="1"><testcase name="a"><error/></testcase></testsuite>').isComplete,
      true,
    )
  })
})

describe('pytest writes a test anew for each stage that broke', () => {
  test('the last one is what became of it, and it is one test', () => {
    const text = `<testsuite name="pytest">${'<testcase classname="tests.test_a.TestA" name="test_a"/>'.repeat(2)}<testcase classname="tests.test_a.TestA" name="test_a"><error/></testcase></testsuite>`

    assert.deepEqual(attemptsOf(readText(text)), { 'TestA › test_a': 'F' })
  })

  test('F3: the file and the classes are told from the dotted name', () => {
    const read = onlyCase(
      '<testsuite name="pytest"><testcase classname="tests.api.test_a.TestA.TestB" name="test_a"/></testsuite>',
    )

    assert.deepEqual(
      [read.file, read.suite, read.className],
      ['tests/api/test_a.py', ['TestA', 'TestB'], null],
    )
  })
})

describe('gotestsum writes a test anew for each run', () => {
  const suite = (cases: string) =>
    `<testsuites><testsuite name="ex.com/p" tests="3" failures="1"><properties><property name="go.version" value="go1.22"></property></properties>${cases}</testsuite></testsuites>`
  const failed =
    '<testcase classname="ex.com/p" name="TestFlaky"><failure message="Failed">boom</failure></testcase>'
  const passed = '<testcase classname="ex.com/p" name="TestFlaky"></testcase>'

  test('F1: repeats are attempts of one test', () => {
    const report = readText(suite(`${failed}${passed}<testcase classname="ex.com/p" name="TestTab/a"/>`))

    assert.deepEqual(attemptsOf(report), { TestFlaky: 'FP', 'TestTab/a': 'P' })
    assert.equal(report.showsRetries, true)
  })

  test('F3: elsewhere they are tests of equal names, which the reply tells though they have a class', () => {
    const report = readText(`<testsuite name="p">${failed}${passed}</testsuite>`)

    assert.equal(report.cases.length, 2)
    assert.ok(report.warnings.some(({ code }) => code === 'names_ambiguous'))
  })
})

describe('Mocha writes the file on an empty suite before the others', () => {
  test('F3: the suites behind it have that file', () => {
    const file = (name: string) =>
      `<testsuite name="Root Suite" tests="0" file="cypress/e2e/${name}.cy.js"></testsuite><testsuite name="login"><testcase name="login works" classname="works"/></testsuite>`

    const { cases } = readText(`<testsuites name="Mocha Tests">${file('a')}${file('b')}</testsuites>`)

    assert.deepEqual(
      cases.map(({ file }) => file),
      ['cypress/e2e/a.cy.js', 'cypress/e2e/b.cy.js'],
    )
  })
})
