import { type Family, familyOf, jsonFormatOf } from './detect.ts'
import { Draft } from './draft.ts'
import { readCtrf } from './json/ctrf.ts'
import { readJest, readVitest } from './json/jest.ts'
import { type JsonObject, objectOf } from './json/members.ts'
import { readPlaywright } from './json/playwright.ts'
import { readPytestJson } from './json/pytest-json.ts'
import { readTree } from './json/tree.ts'
import { readGoTest } from './lines/go-test.ts'
import { readPytestReportlog } from './lines/pytest-reportlog.ts'
import { type Report, type ReportFormat, type ReportHint, ReportTrouble } from './report.ts'
import { readTap } from './tap/tap.ts'
import { headOf, textOf } from './text/decoding.ts'
import { readJUnit } from './xml/junit.ts'

/**
 * Reads a test report of any known format. Takes no longer and no more memory than its size allows, whatever its bytes;
 * still it belongs in a worker, as 20 MB take two seconds of computing.
 * @param bytes at most 20 MB
 * @throws {ReportTrouble} and nothing else
 */
export function readReport(bytes: Uint8Array, hint: ReportHint = {}): Report {
  const family = familyOf(headOf(bytes), hint)
  if (bytes.length === 0 || family === undefined) throw unknown(bytes)
  const draft = new Draft()
  const text = textOf(bytes)
  const format = readers[family](text.pieces, draft, hint)
  if (text.wasReplaced()) draft.warn('text_replaced', 'Bytes that are no text were replaced.')
  return draft.finish(format)
}

type Reader = (pieces: Iterable<string>, draft: Draft, hint: ReportHint) => ReportFormat

const readers: Readonly<Record<Family, Reader>> = {
  xml(pieces, draft) {
    readJUnit(pieces, draft)
    return 'junit'
  },
  json: readJson,
  'go-test'(pieces, draft) {
    readGoTest(pieces, draft)
    return 'go-test'
  },
  'pytest-reportlog'(pieces, draft) {
    readPytestReportlog(pieces, draft)
    return 'pytest-reportlog'
  },
  tap(pieces, draft) {
    readTap(pieces, draft)
    return 'tap'
  },
}

const jsonReaders: Partial<Record<ReportFormat, (root: JsonObject, draft: Draft) => void>> = {
  ctrf: readCtrf,
  jest: readJest,
  vitest: readVitest,
  playwright: readPlaywright,
  'pytest-json': readPytestJson,
}

function readJson(pieces: Iterable<string>, draft: Draft, hint: ReportHint): ReportFormat {
  const root = objectOf(readTree(pieces))
  const shown = root && jsonFormatOf(root)
  const format = isSameShape(hint.format, shown) ? hint.format : shown
  const reader = format && jsonReaders[format]
  if (!root || !reader || (hint.format && format !== hint.format)) throw misfit(hint.format)
  reader(root, draft)
  return format
}

/** Jest and Vitest write one shape, and who uploads may know better which it is. */
const isSameShape = (named: ReportFormat | undefined, shown: ReportFormat | undefined): boolean =>
  (named === 'jest' && shown === 'vitest') || (named === 'vitest' && shown === 'jest')

const misfit = (format: ReportFormat | undefined): ReportTrouble =>
  new ReportTrouble({
    code: 'REPORT_UNKNOWN',
    line: 1,
    words: format
      ? `The JSON is no report of the format ${format}.`
      : 'The JSON is no report of CTRF, Jest, Vitest, Playwright or pytest-json-report.',
  })

const unknown = (bytes: Uint8Array): ReportTrouble =>
  new ReportTrouble({
    code: 'REPORT_UNKNOWN',
    line: 1,
    words:
      bytes.length === 0
        ? 'The report is empty.'
        : 'The first line is of no known format: JUnit, CTRF, Jest, Vitest, Playwright, go test, pytest or TAP.',
  })
