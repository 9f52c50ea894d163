import { type Draft, type RoughAttempt, tooMany } from '../draft.ts'
import { type JsonObject, numberOf, textOf } from '../json/members.ts'
import { maxAttempts, maxCases, maxDepth, maxMessageCharacters } from '../report.ts'
import { linesOf } from '../text/lines.ts'
import { brokenOff, nothingOf, objectIn, objectInLast } from './json-line.ts'

/**
 * `go test -json`: one event a line. Tests are named and packages are not. Equal names in one package are runs of one
 * test (`-count`, a rerun), as Go numbers namesakes itself. A package that fails is not saved by a later run of the test
 * within it (`-count`): only one of the whole package is a retry. A test that failed by a subtest of its own is left
 * out: whether it had passed alone is not told, and the subtest has its own line.
 */
export function readGoTest(pieces: Iterable<string>, draft: Draft): void {
  const run = new GoRun(draft)
  let last = 0
  for (const line of linesOf(pieces)) {
    last = line.number
    const event = line.hasEnd ? objectIn(line) : objectInLast(line)
    if (event?.Action !== undefined) run.take(event, last)
    else if (!line.hasEnd && !event && line.text.trimStart().startsWith('{'))
      throw brokenOff(last, run.openTest)
    else run.skip(line.text)
  }
  run.finish(last)
}

interface GoTest {
  packageName: string
  name: string
  attempts: RoughAttempt[]
  /** The last that failed in this run of its package. */
  failure: RoughAttempt | null
  isOpen: boolean
  /** What it printed in this attempt, from the beginning. */
  output: string
  hasFailedChild: boolean
}

class GoRun {
  readonly #tests = new Map<string, GoTest>()
  /** Packages that have not ended, with their tests that have not. */
  readonly #open = new Map<string, Set<GoTest>>()
  /** Tests that failed in this run of their package. */
  readonly #failing = new Map<string, Set<GoTest>>()
  readonly #panicked = new Set<string>()
  readonly #draft: Draft
  #hasBegun = false
  #line = 1
  /** The test of the last event that had one. */
  openTest: string | undefined

  constructor(draft: Draft) {
    this.#draft = draft
  }

  take(event: JsonObject, line: number): void {
    const packageName = textOf(event.Package) ?? ''
    const name = textOf(event.Test)
    this.#hasBegun = true
    this.#line = line
    if (name !== null) this.#takeTest(event, packageName, name)
    else if (packageName) this.#takePackage(event, packageName)
    else if (event.Action === 'build-fail')
      this.#draft.lacks(`${textOf(event.ImportPath) ?? 'A package'} could not be built.`)
  }

  /** A line that is no event: the toolchain's own words. */
  skip(text: string): void {
    const broken = /^FAIL\t(\S+) \[(?:build|setup) failed\]/.exec(text)?.[1]
    if (broken !== undefined) this.#draft.lacks(`${broken} could not be built.`)
    else if (text.trim() !== '')
      this.#draft.warn('lines_skipped', 'Lines that are no event of go test were skipped.')
  }

