import { sha256 } from '../../../../kit/hash.ts'
import {
  maxAttempts,
  maxCases,
  maxDepth,
  maxPathCharacters,
  type Report,
  type ReportedAttempt,
  type ReportedCase,
  type ReportFormat,
  ReportTrouble,
  type WarningCode,
} from './report.ts'
import { cleanMessage, cleanName } from './text/wording.ts'

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

/** Texts remembered at once. */
const maxShared = 2_000

/** A report in the making; every reader adds its cases here, so that all keep the same bounds. */
export class Draft {
  readonly #cases: ReportedCase[] = []
  readonly #warnings = new Map<WarningCode, string>()
  readonly #texts = new Map<string, string>()
  showsRetries = true
  root: string | null = null

  /** @param line where the report has it, for the trouble of too many */
  add(rough: RoughCase, line = 1): void {
    if (this.#cases.length >= maxCases) throw tooMany(line)
    this.#cases.push(this.#cleaned(rough))
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

  /** Suites until they are too long together. */
  #path(suite: readonly string[]): string[] {
    const path: string[] = []
    let room = maxPathCharacters
    for (const raw of suite.slice(0, maxDepth)) {
      const title = this.#shared(raw)?.slice(0, room)
      if (title) path.push(title)
      room -= title?.length ?? 0
    }
    return path
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

  /** Whether some case ended in failure. */
  get hasFailures(): boolean {
    return this.#cases.some(({ attempts }) => attempts.at(-1)?.outcome === 'failed')
  }

  warn(code: WarningCode, words: string): void {
    if (!this.#warnings.has(code)) this.#warnings.set(code, words)
  }

  /** Tests are missing, and the report says so. */
  lacks(words: string): void {
    this.warn('report_incomplete', words)
  }

  /** The first name that two tests without file and class share. */
  #namesake(): string | undefined {
    const seen = new Set<string>()
    for (const { file, className, suite, name, project } of this.#cases) {
      if (file !== null || className !== null) continue
      const key = sha256([...suite, name, project].join('\0')).toString('base64')
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
        `Tests of equal names stand in no file, such as "${namesake}". Let the reporter write files, or name them apart.`,
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
    words: `The report has more than ${maxCases.toLocaleString('en')} tests.`,
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
