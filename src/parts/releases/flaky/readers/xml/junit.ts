import { type Draft, type RoughAttempt, type RoughCase, tooMany } from '../draft.ts'
import { maxAttempts, maxCases, maxPathCharacters, ReportTrouble } from '../report.ts'
import { cleanName, cut, looksLikeFile } from '../text/wording.ts'
import { type Attributes, type ElementSink, readElements } from './elements.ts'
import {
  attemptsOf,
  type Dialect,
  isResult,
  type JUnitCase,
  type JUnitSuite,
  newResult,
  readOf,
} from './junit-case.ts'
import { countsOf, dialectOf, isNoTest, placeOf, showsRetries } from './junit-dialects.ts'

/** JUnit's XML, which has no standard, in the dialects of `junit-dialects.ts`. */
export function readJUnit(pieces: Iterable<string>, draft: Draft): void {
  const report = new JUnitReport(draft)
  readElements(pieces, report)
  report.finish()
}

class JUnitReport implements ElementSink {
  readonly #draft: Draft
  readonly #suites: JUnitSuite[] = []
  #root: Attributes | undefined
  #rootName = ''
  #dialect: Dialect = 'plain'
  #case: JUnitCase | undefined
  #lastName: string | undefined
  #tellsRetries = false
  /** Elements inside of a case. */
  readonly #inside: string[] = []
  /** Of the suites that are over and stand in no other. */
  readonly #read = { tests: 0, failed: 0 }
  /** Mocha writes the file of all suites on an empty one before them. */
  #fileBefore: string | undefined
  /** Of the open suite; pytest writes a test anew for each further stage or try, and gotestsum for each run. */
  readonly #repeated = new Map<string, Repeated>()

  constructor(draft: Draft) {
    this.#draft = draft
  }

  currentTest(): string | undefined {
    return this.#lastName
  }

  open(name: string, attributes: Attributes, line: number): void {
    if (!this.#root) this.#begin(name, attributes, line)
    if (this.#case) this.#openInside(this.#case, name, attributes)
    else if (name === 'testsuite') this.#openSuite(attributes)
    else if (name === 'testcase') this.#openCase(attributes, line)
    else if (name === 'property' && attributes.name === 'go.version') this.#markGo()
    else if (name === 'error' || name === 'failure')
      this.#draft.lacks(`The suite ${this.#suiteName()} could not run.`)
  }

  text(text: string): void {
    const result = this.#case?.results.at(-1)
    const element = this.#inside.at(-1)
    if (!result || element === undefined) return
    if ((isResult(element) || element === 'stackTrace') && result.text.length < 2_000)
      result.text += text.slice(0, 2_000)
  }

  close(name: string): void {
    if (this.#case && this.#inside.length > 0) this.#inside.pop()
    else if (name === 'testcase') this.#closeCase()
    else if (name === 'testsuite') this.#closeSuite()
  }

  finish(): void {
    this.#draft.compare(this.#toldByRoot(), this.#read)
    if (this.#root?.name === 'jest tests')
      this.#draft.warn(
        'format_hides_crashes',
        'jest-junit shows a file that could not be loaded only with reportTestSuiteErrors "true".',
      )
    this.#draft.showsRetries = this.#tellsRetries || showsRetries(this.#root ?? {})
  }

  #begin(name: string, attributes: Attributes, line: number): void {
    if (name !== 'testsuites' && name !== 'testsuite')
      throw new ReportTrouble({
        code: 'REPORT_UNKNOWN',
        line,
        words: `The XML begins with <${name.slice(0, 50)}>, where JUnit has <testsuites> or <testsuite>.`,
      })
    this.#root = attributes
    this.#rootName = name
    this.#dialect = dialectOf(attributes)
  }

  /** Of a root that is a suite itself, the suite has told already. */
  #toldByRoot = () => (this.#rootName === 'testsuites' ? countsOf(this.#root ?? {}, this.#dialect) : {})

  #openSuite(attributes: Attributes): void {
    if (this.#dialect === 'plain') this.#dialect = dialectOf(attributes)
    const outer = this.#suites.at(-1)
    const title = cut(attributes.name ?? '', maxPathCharacters)
    const own = attributes.file ?? attributes.filepath ?? outer?.file
    if (title === 'Root Suite') this.#fileBefore = own
    this.#suites.push({
      titles: [...(outer?.titles ?? []), title],
      file: own ?? this.#fileBefore,
      fileTitle: outer?.fileTitle ?? (looksLikeFile(title) ? title : undefined),
      hostname: attributes.hostname,
      told: countsOf(attributes, this.#dialect),
      read: { tests: 0, failed: 0 },
      isGo: outer?.isGo ?? false,
    })
  }

  #markGo(): void {
    const suite = this.#suites.at(-1)
    if (suite) suite.isGo = true
  }

