import type { World } from '../../../../kit/world.ts'
import { show } from '../computing/compute.ts'
import type { ShownEntry } from '../computing/questions.ts'
import type { Ground } from '../history/store.ts'
import { millisecondsAt } from '../history/vectors.ts'
import { lineOf } from '../judgement/store.ts'
import { type Aliases, formerNumbers, windowOf, windowRunOf, windowRuns } from '../judgement/window.ts'
import type { StoredRun } from '../judgement/window-store.ts'
import { defaultThresholds } from '../verdicts/thresholds.ts'
import { durationsAt } from './store.ts'

/** Groups of a strip. */
export const mostGroups = 200

/** All that one test did on one commit, for the eye. */
export interface StripGroup {
  /** Null where none was named; such a group holds one run. */
  commit: string | null
  at: Date
  branch: string | null
  prNumber: number | null
  /** `mixed`: it failed and passed. */
  outcome: 'passed' | 'failed' | 'mixed' | 'skipped'
  attempts: number
  failures: number
  milliseconds: number
  /** All of its runs are no evidence of any single test. */
  isInfra: boolean
  runs: StripRun[]
}

export interface StripRun {
  runId: string
  ciRunId: string | null
  attempt: number
  at: Date
  attempts: number
  failures: number
  milliseconds: number
}

/** The newest groups of a test in an environment, oldest first, and the numbers that it is known by. */
export async function stripOf(
  world: World,
  ground: Ground,
  test: { number: number; environment: string },
): Promise<{ groups: StripGroup[]; numbers: number[] }> {
  const aliases = await formerNumbers(world, ground)
  const runs = await newestRuns(world, ground, test.environment)
  const entries = await show({
    runs: runs.map((run) => windowRunOf(run, null)),
    aliases,
    number: test.number,
  })
  const timed = await withDurations(world, ground.accountId, entries.slice(-mostEntries))
  return { groups: groupsOf(runs, timed).slice(-mostGroups), numbers: namesOf(test.number, aliases) }
}

/** More than enough for the groups that are shown, unless most commits are run five times and more. */
const mostEntries = 1000

async function newestRuns(world: World, ground: Ground, environment: string): Promise<StoredRun[]> {
  const line = await lineOf(world, ground)
  return line ? windowRuns(world, ground, environment, windowOf(line, defaultThresholds)) : []
}

const namesOf = (number: number, aliases: Aliases): number[] => [
  number,
  ...aliases.flatMap(([former, now]) => (now === number ? [former] : [])),
]

type Timed = Omit<ShownEntry, 'milliseconds'> & { milliseconds: number }

async function withDurations(
  world: World,
  accountId: string,
  entries: readonly ShownEntry[],
): Promise<Timed[]> {
  const passes = entries.filter(({ milliseconds }) => milliseconds === null)
  const found = passes.length === 0 ? [] : await durationsAt(world, accountId, passes)
  const durations = new Map(
    found.map(({ runId, place, short }) => [`${runId} ${place}`, millisecondsAt(short, 0)]),
  )
  return entries.map((entry) => ({
    ...entry,
    milliseconds: entry.milliseconds ?? durations.get(`${entry.runId} ${entry.place}`) ?? 0,
  }))
}

function groupsOf(runs: readonly StoredRun[], entries: readonly Timed[]): StripGroup[] {
  const runOf = new Map(runs.map((run) => [run.id, run]))
  const seen = entries.map((entry, index) => ({ entry, index, run: runOf.get(entry.runId)! }))
  const groups = Map.groupBy(seen, ({ run, index }) => run.commit || `unnamed ${index}`)
  return [...groups.values()].map((members) => groupOf(members))
}

function groupOf(members: readonly { entry: Timed; run: StoredRun }[]): StripGroup {
  const { run } = members[0]!
  const sum = (of: (entry: Timed) => number) => members.reduce((all, { entry }) => all + of(entry), 0)
  const [attempts, failures] = [sum((entry) => entry.attempts), sum((entry) => entry.failures)]
  return {
    commit: run.commit || null,
    at: run.at,
    branch: run.branch,
    prNumber: run.prNumber,
    outcome: outcomeOf(attempts, failures),
    attempts,
    failures,
    milliseconds: sum(({ milliseconds }) => milliseconds),
    isInfra: members.every((each) => each.run.isInfra),
    runs: members.map(({ entry, run: { id, ciRunId, attempt, at } }) => ({
      runId: id,
      ciRunId,
      attempt,
      at,
      attempts: entry.attempts,
      failures: entry.failures,
      milliseconds: entry.milliseconds,
    })),
  }
}

function outcomeOf(attempts: number, failures: number): StripGroup['outcome'] {
  if (attempts === 0) return 'skipped'
  if (failures === 0) return 'passed'
  return failures === attempts ? 'failed' : 'mixed'
}
