import type { World } from '../../../../kit/world.ts'
import { defaultRepository, type Envelope } from '../../envelope/envelope.ts'
import { findRepository } from '../../repositories/store.ts'
import type { Verdict } from '../verdicts/verdict.ts'
import { entriesOf, testIdAt, toldTest, type Upload } from '../upload/packed.ts'
import { effectOf } from './effect.ts'
import { standsOf, type StandOfFailure } from './store.ts'

/** A test that failed in the end, and whether that stops the merge. */
export interface GateFailure {
  /** Null for a test that no run has told of yet. */
  testId: string | null
  title: string
  file: string | null
  quarantined: boolean
  verdict: Verdict
}

export interface GateReason {
  code: 'failures' | 'report_incomplete' | 'no_tests' | 'unreadable'
  words: string
}

export interface GateAnswer {
  passed: boolean
  /** Those that stop the merge first; at most 1,000. */
  failures: GateFailure[]
  failureCount: number
  quarantinedCount: number
  isComplete: boolean
  /** Why it did not pass; empty where it did. */
  reasons: GateReason[]
}

const mostShown = 1000
const atOnce = 2000

/**
 * Whether a run of tests lets a merge through (F9): its report is whole, and every test that failed in the end is
 * quarantined. A test that passed on a retry has passed. Nothing is kept of the report.
 */
export async function gateOf(
  world: World,
  accountId: string,
  { upload, envelope }: { upload: Upload; envelope: Envelope },
): Promise<GateAnswer> {
  const failed = failedTests(upload)
  const stands = await standsFor(
    world,
    accountId,
    envelope,
    failed.map(({ id }) => id),
  )
  const failures = failed.map(({ id, test }) => failureOf(world, toldTest(upload, test), stands.get(id)))
  const stopping = failures.filter(({ quarantined }) => !quarantined)
  const reasons = reasonsOf(upload, stopping.length)
  return {
    passed: reasons.length === 0,
    failures: [...stopping, ...failures.filter(({ quarantined }) => quarantined)].slice(0, mostShown),
    failureCount: failures.length,
    quarantinedCount: failures.length - stopping.length,
    isComplete: upload.isComplete && hasRun(upload),
    reasons,
  }
}

/** The answer to a report that cannot be read: whatever it is of, it did not pass. */
export const unreadable = (words: string): GateAnswer => ({
  passed: false,
  failures: [],
  failureCount: 0,
  quarantinedCount: 0,
  isComplete: false,
  reasons: [{ code: 'unreadable', words }],
})

function failedTests(upload: Upload): { id: string; test: number }[] {
  const failed = new Set<number>()
  for (const { test, attempts, lastFailed } of entriesOf(upload))
    if (attempts > 0 && lastFailed) failed.add(test)
  return [...failed].map((test) => ({ id: testIdAt(upload, test), test }))
}

async function standsFor(
  world: World,
  accountId: string,
  envelope: Envelope,
  ids: readonly string[],
): Promise<Map<string, StandOfFailure>> {
  const stands = new Map<string, StandOfFailure>()
  const repository = await findRepository(world, accountId, envelope.repository ?? defaultRepository)
  if (!repository) return stands
  const ground = { accountId, repositoryId: repository.id }
  for (let from = 0; from < ids.length; from += atOnce)
    for (const stand of await standsOf(world, ground, envelope.environment, ids.slice(from, from + atOnce)))
      stands.set(stand.id, stand)
  return stands
}

function failureOf(
  world: World,
  { title, file }: { title: string; file: string | null },
  stand: StandOfFailure | undefined,
): GateFailure {
  const row = stand?.state && stand.reviewBy ? { state: stand.state, reviewBy: stand.reviewBy } : null
  const quarantined = !effectOf(row, world.now()).stopsMerges
  return { testId: stand?.id ?? null, title, file, quarantined, verdict: stand?.verdict ?? 'unknown' }
}

const hasRun = ({ totals }: Upload): boolean => totals.passed + totals.failed > 0

function reasonsOf(upload: Upload, stopping: number): GateReason[] {
  const reasons: GateReason[] = []
  if (!hasRun(upload)) reasons.push({ code: 'no_tests', words: 'No test ran, so nothing passed.' })
  if (!upload.isComplete)
    reasons.push({
      code: 'report_incomplete',
      words:
        upload.warnings.find(({ code }) => code === 'report_incomplete')?.words ?? 'The report lacks tests.',
    })
  if (stopping > 0)
    reasons.push({
      code: 'failures',
      words: `${stopping} ${stopping === 1 ? 'test' : 'tests'} failed without being quarantined.`,
    })
  return reasons
}
