import { earlierOf } from '../../../../kit/duration.ts'
import type { World } from '../../../../kit/world.ts'
import type { Ground } from '../history/store.ts'
import { type InfraFinding, infraOf, medianShareOf, type RunTotals } from '../verdicts/statistics/infra.ts'
import type { Thresholds } from '../verdicts/thresholds.ts'
import { companionsOf, earlierTotals, type PendingRun } from './store.ts'

/** An upload, and why it is no evidence; null where it is. */
export interface RuledRun extends PendingRun {
  ruling: InfraFinding | null
}

const mostCompanions = 2000
/** Runs that the usual share of failures is taken from. */
const earlierRuns = 50

/**
 * The guard of whole runs (F11): all shards of one attempt of a CI's run are judged together, so a late one may also take
 * its companions out of the evidence, or bring them back.
 */
export async function guardRuns(
  world: World,
  ground: Ground,
  pending: readonly PendingRun[],
  thresholds: Thresholds,
): Promise<RuledRun[]> {
  if (pending.length === 0) return []
  const groups = new Map<string, (PendingRun & RunTotals)[]>()
  for (const run of await companionsOf(world, ground, pending, mostCompanions)) {
    const name = JSON.stringify([run.ciRunId ?? run.id, run.attempt, run.environment])
    groups.set(name, [...(groups.get(name) ?? []), run])
  }
  const ruled: RuledRun[] = []
  for (const runs of groups.values()) {
    const ruling = await rulingOf(world, ground, runs, thresholds)
    for (const run of runs) ruled.push({ ...run, ruling })
  }
  return ruled
}

async function rulingOf(
  world: World,
  ground: Ground,
  runs: readonly (PendingRun & RunTotals)[],
  thresholds: Thresholds,
): Promise<InfraFinding | null> {
  const totals = { tests: 0, failures: 0 }
  for (const { tests, failures } of runs) {
    totals.tests += tests
    totals.failures += failures
  }
  // Most runs are too good or too small to be asked about.
  if (infraOf(totals, 0, thresholds) === null) return null
  const before = runs.reduce((first, { at }) => earlierOf(first, at), runs[0]!.at)
  const earlier = await earlierTotals(world, ground, runs[0]!.environment, before, earlierRuns)
  return infraOf(totals, medianShareOf(earlier), thresholds)
}
