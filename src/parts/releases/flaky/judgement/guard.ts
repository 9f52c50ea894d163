import { earlierOf } from '../../../../kit/duration.ts'
import type { World } from '../../../../kit/world.ts'
import type { Ground } from '../history/store.ts'
import { failingIn } from '../history/vectors.ts'
import {
  type InfraFinding,
  infraOf,
  isDefect,
  medianShareOf,
  type RunTotals,
} from '../verdicts/statistics/infra.ts'
import type { Thresholds } from '../verdicts/thresholds.ts'
import { defaultBranchIn } from './branches.ts'
import {
  companionsOf,
  type EarlierRun,
  earlierRuns,
  earlierTotals,
  type PendingRun,
  vectorsOf,
} from './store.ts'

/** An upload, and why it is no evidence; null where it is. */
export interface RuledRun extends PendingRun {
  ruling: InfraFinding | null
}

const mostCompanions = 2000
/** Runs that the usual share of failures is taken from. */
const runsForUsual = 50
/** Uploads among which the run before is looked for. */
const mostEarlier = 60

/** What runs are ruled by. */
export interface Guard {
  thresholds: Thresholds
  /** As it was said; null where nobody did. */
  defaultBranch: string | null
}

/**
 * The guard of whole runs (F11): all shards of one attempt of a CI's run are judged together, so a late one may also take
 * its companions out of the evidence, or bring them back.
 */
export async function guardRuns(
  world: World,
  ground: Ground,
  pending: readonly PendingRun[],
  guard: Guard,
): Promise<RuledRun[]> {
  if (pending.length === 0) return []
  const groups = new Map<string, (PendingRun & RunTotals)[]>()
  for (const run of await companionsOf(world, ground, pending, mostCompanions)) {
    const name = JSON.stringify([run.ciRunId ?? run.id, run.attempt, run.environment])
    groups.set(name, [...(groups.get(name) ?? []), run])
  }
  const ruled: RuledRun[] = []
  for (const runs of groups.values()) {
    const ruling = await rulingOf(world, ground, runs, guard)
    for (const run of runs) ruled.push({ ...run, ruling })
  }
  return ruled
}

async function rulingOf(
  world: World,
  ground: Ground,
  runs: readonly (PendingRun & RunTotals)[],
  guard: Guard,
): Promise<InfraFinding | null> {
  const totals = { tests: 0, failures: 0 }
  for (const { tests, failures } of runs) {
    totals.tests += tests
    totals.failures += failures
  }
  // Most runs are too good or too small to be asked about.
  if (infraOf(totals, 0, guard.thresholds) === null) return null
  const at = runs.reduce((first, { at }) => earlierOf(first, at), runs[0]!.at)
  const earlier = await earlierTotals(world, ground, runs[0]!.environment, at, runsForUsual)
  const finding = infraOf(totals, medianShareOf(earlier), guard.thresholds)
  if (finding === null) return null
  const vectors = await vectorsOf(
    world,
    ground.accountId,
    runs.map(({ id }) => id),
  )
  const failing = failingOf(vectors)
  const before = await runsBefore(world, ground, { ...runs[0]!, at }, guard)
  return before.some((members) => isDefect(totals, failing, failingOf(members))) ? null : finding
}

const failingOf = (uploads: readonly { results: Buffer }[]): Set<number> =>
  new Set(uploads.flatMap(({ results }) => failingIn(results)))

/**
 * The run before on another commit, with all its shards: the one of the same branch or pull request, and the one of the
 * default branch, as a pull request has its defects too.
 */
async function runsBefore(
  world: World,
  ground: Ground,
  run: PendingRun,
  { defaultBranch }: Guard,
): Promise<EarlierRun[][]> {
  const earlier = await earlierRuns(world, ground, run, mostEarlier)
  const isDefault = defaultBranchIn(earlier, defaultBranch)
  const isSame = ({ branch, prNumber }: EarlierRun) => branch === run.branch && prNumber === run.prNumber
  const nameOf = ({ id, ciRunId, attempt }: EarlierRun) => JSON.stringify([ciRunId ?? id, attempt])
  return [isSame, isDefault].flatMap((isOfLine) => {
    const newest = earlier.find(isOfLine)
    return newest ? [earlier.filter((each) => nameOf(each) === nameOf(newest))] : []
  })
}
