/**
 * What a test report says, whoever wrote it: plain data, fit for a worker's boundary.
 * Every text in it is well-formed Unicode without NUL, so that PostgreSQL can keep it.
 */
export interface Report {
  format: ReportFormat
  /** False where this format shows a test that passed on retry as a plain pass; then `warnings` has `format_hides_retries`. */
  showsRetries: boolean
  /** False where the report itself tells that tests are missing: a suite that could not start, a crash, a plan not kept. */
  isComplete: boolean
  /** The folder on the machine that ran the tests below which relative files lie, where the report tells. */
  root: string | null
  /** In the report's order; at most `maxCases`. */
  cases: readonly ReportedCase[]
  /** Each code at most once, for its first place. */
  warnings: readonly ReportWarning[]
}

export const reportFormats = [
  'junit',
  'ctrf',
  'jest',
  'vitest',
  'playwright',
  'go-test',
  'pytest-json',
  'pytest-reportlog',
  'tap',
] as const

export type ReportFormat = (typeof reportFormats)[number]

/** One test as one report shows it. Two of equal names stay two, see `identify`. */
export interface ReportedCase {
  /** As reported, absolute or below `Report.root`; null where the format names no file. */
  file: string | null
  /** Class, package or the like, where the format names one beside or instead of a file. */
  className: string | null
  /** Titles of the suites around it, outermost first, without file and class. */
  suite: readonly string[]
  /** Its own title, with the parameters that its framework writes there. Never empty. */
  name: string
  /** What the same test runs under within one report, such as a browser; null where there is none. */
  project: string | null
  /** 1-based; null where the format has none. */
  line: number | null
  /** In the order they ran, never empty. The last is what the framework made of it. */
  attempts: readonly ReportedAttempt[]
}

export interface ReportedAttempt {
  outcome: Outcome
  /** 0 or more; null where the format has none for this attempt. */
  durationMilliseconds: number | null
  /** Of a failure or a skip, without colours, at most `maxMessageCharacters`; null where there is none. */
  message: string | null
}

/** An error is a failure; pending, todo and disabled are skipped. */
export type Outcome = 'passed' | 'failed' | 'skipped'

export interface ReportWarning {
  code: WarningCode
  /** One plain sentence for the reply. */
  words: string
}

export type WarningCode =
  /** A pass on retry looks like a pass: prefer the framework's JSON. */
  | 'format_hides_retries'
  /** This format, as it is mostly set up, does not show a file that could not be loaded. */
  | 'format_hides_crashes'
  /** Something could not start, crashed, or ran less than was planned. */
  | 'report_incomplete'
  /** Lines between the reports were skipped. */
  | 'lines_skipped'
  /** Bytes that are no text in the encoding were replaced. */
  | 'text_replaced'
  /** Tests of equal names stand in no file, or in several files of one upload: which is which over runs is a guess by their order. */
  | 'names_ambiguous'
  /** Tests stand in reports of several formats, of which one was taken. */
  | 'format_left_out'
  | 'commit_missing'
  /** The commit is named by a part of its hash. */
  | 'commit_is_short'
  | 'repository_missing'
  /** Nothing was sent about it before; at the gate, nothing was sent about it at all. */
  | 'repository_is_new'
  | 'repository_unknown'
  /** It is a report of this format, and has no test. */
  | 'no_tests'

/** Cases of one report. */
export const maxCases = 200_000
/** Attempts of one case; later ones are left out, but for the last. */
export const maxAttempts = 100
/** Levels of elements, brackets, suites or subtests. */
export const maxDepth = 64
/** Of one failure's message. */
export const maxMessageCharacters = 500
/** Of a name; what is longer is cut there, and ends in a hash of all of it. */
export const maxNameCharacters = 4_000
/** Of all suites around a test together, of a file, a class and a project, each of which many tests may share. */
export const maxPathCharacters = 1_000

/** What is known of the upload beside its bytes. `format` wins, then the first bytes, then name and content type. */
export interface ReportHint {
  format?: ReportFormat
  contentType?: string
  name?: string
}

export type TroubleCode =
  /** No known format. */
  | 'REPORT_UNKNOWN'
  /** Not well-formed, or not of the format's shape. */
  | 'REPORT_MALFORMED'
  /** Ends in the middle. */
  | 'REPORT_TRUNCATED'
  /** Deeper than `maxDepth`. */
  | 'REPORT_TOO_DEEP'
  /** More cases, attributes or values than the bounds. */
  | 'REPORT_TOO_LARGE'
  /** XML with a document type or entities of its own. */
  | 'REPORT_DOCTYPE'

/** The members of `ReportTrouble` as plain data. */
export interface Trouble {
  code: TroubleCode
  /** 1-based place in the report. */
  line: number
  /** 1-based. */
  column?: number
  /** The test that it broke in, or the last one read whole before that place. */
  test?: string
  /** One plain sentence with the place. */
  words: string
}

/** Why a report could not be read: the only thing that `readReport` throws. Its fault is the sender's (422). */
export class ReportTrouble extends Error implements Trouble {
  override readonly name = 'ReportTrouble'
  readonly code: TroubleCode
  readonly line: number
  readonly column?: number
  readonly test?: string
  readonly words: string

  constructor({ code, line, column, test, words }: Trouble) {
    super(`${code}: ${words}`)
    this.code = code
    this.line = line
    if (column !== undefined) this.column = column
    if (test !== undefined) this.test = test
    this.words = words
  }

  /** What crosses a worker's boundary. */
  toJSON(): Trouble {
    const { code, line, column, test, words } = this
    return {
      code,
      line,
      ...(column === undefined ? {} : { column }),
      ...(test === undefined ? {} : { test }),
      words,
    }
  }
}
