import { sha256 } from '../../../../kit/hash.ts'
import type { TestIdentity } from '../readers/identity.ts'
import type { ReportedAttempt } from '../readers/report.ts'
import {
  entryMembers,
  idBytes,
  mostFailuresTold,
  type ToldFailure,
  type Upload,
  type UploadTotals,
} from './packed.ts'

/** A test of an upload, with each time that it ran. */
export interface PackedCase {
  identity: TestIdentity
  tries: readonly (readonly ReportedAttempt[])[]
}

type Figures = Pick<
  Upload,
  'count' | 'totals' | 'ids' | 'namesakes' | 'told' | 'toldEnds' | 'entries' | 'failures'
>

/** @param repository the envelope's */
export function packCases(cases: readonly PackedCase[], repository: string): Figures {
  const ids = Buffer.alloc(cases.length * idBytes)
  const namesakes = new Uint32Array(cases.length)
  const firstOf = new Map<string, number>()
  const told: Buffer[] = []
  const toldEnds = new Uint32Array(cases.length)
  const entries: number[] = []
  const failures: ToldFailure[] = []
  const totals: UploadTotals = { attempts: 0, passed: 0, failed: 0, skipped: 0, retried: 0, milliseconds: 0 }
  for (const [test, { identity, tries }] of cases.entries()) {
    idOf(identity.key, repository).copy(ids, test * idBytes)
    if (!firstOf.has(identity.base)) firstOf.set(identity.base, test)
    namesakes[test] = firstOf.get(identity.base)!
    told.push(toldOf(identity))
    toldEnds[test] = (toldEnds[test - 1] ?? 0) + told[test]!.length
    for (const attempts of tries) {
      const entry = entryOf(test, attempts)
      entries.push(...entry)
      addTo(totals, entry)
      if (entry[2] > 0 && failures.length < mostFailuresTold) failures.push({ test, attempts })
    }
  }
  const count = entries.length / entryMembers
  return {
    count,
    totals,
    ids,
    namesakes,
    told: Buffer.concat(told),
    toldEnds,
    entries: Uint32Array.from(entries),
    failures,
  }
}

/** Repositories whose names differ in case alone are two, and so are their tests. */
const idOf = (key: string, repository: string): Buffer =>
  repository === repository.toLowerCase()
    ? Buffer.from(key, 'hex')
    : sha256(`${key} ${repository}`).subarray(0, idBytes)

const toldOf = ({ file, className, suite, name, project, occurrence, title }: TestIdentity): Buffer =>
  Buffer.from(JSON.stringify({ file, className, suite, name, project, occurrence, title }))

type PackedEntry = [
  test: number,
  attempts: number,
  failures: number,
  firstFailed: number,
  lastFailed: number,
  milliseconds: number,
  failedMilliseconds: number,
]

function entryOf(test: number, attempts: readonly ReportedAttempt[]): PackedEntry {
  const finished = attempts.filter(({ outcome }) => outcome !== 'skipped')
  const failed = finished.filter(({ outcome }) => outcome === 'failed')
  const isFailed = (attempt: ReportedAttempt | undefined) => (attempt?.outcome === 'failed' ? 1 : 0)
  return [
    test,
    finished.length,
    failed.length,
    isFailed(finished[0]),
    isFailed(finished.at(-1)),
    millisecondsOf(finished),
    millisecondsOf(failed),
  ]
}

const millisecondsOf = (attempts: readonly ReportedAttempt[]): number =>
  Math.round(attempts.reduce((sum, { durationMilliseconds }) => sum + (durationMilliseconds ?? 0), 0))

function addTo(totals: UploadTotals, [, attempts, failures, , lastFailed, milliseconds]: PackedEntry): void {
  totals.attempts += attempts
  totals.milliseconds += milliseconds
  if (attempts === 0) totals.skipped += 1
  else if (lastFailed === 1) totals.failed += 1
  else totals.passed += 1
  if (failures > 0 && lastFailed === 0) totals.retried += 1
}