  finish(lastLine: number): void {
    if (!this.#hasBegun) throw nothingOf('go-test')
    if (this.#open.size > 0) throw brokenOff(lastLine, this.openTest)
    for (const test of this.#tests.values())
      if (test.attempts.length > 0)
        this.#draft.add({ className: test.packageName, ...pathOf(test.name), attempts: test.attempts })
  }

  #takePackage(event: JsonObject, packageName: string): void {
    const action = textOf(event.Action)
    if (action === 'start' || action === 'output') this.#openTests(packageName)
    if (action === 'output') this.#watch(packageName, textOf(event.Output) ?? '')
    if (action !== 'pass' && action !== 'fail' && action !== 'skip') return
    for (const test of this.#openTests(packageName)) {
      this.#end(test, action === 'fail' ? 'failed' : 'skipped', null)
      if (action === 'fail') this.#draft.lacks(`${packageName} ended while ${test.name} was running.`)
    }
    this.#open.delete(packageName)
    if (action === 'fail') this.#failPackage(packageName)
    this.#failing.delete(packageName)
    this.#panicked.delete(packageName)
  }

  #failPackage(packageName: string): void {
    const failing = this.#failing.get(packageName)
    if (!failing || this.#panicked.has(packageName))
      this.#draft.lacks(`${packageName} failed before all of its tests had run.`)
    for (const { attempts, failure } of failing ?? []) if (failure) endWith(attempts, failure)
  }

  #takeTest(event: JsonObject, packageName: string, name: string): void {
    const action = textOf(event.Action)
    const key = `${packageName}\0${name}`
    if (action === 'run') return this.#begin(key, packageName, name)
    const test = this.#tests.get(key)
    // What a test prints may look like an end of a test that there is not.
    if (!test?.isOpen) return
    this.openTest = name
    if (action === 'output') this.#print(test, textOf(event.Output) ?? '')
    else if (action === 'pass' || action === 'fail' || action === 'skip')
      this.#end(test, outcomes[action], numberOf(event.Elapsed))
  }

  #begin(key: string, packageName: string, name: string): void {
    this.openTest = name
    const known = this.#tests.get(key)
    if (!known && this.#tests.size >= maxCases) throw tooMany(this.#line)
    const attempts = known?.attempts ?? []
    const opened = { isOpen: true, output: '', hasFailedChild: false }
    const test: GoTest = Object.assign(known ?? { packageName, name, attempts, failure: null }, opened)
    this.#tests.set(key, test)
    this.#openTests(packageName).add(test)
    if (!this.#failing.get(packageName)?.has(test)) test.failure = null
  }

  #openTests(packageName: string): Set<GoTest> {
    const tests = this.#open.get(packageName) ?? new Set()
    this.#open.set(packageName, tests)
    return tests
  }

  #print(test: GoTest, output: string): void {
    this.#watch(test.packageName, output)
    if (/^\s*(?:=== |--- )/.test(output) || test.output.length > 2 * maxMessageCharacters) return
    test.output += output.slice(0, 2 * maxMessageCharacters)
  }

  #watch(packageName: string, output: string): void {
    if (/^goroutine \d+ \[/.test(output)) this.#panicked.add(packageName)
  }

  #end(test: GoTest, outcome: RoughAttempt['outcome'], seconds: number | null): void {
    test.isOpen = false
    this.#openTests(test.packageName).delete(test)
    const attempt = { outcome, milliseconds: seconds === null ? null : seconds * 1000, message: test.output }
    test.output = ''
    if (outcome === 'failed') this.#fail(test, attempt)
    if (outcome === 'failed' && test.hasFailedChild) return
    if (test.attempts.length >= maxAttempts) test.attempts.splice(-1)
    test.attempts.push(attempt)
  }

  #fail(test: GoTest, attempt: RoughAttempt): void {
    const failing = this.#failing.get(test.packageName) ?? new Set()
    this.#failing.set(test.packageName, failing)
    if (!test.hasFailedChild) test.failure = attempt
    failing.add(test)
    const parent = this.#parentOf(test)
    if (parent) parent.hasFailedChild = true
  }

  /** The nearest that there is, as a subtest's own name may hold slashes. */
  #parentOf({ packageName, name }: GoTest): GoTest | undefined {
    let at = name.lastIndexOf('/')
    for (let level = 0; at > 0 && level < maxDepth; level++) {
      const parent = this.#tests.get(`${packageName}\0${name.slice(0, at)}`)
      if (parent) return parent
      at = name.lastIndexOf('/', at - 1)
    }
    return undefined
  }
}

const outcomes = { pass: 'passed', fail: 'failed', skip: 'skipped' } as const

/** The failure is what became of the test, whatever came after it. */
function endWith(attempts: RoughAttempt[], failure: RoughAttempt): void {
  const at = attempts.indexOf(failure)
  if (at >= 0) attempts.splice(at, 1)
  else attempts.pop()
  attempts.push(failure)
}

/** Subtests stand below their test, divided by slashes. */
function pathOf(name: string): { suite: string[]; name: string } {
  const path = name.split('/')
  return { suite: path.slice(0, -1), name: path.at(-1) ?? '' }
}
