import type { World } from '../../../../kit/world.ts'
import { defaultRepository, type Envelope } from '../../envelope/envelope.ts'
import { findRepository } from '../../repositories/store.ts'
import type { ReportWarning } from '../readers/report.ts'
import type { Verdict } from '../verdicts/verdict.ts'
import { entriesOf, testIdAt, type ToldTest, toldTest, type Upload } from '../upload/packed.ts'
import { effectOf } from './effect.ts'
import { standsOf, type StandOfFailure } from './store.ts'

/** A test that failed in the end, and whether that stops the merge. */
export interface GateFailure {
  /** Null for a test that no run has told of yet. */
  testId: string | null
  title: string
  project: string | null
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
  /** What the report cannot show, such as a file that could not be loaded. */
  warnings: readonly ReportWarning[]
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
  const namesakes = namesakesOf(upload, failed)
  const ids = [...namesakes.values()].flat().map((test) => testIdAt(upload, test))
  const name = envelope.repository ?? defaultRepository
  const repository = await findRepository(world, accountId, name)
  const stands = repository
    ? await standsFor(world, { accountId, repositoryId: repository.id }, envelope.environment, ids)
    : new Map<string, StandOfFailure>()
  const standOf = (test: number) => stands.get(testIdAt(upload, test))
  const newestOf = new Map([...namesakes].map(([first, tests]) => [first, newestIn(tests.map(standOf))]))
  const isNamedAnew = (test: number) =>
    newestOf.get(upload.namesakes[test]!)! > (standOf(test)?.changedAt?.getTime() ?? Infinity)
  const failures = failed.map((test) => ({
    ...failureOf(toldTest(upload, test), standOf(test)),
    quarantined: isQuarantined(world, standOf(test)) && !isNamedAnew(test),
  }))
  const stopping = failures.filter(({ quarantined }) => !quarantined)
  const shared = failed.find((test) => isQuarantined(world, standOf(test)) && isNamedAnew(test))
  const reasons = reasonsOf(
    upload,
    stopping.length,
    shared === undefined ? null : toldTest(upload, shared).title,
  )
  return {
    passed: reasons.length === 0,
    failures: [...stopping, ...failures.filter(({ quarantined }) => quarantined)].slice(0, mostShown),
    failureCount: failures.length,
    quarantinedCount: failures.length - stopping.length,
    isComplete: upload.isComplete && hasRun(upload),
    reasons,
    warnings: [
      ...(repository ? [] : [unknownRepository(name)]),
      ...upload.warnings.filter(({ code }) => !toldOtherwise.has(code)),
    ],
  }
}

/** Reasons of their own; and which retries a format hides is the upload's to say, as a pass is a pass here. */
const toldOtherwise: ReadonlySet<string> = new Set(['report_incomplete', 'no_tests', 'format_hides_retries'])

const unknownRepository = (name: string): ReportWarning => ({
  code: 'repository_unknown',
  words: `Nothing was sent about the repository ${name}, so that it is not known here, and no test of it is quarantined. Look at its name (--repository, repository=).`,
})

/** The answer to a report that cannot be read: whatever it is of, it did not pass. */
export const unreadable = (words: string): GateAnswer => ({
  passed: false,
  failures: [],
  failureCount: 0,
  quarantinedCount: 0,
  isComplete: false,
  reasons: [{ code: 'unreadable', words }],
  warnings: [],
})

function failedTests(upload: Upload): number[] {
  const failed = new Set<number>()
  for (const { test, attempts, lastFailed } of entriesOf(upload))
    if (attempts > 0 && lastFailed) failed.add(test)
  return [...failed]
}

/**
 * All tests of the names that failed, by the first of each name. Which of two namesakes is the one that was quarantined
 * is a guess by their order, which a new one before them shifts: so no quarantine counts that is older than one of them.
 */
function namesakesOf({ namesakes }: Upload, failed: readonly number[]): Map<number, number[]> {
  const found = new Map<number, number[]>(failed.map((test) => [namesakes[test]!, []]))
  for (const [test, first] of namesakes.entries()) found.get(first)?.push(test)
  return found
}

/** When the newest of them was first seen, milliseconds; those that nobody has seen are newer than all. */
const newestIn = (stands: readonly (StandOfFailure | undefined)[]): number =>
  stands.reduce((newest, stand) => Math.max(newest, stand?.firstSeenAt.getTime() ?? Infinity), 0)

async function standsFor(
  world: World,
  ground: Parameters<typeof standsOf>[1],
  environment: string,
  ids: readonly string[],
): Promise<Map<string, StandOfFailure>> {
  const stands = new Map<string, StandOfFailure>()
  for (let from = 0; from < ids.length; from += atOnce)
    for (const stand of await standsOf(world, ground, environment, ids.slice(from, from + atOnce)))
      stands.set(stand.id, stand)
  return stands
}

const failureOf = (
  { title, project, file }: ToldTest,
  stand: StandOfFailure | undefined,
): Omit<GateFailure, 'quarantined'> => ({
  testId: stand?.id ?? null,
  title,
  project,
  file,
  verdict: stand?.verdict ?? 'unknown',
})

function isQuarantined(world: World, stand: StandOfFailure | undefined): boolean {
  const row = stand?.state && stand.reviewBy ? { state: stand.state, reviewBy: stand.reviewBy } : null
  return !effectOf(row, world.now()).stopsMerges
}

const hasRun = ({ totals }: Upload): boolean => totals.passed + totals.failed > 0

function reasonsOf(upload: Upload, stopping: number, shared: string | null): GateReason[] {
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
      words: `${stopping} ${stopping === 1 ? 'test' : 'tests'} failed without being quarantined.${sharedWords(shared)}`,
    })
  return reasons
}

const sharedWords = (title: string | null): string =>
  title === null
    ? ''
    : ` "${title}" is, but there are more tests of that name in the report than there were then.`
