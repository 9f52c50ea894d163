import { defineFaults } from '../../../kit/fault.ts'
import { reportFormats } from './readers/report.ts'

const readHint =
  'Mend the report at `line`, or send another format of the same framework; `test` is the last one that was read.'
const shows = ['line', 'column', 'test', 'file'] as const

export const flakyFaults = defineFaults('releases', {
  REPOSITORY_AMBIGUOUS: {
    status: 400,
    title: 'There are several repositories, and the question names none.',
    hint: 'Name one that `GET /internal/repositories` shows, as `repository=` or with --repository.',
  },
  TEST_NOT_FOUND: {
    status: 404,
    title: 'There is no such test.',
    hint: 'Take an id that `GET /internal/tests` shows.',
    as004: { error: 'Test not found' },
  },
  TEST_RUN_NOT_FOUND: {
    status: 404,
    title: 'There is no such run of tests.',
    hint: 'Take an id that `GET /internal/tests/runs` shows; runs are kept as long as KEYHOLD_RELEASES_KEEP_DAYS says.',
    as004: { error: 'Test run not found' },
  },
  TEST_MERGE_REFUSED: {
    status: 409,
    title: 'These tests cannot be made one.',
    hint: 'Merge a test into another one of its repository that is not merged itself.',
  },
  REVIEW_DAY_REFUSED: {
    status: 400,
    title: 'The day of review has to lie ahead, and within a year.',
    hint: 'Send `reviewBy` (--review-by) as a moment within the next 365 days, or leave it out.',
  },
  REPORT_UNKNOWN: {
    status: 422,
    title: 'This is no test report of a format that is known.',
    hint: `Send one of the formats, name it with ?format=, or send {"tests": […]}.`,
    shows: ['formats', ...shows],
    as004: { error: `Unknown format: send one of ${reportFormats.join(', ')}, or {"tests": […]}` },
  },
  REPORT_MALFORMED: { status: 422, title: 'The report is not well-formed.', hint: readHint, shows },
  REPORT_TRUNCATED: {
    status: 422,
    title: 'The report ends in the middle.',
    hint: 'Look whether the test run was killed, or its disk was full; `test` is the last one that was read.',
    shows,
  },
  REPORT_TOO_DEEP: {
    status: 422,
    title: 'The report is nested deeper than 64 levels.',
    hint: 'Send the report of a framework, not one that was put together.',
    shows,
  },
  REPORT_TOO_LARGE: {
    status: 413,
    title: 'The report holds more than is taken.',
    hint: 'Send it in several parts, each with its own `shard`.',
    shows,
  },
  REPORT_DOCTYPE: {
    status: 422,
    title: 'The report declares a document type or entities.',
    hint: 'Send XML without <!DOCTYPE>: no test framework needs one.',
    shows,
  },
  REPORT_TOO_HEAVY: {
    status: 422,
    title: 'Reading the report took more memory or time than it may.',
    hint: 'Send it in several parts, each with its own `shard`.',
  },
  REPORTS_WAITING: {
    status: 503,
    title: 'Too many reports wait to be read.',
    hint: 'Send it again after the time given.',
    shows: ['retryAfterSeconds'],
  },
  FORM_MALFORMED: {
    status: 400,
    title: 'The body is not what its headers say.',
    hint: 'Send `multipart/form-data` with its boundary, and `Content-Encoding: gzip` only with what gzip made.',
  },
})
