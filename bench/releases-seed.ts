import { createHash } from 'node:crypto'
import { as, type World } from '../src/kit/world.ts'
import { ingest } from '../src/parts/releases/flaky/history/ingest.ts'
import { judgeRepository } from '../src/parts/releases/flaky/judgement/judge.ts'
import { identify } from '../src/parts/releases/flaky/readers/identity.ts'
import type { ReportedAttempt, ReportedCase } from '../src/parts/releases/flaky/readers/report.ts'
import { packCases } from '../src/parts/releases/flaky/upload/pack.ts'
import { envelopeOf } from '../src/parts/releases/envelope/envelope.ts'

export interface Seeded {
  names: readonly { file: string; suite: string; name: string }[]
  results: number
  milliseconds: number
}

const repository = 'acme/bench'
const hourMilliseconds = 3_600_000
const testsOfFile = 25

/** Every run by the way that an upload takes behind its parser, judged at once. */
export async function seedTests(
  world: World,
  accountId: string,
  { tests, runs }: { tests: number; runs: number },
  tell: (text: string) => void,
): Promise<Seeded> {
  const startedAt = performance.now()
  const names = Array.from({ length: tests }, (_, index) => ({
    file: `src/part-${Math.floor(index / testsOfFile)}/case.test.ts`,
    suite: `part ${Math.floor(index / testsOfFile)}`,
    name: `does what it says in case ${index}`,
  }))
  const account = as(world, { role: 'app', accountId })
  for (let run = 0; run < runs; run++) {
    const { repositoryId } = await seedRun(account, accountId, names, run, runs)
    await judgeRepository(account, { accountId, repositoryId })
    if (run % 20 === 19) tell(`${run + 1} of ${runs} runs of ${tests} tests stored and judged`)
  }
  return { names, results: tests * runs, milliseconds: performance.now() - startedAt }
}

async function seedRun(
  world: World,
  accountId: string,
  names: Seeded['names'],
  run: number,
  runs: number,
): Promise<{ repositoryId: string }> {
  const cases = names.map(({ file, suite, name }, test): ReportedCase => ({
    file,
    className: suite,
    suite: [suite],
    name,
    project: null,
    line: null,
    attempts: attemptsOf(test, run),
  }))
  const report = {
    format: 'junit',
    showsRetries: true,
    isComplete: true,
    root: null,
    cases,
    warnings: [],
  } as const
  const identified = identify(report, { repository }).map(({ identity, attempts }) => ({
    identity,
    tries: [attempts],
  }))
  const upload = {
    members: {},
    contentHash: createHash('sha256').update(`seed ${run}`).digest(),
    format: 'junit',
    isComplete: true,
    warnings: [],
    ...packCases(identified, repository),
  }
  const commit = createHash('sha1').update(`commit ${run}`).digest('hex')
  const sentAt = new Date(world.now().getTime() - (runs - run) * 2 * hourMilliseconds).toISOString()
  const envelope = envelopeOf({ repository, commit, branch: 'main', ciRunId: `seed ${run}`, sentAt })
  const ingested = await ingest(world, accountId, { upload, envelope })
  return { repositoryId: ingested.repository.id }
}

/** Flaky tests as FlakeFlagger found them: one of 60 at 1 to 30 %; one of 150 broken for a while; all retried once. */
function attemptsOf(test: number, run: number): ReportedAttempt[] {
  const attempt = (isFailed: boolean): ReportedAttempt => ({
    outcome: isFailed ? 'failed' : 'passed',
    durationMilliseconds: 5 + ((test * 7919) % 400),
    message: isFailed ? 'expected 1 to be 2' : null,
  })
  if (test % 150 === 7 && run % 90 < 12 && run > test % 60) return [attempt(true), attempt(true)]
  const rate = test % 60 === 3 ? 0.01 + 0.29 * chance(test, 0, 0) : 0
  if (rate === 0 || chance(test, run, 1) >= rate) return [attempt(false)]
  return [attempt(true), attempt(chance(test, run, 2) < rate)]
}

/** The same for the same numbers, 0 to 1. */
function chance(...numbers: readonly number[]): number {
  let hash = 2_166_136_261
  for (const number of numbers) hash = Math.imul(hash ^ (number + 0x9e37), 16_777_619) ^ (hash >>> 15)
  return (hash >>> 0) / 2 ** 32
}
