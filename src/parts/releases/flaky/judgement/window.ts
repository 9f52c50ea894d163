import type { World } from '../../../../kit/world.ts'
import type { WindowRun } from '../computing/uploads.ts'
import type { Aliases } from '../computing/questions.ts'
import { changedFilesOf } from '../../pull-requests/standing/files-store.ts'
import { branchNamed } from '../../repositories/branch-names.ts'
import type { Ground } from '../history/store.ts'
import type { Thresholds } from '../verdicts/thresholds.ts'
import { defaultBranchIn } from './branches.ts'
import { aliasesOf, type StoredRun } from './window-store.ts'

export type { Aliases } from '../computing/questions.ts'
export { windowRuns } from './window-store.ts'

const mostAliases = 10_000
const mostCases = 8_000_000
const mostRuns = 4000
const leastCases = 20_000

export interface WindowBounds {
  mostCases: number
  mostRuns: number
}

/** As many uploads as give every test its window, if all of them run equally often; in any case no more than memory bears. */
export const windowOf = (
  { nextNumber }: { nextNumber: number },
  { windowRuns }: Pick<Thresholds, 'windowRuns'>,
): WindowBounds => ({
  mostCases: Math.min(mostCases, Math.max(leastCases, Math.ceil(nextNumber * windowRuns * 1.25))),
  mostRuns,
})

/** @param defaultBranch as it was said; null where nobody did */
export function windowRunsOf(runs: readonly StoredRun[], defaultBranch: string | null): WindowRun[] {
  const isDefaultBranch = defaultBranchIn(runs, defaultBranch)
  return runs.map((run) => ({
    ...run,
    at: run.at.getTime(),
    branch: branchNamed(run.branch ?? ''),
    isDefaultBranch: isDefaultBranch(run),
  }))
}

export async function formerNumbers(world: World, ground: Ground): Promise<Aliases> {
  const aliases = await aliasesOf(world, ground, mostAliases)
  return aliases.map(({ former, now }) => [former, now] as const)
}

/** Pull requests whose files are looked up: those that ran last. */
const mostPullRequests = 300

/** By pull request; one that is missing changes nobody knows what. */
export async function changesIn(
  world: World,
  ground: Ground,
  runs: readonly StoredRun[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const numbers = new Set(runs.toReversed().flatMap(({ prNumber }) => prNumber ?? []))
  if (numbers.size === 0) return new Map()
  const found = await changedFilesOf(world, ground, [...numbers].slice(0, mostPullRequests))
  return new Map(found.map(({ number, files }) => [number, files]))
}
