import { sha256 } from '../../../../kit/hash.ts'
import {
  maxAttempts,
  maxCases,
  maxDepth,
  maxMessageCharacters,
  maxPathCharacters,
  type Report,
  type ReportedAttempt,
  type ReportedCase,
  type ReportFormat,
  ReportTrouble,
  type WarningCode,
} from './report.ts'
import { cleanMessage, cleanName, cut } from './text/wording.ts'

/** A case as a format tells it, before its texts are cleaned and bounded. */
export interface RoughCase {
  file?: string | null
  className?: string | null
  suite?: readonly string[]
  name: string
  project?: string | null
  line?: number | null
  attempts: readonly RoughAttempt[]
}

export interface RoughAttempt {
  outcome: ReportedAttempt['outcome']
  milliseconds?: number | null
  message?: string | null
}

/** What a report says of itself, beside its cases. */
export interface Counts {
  tests?: number | null
  failed?: number | null
  /** Whether the run as a whole failed. */
  hasFailed?: boolean
}

/** Texts remembered at once. */
const maxShared = 2_000
/** Of all cases together. */
const maxAttemptsInAll = 1_000_000

/** A report in the making; every reader adds its cases here, so that all keep the same bounds. */
export class Draft {
  readonly #cases: ReportedCase[] = []
  readonly #warnings = new Map<WarningCode, string>()
  readonly #texts = new Map<string, string>()
  #attempts = 0
  #failed = 0
  showsRetries = true
  root: string | null = null

  /** @param line where the report has it, for the trouble of too many */
  add(rough: RoughCase, line = 1): void {
    this.#attempts += rough.attempts.length
    if (this.#cases.length >= maxCases || this.#attempts > maxAttemptsInAll) throw tooMany(line)
    const added = this.#cleaned(rough)
    if (added.attempts.at(-1)?.outcome === 'failed') this.#failed += 1
    this.#cases.push(added)
  }

  #cleaned({ file, className, suite = [], name, project, line, attempts }: RoughCase): ReportedCase {
    return {
      file: this.#shared(file),
      className: this.#shared(className),
      suite: this.#path(suite),
      name: cleanName(name) || '(unnamed)',
      project: this.#shared(project),
      line: wholeLine(line),
      attempts: fewer(attempts).map(cleanedAttempt),
    }
  }

  /** Suites that are too long together are one, see `cut`. */
  #path(suite: readonly string[]): string[] {
    const titles = suite
      .slice(0, maxDepth)
      .map((raw) => this.#shared(raw))
      .filter((title) => title !== null)
    const characters = titles.reduce((sum, title) => sum + title.length, 0)
    return characters > maxPathCharacters ? [cut(titles.join(' > '), maxPathCharacters)] : titles
  }

  /** A text that many tests have is cleaned and kept once. */
  #shared(raw: string | null | undefined): string | null {
    if (!raw) return null
    const known = this.#texts.get(raw)
    if (known !== undefined) return known || null
    if (this.#texts.size >= maxShared) this.#texts.clear()
    const text = cleanName(raw, maxPathCharacters)
    this.#texts.set(raw, text)
    return text || null
  }

  warn(code: WarningCode, words: string): void {
    if (!this.#warnings.has(code)) this.#warnings.set(code, cleanName(words, maxMessageCharacters))
  }

  /** Tests are missing, and the report says so. */
  lacks(words: string): void {
    this.warn('report_incomplete', words)
  }

  /** What was read of all cases so far. */
  get counts(): { tests: number; failed: number } {
    return { tests: this.#cases.length, failed: this.#failed }
  }

  /** A report that counts more than it shows has lost tests, and one that failed without a failed test has crashed. */
  compare(told: Counts, read = this.counts): void {
    const tests = told.tests ?? 0
    const failed = told.failed ?? 0
    if (failed > read.failed) this.lacks(`The report counts ${failed} failures, and shows ${read.failed}.`)
    else if (told.hasFailed && read.failed === 0) this.lacks('The run failed outside of its tests.')
    else if (tests > read.tests) this.lacks(`The report counts ${tests} tests, and shows ${read.tests}.`)
  }

  /** The first name that two tests without a file share. */
  #namesake(): string | undefined {
    const seen = new Set<string>()
    for (const { file, className, suite, name, project } of this.#cases) {
      if (file !== null) continue
      const key = sha256([className, ...suite, name, project].join('\0')).toString('base64')
      if (seen.has(key)) return name.slice(0, 200).toWellFormed()
      seen.add(key)
    }
    return undefined
  }

  finish(format: ReportFormat): Report {
    if (!this.showsRetries)
      this.warn(
        'format_hides_retries',
        'This format shows a test that passed on retry as a plain pass. Prefer the JSON report of the framework.',
      )
    if (this.#cases.length === 0) this.warn('no_tests', 'The report holds no test.')
    const namesake = this.#namesake()
    if (namesake !== undefined)
      this.warn(
        'names_ambiguous',
        `Tests of equal names stand in no file, such as "${namesake}", and are told apart by their order alone. Let the reporter write files, or name them apart.`,
      )
    return {
      format,
      showsRetries: this.showsRetries,
      isComplete: !this.#warnings.has('report_incomplete'),
      root: this.#shared(this.root),
      cases: this.#cases,
      warnings: [...this.#warnings].map(([code, words]) => ({ code, words })),
    }
  }
}

export const tooMany = (line: number): ReportTrouble =>
  new ReportTrouble({
    code: 'REPORT_TOO_LARGE',
    line,
    words: `The report has more than ${maxCases.toLocaleString('en')} tests, or ${maxAttemptsInAll.toLocaleString('en')} attempts.`,
  })

const cleanedAttempt = ({ outcome, milliseconds, message }: RoughAttempt): ReportedAttempt => ({
  outcome,
  durationMilliseconds: duration(milliseconds),
  message: outcome === 'passed' || !message ? null : cleanMessage(message),
})

/** The first ones and the last, which is what became of the test. */
const fewer = (attempts: readonly RoughAttempt[]): readonly RoughAttempt[] =>
  attempts.length > maxAttempts ? [...attempts.slice(0, maxAttempts - 1), attempts.at(-1)!] : attempts

const wholeLine = (line: number | null | undefined): number | null =>
  typeof line === 'number' && Number.isSafeInteger(line) && line > 0 && line < 2 ** 31 ? line : null

const dayMilliseconds = 86_400_000

/** Clocks that went backwards give 0; what lasts longer than thirty days was not measured. */
function duration(milliseconds: number | null | undefined): number | null {
  if (typeof milliseconds !== 'number' || !Number.isFinite(milliseconds)) return null
  if (milliseconds > 30 * dayMilliseconds) return null
  return Math.max(0, Math.round(milliseconds * 1000) / 1000)
}

/** As many failures as there were tries before the last. */
export const failures = (count: number, message?: string | null): RoughAttempt[] =>
  Array.from({ length: Math.max(0, Math.min(Math.trunc(count) || 0, maxAttempts)) }, () => ({
    outcome: 'failed',
    ...(message == null ? {} : { message }),
  }))
