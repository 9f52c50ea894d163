import { integers } from '../../../../kit/sql-array.ts'
import type { World } from '../../../../kit/world.ts'
import type { Ground } from '../history/store.ts'
import { entryAt, unpacked } from '../history/vectors.ts'
import type { Verdict } from '../verdicts/verdict.ts'
import { effectOf } from './effect.ts'
import { runsAt, standsOfNumbers } from './commit-store.ts'

export interface FailureAt {
  testId: string
  title: string
  file: string | null
  environment: string
  quarantined: boolean
  verdict: Verdict
}

export interface CommitFailures {
  commit: string
  runs: number
  isComplete: boolean
  passed: boolean
  failures: FailureAt[]
}

const mostRuns = 100

/** Tests that failed on a commit in each of their last runs there, in any environment. */
export async function failuresAt(world: World, ground: Ground, commit: string): Promise<CommitFailures> {
  const runs = await runsAt(world, ground, commit, mostRuns)
  const failures: FailureAt[] = []
  for (const [environment, ofEnvironment] of Map.groupBy(runs, (run) => run.environment))
    failures.push(...(await failuresIn(world, ground, environment, ofEnvironment)))
  const isComplete = runs.length > 0 && runs.every((run) => run.isComplete)
  const passed = isComplete && failures.every(({ quarantined }) => quarantined)
  return { commit, runs: runs.length, isComplete, passed, failures }
}

async function failuresIn(
  world: World,
  ground: Ground,
  environment: string,
  runs: readonly { results: Buffer }[],
): Promise<FailureAt[]> {
  const failed = new Set<number>()
  for (const { results } of runs) {
    const read = unpacked(results)
    for (let place = 0; place < read.numbers.length; place++) {
      const { number, attempts, lastFailed } = entryAt(read, place)
      if (attempts === 0) continue
      if (lastFailed) failed.add(number)
      else failed.delete(number)
    }
  }
  if (failed.size === 0) return []
  const rows = await standsOfNumbers(world, ground, environment, integers([...failed]), failed.size)
  return rows.map(({ state, reviewBy, ...row }) => ({
    ...row,
    environment,
    quarantined: !effectOf(state && reviewBy && { state, reviewBy }, world.now()).stopsMerges,
  }))
}
