import type { ReportedAttempt, ReportFormat, ReportWarning, Trouble } from '../readers/report.ts'
import type { Violation } from '../../../../kit/checked.ts'

/** Bytes of an upload, packed or not (F2). */
export const longestUpload = 20 * 1024 * 1024
/** Files of one form. */
export const mostFiles = 500

/** What a worker is asked to read. */
export interface Asked {
  bytes: Uint8Array
  contentTypeHeader: string
  isGzip: boolean
  format: ReportFormat | null
  /** Of the query. Members of the body or fields of a form win. */
  repository: string | null
  commit: string | null
  root: string | null
  folder: string | null
}

/** Why an upload was not read; the sender's fault, all of it. */
export type Refused =
  | { kind: 'trouble'; trouble: Trouble; file: string | null }
  | { kind: 'violations'; violations: Violation[] }
  | { kind: 'json'; position: number; line: number; column: number }
  | { kind: 'large' }
  | { kind: 'form' }

export type ReadAnswer = { kind: 'read'; upload: Upload } | Refused

/** What is told of a test's attempts when one of them failed. */
export interface ToldFailure {
  /** Which of the upload's tests. */
  test: number
  attempts: readonly ReportedAttempt[]
}

/** The members of a test that are stored with it. */
export interface ToldTest {
  file: string | null
  className: string | null
  suite: readonly string[]
  name: string
  project: string | null
  occurrence: number
  title: string
}

/**
 * An upload as it crosses the worker's boundary: few large pieces, as ten thousand small ones would be copied on the
 * thread that answers requests.
 */
export interface Upload {
  /** Members that the body gave beside the tests, unchecked. */
  members: Readonly<Record<string, unknown>>
  /** SHA-256 over what was read, whatever it was wrapped in. */
  contentHash: Uint8Array
  /** `source` for source 004's own body; of several files their formats, each once. */
  format: string
  isComplete: boolean
  warnings: readonly ReportWarning[]
  /** Cases as reported. */
  count: number
  totals: UploadTotals
  /** 16 bytes of each test's id. */
  ids: Uint8Array
  /** Of each test the first one here of its name, by which its namesakes are known. */
  namesakes: Uint32Array
  /** Of each test a `ToldTest` as JSON, one behind the other, and where each ends. */
  told: Uint8Array
  toldEnds: Uint32Array
  /** `entryMembers` numbers each: see `entriesOf`. */
  entries: Uint32Array
  failures: readonly ToldFailure[]
}

export interface UploadTotals {
  attempts: number
  passed: number
  failed: number
  skipped: number
  /** Passed after a failed attempt. */
  retried: number
  milliseconds: number
}

export const entryMembers = 7
export const idBytes = 16
/** Failures of which the attempts are kept for people; the figures are of all. */
export const mostFailuresTold = 1000

export const testCount = ({ toldEnds }: Upload): number => toldEnds.length

/** As a UUID. */
export function testIdAt({ ids }: Upload, test: number): string {
  const hex = Buffer.from(ids.buffer, ids.byteOffset + test * idBytes, idBytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

export const toldTest = ({ told, toldEnds }: Upload, test: number): ToldTest =>
  JSON.parse(
    Buffer.from(told.buffer, told.byteOffset, told.byteLength).toString(
      'utf8',
      test === 0 ? 0 : toldEnds[test - 1],
      toldEnds[test],
    ),
  ) as ToldTest

/** What one test did, once: several entries of a test are runs of which nothing says that they belong together. */
export interface UploadEntry {
  /** Which of the upload's tests. */
  test: number
  /** Finished; 0: skipped. */
  attempts: number
  failures: number
  firstFailed: boolean
  /** What became of it in the end. */
  lastFailed: boolean
  /** Of all attempts together, ms, and of the failed ones. */
  milliseconds: number
  failedMilliseconds: number
}

export function* entriesOf({ entries }: Upload): Generator<UploadEntry> {
  for (let at = 0; at < entries.length; at += entryMembers)
    yield {
      test: entries[at]!,
      attempts: entries[at + 1]!,
      failures: entries[at + 2]!,
      firstFailed: entries[at + 3] === 1,
      lastFailed: entries[at + 4] === 1,
      milliseconds: entries[at + 5]!,
      failedMilliseconds: entries[at + 6]!,
    }
}
