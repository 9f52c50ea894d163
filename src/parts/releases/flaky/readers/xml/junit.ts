import { type Draft, tooMany } from '../draft.ts'
import { maxAttempts, maxCases, maxPathCharacters, ReportTrouble } from '../report.ts'
import { cleanName, looksLikeFile } from '../text/wording.ts'
import { type Attributes, type ElementSink, readElements } from './elements.ts'
import {
  attemptsOf,
  type Dialect,
  isResult,
  type JUnitCase,
  type JUnitSuite,
  newResult,
} from './junit-case.ts'
import { dialectOf, placeOf, showsRetries } from './junit-dialects.ts'

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
  #dialect: Dialect = 'plain'
  #case: JUnitCase | undefined
  #lastName: string | undefined
  #tellsRetries = false
  /** Elements inside of a case. */
  readonly #inside: string[] = []
  /** pytest writes a test anew for each further stage or try; the last one is what became of it. */
  readonly #latest = new Map<string, JUnitCase>()

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
    for (const each of this.#latest.values()) this.#add(each)
    this.#latest.clear()
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
    this.#dialect = dialectOf(attributes)
  }

  #openSuite(attributes: Attributes): void {
    if (this.#dialect === 'plain') this.#dialect = dialectOf(attributes)
    const outer = this.#suites.at(-1)
    const title = (attributes.name ?? '').slice(0, maxPathCharacters)
    this.#suites.push({
      titles: [...(outer?.titles ?? []), title],
      file: attributes.file ?? attributes.filepath ?? outer?.file,
      fileTitle: outer?.fileTitle ?? (looksLikeFile(title) ? title : undefined),
      hostname: attributes.hostname,
      errors: Number(attributes.errors ?? 0),
      cases: 0,
    })
  }

  #closeSuite(): void {
    const name = this.#suiteName()
    const suite = this.#suites.pop()
    if (!suite) return
    if (suite.cases === 0 && suite.errors > 0)
      this.#draft.lacks(`The suite ${name} tells errors and no test.`)
    const outer = this.#suites.at(-1)
    if (outer) outer.cases += suite.cases
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
    const suite = this.#suites.at(-1)
    if (suite) suite.cases += 1
    if (this.#dialect !== 'pytest') return this.#add(closed)
    if (this.#latest.size >= maxCases) throw tooMany(closed.line)
    const { file = '', classname = '', name = '' } = closed.attributes
    this.#latest.set([file, classname, name].join('\0'), closed)
  }

  #add(closed: JUnitCase): void {
    const attempts = attemptsOf(closed, this.#dialect)
    this.#draft.add({ ...placeOf(closed, this.#dialect), attempts }, closed.line)
  }
}
