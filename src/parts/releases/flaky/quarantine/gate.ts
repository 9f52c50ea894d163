import type { World } from '../../../../kit/world.ts'
import { defaultRepository, type Envelope } from '../../envelope/envelope.ts'
import { findRepository } from '../../repositories/store.ts'
import type { Ground } from '../history/store.ts'
import type { ReportWarning } from '../readers/report.ts'
import type { Verdict } from '../verdicts/verdict.ts'
import { entriesOf, testIdAt, type ToldTest, toldTest, type Upload } from '../upload/packed.ts'
import { quarantinedAt } from './effect.ts'
import { type Miscount, miscounts } from './namesakes.ts'
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
  const name = envelope.repository ?? defaultRepository
  const repository = await findRepository(world, accountId, name)
  const ground = repository ? { accountId, repositoryId: repository.id } : null
  const failed = failedTests(upload)
  const standings = ground
    ? await standingsOf(world, ground, { upload, envelope }, failed)
    : new Map<number, Standing>()
  const failures = failed.map((test) => failureOf(toldTest(upload, test), standings.get(test)))
  const stopping = failures.filter(({ quarantined }) => !quarantined)
  const reasons = reasonsOf(upload, stopping.length, miscountWords(upload, standings))
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

/** How a test that is known stands, and whether its name is in the report as often as when somebody decided. */
interface Standing {
  stand: StandOfFailure
  isQuarantined: boolean
  miscount: Miscount | null
}

/** Of the tests that failed, as far as they are known. */
async function standingsOf(
  world: World,
  ground: Ground,
  { upload, envelope }: { upload: Upload; envelope: Envelope },
  failed: readonly number[],
): Promise<Map<number, Standing>> {
  const namesakes = namesakesOf(upload, failed)
  const here = new Set([...namesakes.values()].flat().map((test) => testIdAt(upload, test)))
  const stands = await standsFor(world, ground, envelope.environment, [...here])
  const standOf = (test: number) => stands.get(testIdAt(upload, test))
  const known = failed.flatMap((test) => {
    const stand = standOf(test)
    return stand ? [{ test, stand, decidedAt: quarantinedAt(stand, world.now()) }] : []
  })
  const decidedAt = new Map(known.map(({ stand, decidedAt }) => [stand.number, decidedAt]))
  const miscounted = await miscounts(world, ground, decidedAt, ({ id }) => here.has(id))
  const withStrangers = new Set(
    [...namesakes].flatMap(([first, tests]) => (tests.every(standOf) ? [] : [first])),
  )
  return new Map(
    known.map(({ test, stand, decidedAt }) => {
      const miscount = withStrangers.has(upload.namesakes[test]!) ? 'more' : miscounted.get(stand.number)
      return [test, { stand, isQuarantined: decidedAt !== null, miscount: miscount ?? null }]
    }),
  )
}

function failedTests(upload: Upload): number[] {
  const failed = new Set<number>()
  for (const { test, attempts, lastFailed } of entriesOf(upload))
    if (attempts > 0 && lastFailed) failed.add(test)
  return [...failed]
}

/** All tests of the names that failed, by the first of each name. */
function namesakesOf({ namesakes }: Upload, failed: readonly number[]): Map<number, number[]> {
  const found = new Map<number, number[]>(failed.map((test) => [namesakes[test]!, []]))
  for (const [test, first] of namesakes.entries()) found.get(first)?.push(test)
  return found
}

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

const failureOf = ({ title, project, file }: ToldTest, standing: Standing | undefined): GateFailure => ({
  testId: standing?.stand.id ?? null,
  title,
  project,
  file,
  quarantined: standing !== undefined && standing.isQuarantined && standing.miscount === null,
  verdict: standing?.stand.verdict ?? 'unknown',
})

const hasRun = ({ totals }: Upload): boolean => totals.passed + totals.failed > 0

function reasonsOf(upload: Upload, stopping: number, miscounted: string): GateReason[] {
  const reasons: GateReason[] = []
  const empty = upload.warnings.find(({ code }) => code === 'no_tests')
  if (!hasRun(upload))
    reasons.push({ code: 'no_tests', words: `No test ran, so nothing passed. ${emptyCure}` })
  else if (empty) reasons.push({ code: 'no_tests', words: `${empty.words} ${emptyCure}` })
  if (!upload.isComplete)
    reasons.push({
      code: 'report_incomplete',
      words:
        upload.warnings.find(({ code }) => code === 'report_incomplete')?.words ?? 'The report lacks tests.',
    })
  if (stopping > 0)
    reasons.push({
      code: 'failures',
      words: `${stopping} ${stopping === 1 ? 'test' : 'tests'} failed without being quarantined.${miscounted}`,
    })
  return reasons
}

/** A run that crashed at its start writes a report without tests, and so does one that has none to run. */
const emptyCure =
  'A run that crashed at its start leaves such a report. Leave it out where it never holds a test; where it had nothing to run this time, say so (--may-be-empty, and --ended 0).'

/** Why the first of the quarantines that do not count does not. */
function miscountWords(upload: Upload, standings: ReadonlyMap<number, Standing>): string {
  for (const [test, { isQuarantined, miscount }] of standings)
    if (isQuarantined && miscount)
      return ` "${toldTest(upload, test).title}" is, but there are ${miscount} tests of that name in the report than there were then.`
  return ''
}
