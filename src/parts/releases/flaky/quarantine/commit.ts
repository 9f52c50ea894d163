import { integers } from '../../../../kit/sql-array.ts'
import type { World } from '../../../../kit/world.ts'
import type { Ground } from '../history/store.ts'
import { entryAt, unpacked } from '../history/vectors.ts'
import type { Verdict } from '../verdicts/verdict.ts'
import { quarantinedAt } from './effect.ts'
import { runsAt, standsOfNumbers } from './commit-store.ts'
import { miscounts } from './namesakes.ts'

export interface FailureAt {
  testId: string
  title: string
  project: string | null
  file: string | null
  environment: string
  quarantined: boolean
  verdict: Verdict
}

export interface IncompleteRun {
  environment: string
  ciRunId: string | null
  attempt: number
  shard: string
}

export interface CommitFailures {
  commit: string
  runs: number
  isComplete: boolean
  /** Whether any test was more than skipped. */
  hasRun: boolean
  passed: boolean
  /** Runs that are not whole; at most 20. */
  incomplete: IncompleteRun[]
  failures: FailureAt[]
}

const mostRuns = 500
const mostIncomplete = 20

/**
 * Tests that failed on a commit in each of their last runs there, in any environment. It passed where all of those are
 * quarantined, all runs are whole, some test ran, and no run is left out of this.
 */
export async function failuresAt(world: World, ground: Ground, commit: string): Promise<CommitFailures> {
  const found = await runsAt(world, ground, commit, mostRuns + 1)
  const runs = found.slice(0, mostRuns)
  const failures: FailureAt[] = []
  let hasRun = false
  for (const [environment, ofEnvironment] of Map.groupBy(runs, (run) => run.environment)) {
    const told = toldBy(ofEnvironment)
    hasRun ||= told.hasRun
    failures.push(...(await failuresIn(world, ground, environment, told)))
  }
  const isComplete = runs.length > 0 && found.length <= mostRuns && runs.every((run) => run.isComplete)
  const passed = isComplete && hasRun && failures.every(({ quarantined }) => quarantined)
  const incomplete = runs
    .filter((run) => !run.isComplete)
    .slice(0, mostIncomplete)
    .map(({ environment, ciRunId, attempt, shard }) => ({ environment, ciRunId, attempt, shard }))
  return { commit, runs: runs.length, isComplete, hasRun, passed, incomplete, failures }
}

/** Numbers of tests. */
interface Told {
  /** Also those that were skipped. */
  present: ReadonlySet<number>
  failed: ReadonlySet<number>
  hasRun: boolean
}

function toldBy(runs: readonly { results: Buffer }[]): Told {
  const present = new Set<number>()
  const failed = new Set<number>()
  let hasRun = false
  for (const { results } of runs) {
    const read = unpacked(results)
    for (let place = 0; place < read.numbers.length; place++) {
      const { number, attempts, lastFailed } = entryAt(read, place)
      present.add(number)
      if (attempts === 0) continue
      hasRun = true
      if (lastFailed) failed.add(number)
      else failed.delete(number)
    }
  }
  return { present, failed, hasRun }
}

async function failuresIn(
  world: World,
  ground: Ground,
  environment: string,
  { failed, present }: Told,
): Promise<FailureAt[]> {
  if (failed.size === 0) return []
  const numbers = integers([...failed])
  const rows = await standsOfNumbers(world, ground, environment, numbers, failed.size)
  const decidedAt = new Map(rows.map((row) => [row.number, quarantinedAt(row, world.now())]))
  const miscounted = await miscounts(world, ground, decidedAt, ({ number }) => present.has(number))
  return rows.map(({ number, testId, title, project, file, verdict }) => ({
    testId,
    title,
    project,
    file,
    environment,
    verdict,
    quarantined: decidedAt.get(number) !== null && !miscounted.has(number),
  }))
}
