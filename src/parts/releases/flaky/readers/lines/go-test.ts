import { type Draft, type RoughAttempt, tooMany } from '../draft.ts'
import { type JsonObject, numberOf, textOf } from '../json/members.ts'
import { maxAttempts, maxCases, maxMessageCharacters } from '../report.ts'
import { linesOf } from '../text/lines.ts'
import { brokenOff, nothingOf, objectIn, objectInLast } from './json-line.ts'

/**
 * `go test -json`: one event a line. Tests are named and packages are not. Equal names in one package are runs of one
 * test (`-count`, a rerun), as Go numbers namesakes itself. A test that failed by a subtest of its own is left out:
 * whether it had passed alone is not told, and the subtest has its own line.
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
  isOpen: boolean
  /** What it printed in this attempt, from the beginning. */
  output: string
  hasFailedChild: boolean
}

class GoRun {
  readonly #tests = new Map<string, GoTest>()
  /** Packages that have not ended, with their tests that have not. */
  readonly #open = new Map<string, Set<GoTest>>()
  readonly #failing = new Set<string>()
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
    for (const test of this.#openTests(packageName))
      this.#end(test, action === 'fail' ? 'failed' : 'skipped', null)
    this.#open.delete(packageName)
    if (action === 'fail' && this.#isCutShort(packageName))
      this.#draft.lacks(`${packageName} failed before all of its tests had run.`)
  }

  #isCutShort(packageName: string): boolean {
    return this.#panicked.has(packageName) || !this.#failing.has(packageName)
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
    const test = known ?? { packageName, name, attempts, isOpen: true, output: '', hasFailedChild: false }
    Object.assign(test, { isOpen: true, output: '', hasFailedChild: false })
    this.#tests.set(key, test)
    this.#openTests(packageName).add(test)
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
    if (outcome === 'failed') this.#fail(test)
    const message = test.output
    test.output = ''
    if (outcome === 'failed' && test.hasFailedChild) return
    if (test.attempts.length >= maxAttempts) test.attempts.splice(-1)
    test.attempts.push({ outcome, milliseconds: seconds === null ? null : seconds * 1000, message })
  }

  #fail(test: GoTest): void {
    this.#failing.add(test.packageName)
    const parent = this.#tests.get(`${test.packageName}\0${test.name.slice(0, test.name.lastIndexOf('/'))}`)
    if (parent && test.name.includes('/')) parent.hasFailedChild = true
  }
}

const outcomes = { pass: 'passed', fail: 'failed', skip: 'skipped' } as const

/** Subtests stand below their test, divided by slashes. */
function pathOf(name: string): { suite: string[]; name: string } {
  const path = name.split('/')
  return { suite: path.slice(0, -1), name: path.at(-1) ?? '' }
}