  /** Of tests, the root alone tells, or a suite that is the root: inner ones may count those that they leave out. */
  #closeSuite(): void {
    const suite = this.#suites.pop()
    if (!suite) return
    if (this.#suites.length === 0) this.#settle()
    const { told, read } = suite
    const isRoot = this.#suites.length === 0 && this.#rootName === 'testsuite'
    this.#draft.compare(isRoot ? told : { failed: told.failed ?? 0 }, read)
    addTo(this.#suites.at(-1)?.read ?? this.#read, read)
  }

  #settle(): void {
    for (const { rough, attempts, line } of this.#repeated.values())
      this.#draft.add({ ...rough, attempts }, line)
    this.#repeated.clear()
  }

  #suiteName = (): string => cleanName(this.#suites.at(-1)?.titles.at(-1) ?? '', 200) || 'of the report'

  #openCase(attributes: Attributes, line: number): void {
    this.#lastName =
      cleanName(attributes.name ?? '')
        .slice(0, 200)
        .toWellFormed() || '(unnamed)'
    this.#case = { attributes, suite: this.#suites.at(-1), results: [], line }
  }

  #openInside(open: JUnitCase, name: string, attributes: Attributes): void {
    this.#inside.push(name)
    if (!isResult(name) || this.#inside.length > 1 || open.results.length >= maxAttempts) return
    open.results.push(newResult(name, attributes))
    this.#tellsRetries ||= name.startsWith('flaky') || name.startsWith('rerun')
  }

  #closeCase(): void {
    const closed = this.#case
    this.#case = undefined
    if (!closed) return
    addTo(closed.suite?.read ?? this.#read, readOf(closed))
    if (isNoTest(closed, this.#dialect))
      return this.#draft.lacks(`${this.#lastName} broke outside of its tests.`)
    const attempts = attemptsOf(closed, this.#dialect)
    const rough = placeOf(closed, this.#dialect)
    if (this.#dialect !== 'pytest' && !closed.suite?.isGo)
      return this.#draft.add({ ...rough, attempts }, closed.line)
    this.#repeat(closed, rough, attempts)
  }

  #repeat(
    { attributes, suite, line }: JUnitCase,
    rough: Omit<RoughCase, 'attempts'>,
    attempts: RoughAttempt[],
  ): void {
    if (this.#repeated.size >= maxCases) throw tooMany(line)
    const { file = '', classname = '', name = '' } = attributes
    const key = [file, classname, name].join('\0')
    const known = this.#repeated.get(key)
    if (known && suite?.isGo) this.#tellsRetries = true
    const before = known && suite?.isGo ? known.attempts.slice(0, maxAttempts - 1) : []
    this.#repeated.set(key, { rough, attempts: [...before, ...attempts], line })
  }
}

interface Repeated {
  rough: Omit<RoughCase, 'attempts'>
  attempts: RoughAttempt[]
  line: number
}

function addTo(sum: { tests: number; failed: number }, more: { tests: number; failed: number }): void {
  sum.tests += more.tests
  sum.failed += more.failed
}
