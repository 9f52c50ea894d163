import type { World } from '../../../../kit/world.ts'
import { show } from '../computing/compute.ts'
import { namesOf } from '../computing/show.ts'
import type { ShownEntry } from '../computing/questions.ts'
import type { Ground } from '../history/store.ts'
import { millisecondsAt } from '../history/vectors.ts'
import { lineOf } from '../judgement/store.ts'
import { formerNumbers, windowOf, windowRunsOf, windowRuns } from '../judgement/window.ts'
import type { StoredRun } from '../judgement/window-store.ts'
import { defaultThresholds } from '../verdicts/thresholds.ts'
import { durationsAt } from './store.ts'

/** Groups of a strip. */
const mostGroups = 200

/** What one test did on one commit, for the eye. */
export interface StripMark {
  /** Null where none was named; such a group holds one run. */
  commit: string | null
  at: Date
  branch: string | null
  prNumber: number | null
  /** `mixed`: it failed and passed. */
  outcome: 'passed' | 'failed' | 'mixed' | 'skipped'
  attempts: number
  failures: number
  /** All of its runs are no evidence of any single test. */
  isInfra: boolean
}

/** The same with its runs. */
export interface StripGroup extends StripMark {
  milliseconds: number
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
  const { runs, aliases, entries } = await seenOf(world, ground, [test.number], test.environment)
  const timed = await withDurations(world, ground.accountId, entries[0]!.slice(-mostEntries))
  return {
    groups: groupsOf(runs, timed)
      .map((members) => groupOf(members))
      .slice(-mostGroups),
    numbers: namesOf(test.number, aliases),
  }
}

/** Of several tests at once, in the order asked: the histories are read once for all of them. */
export async function marksOf(
  world: World,
  ground: Ground,
  { numbers, environment }: { numbers: readonly number[]; environment: string },
): Promise<StripMark[][]> {
  const { runs, entries } = await seenOf(world, ground, numbers, environment)
  return entries.map((of) =>
    groupsOf(runs, of.slice(-mostEntries))
      .map((members) => markOf(members))
      .slice(-mostGroups),
  )
}

async function seenOf(world: World, ground: Ground, numbers: readonly number[], environment: string) {
  const aliases = await formerNumbers(world, ground)
  const runs = await newestRuns(world, ground, environment)
  const entries = await show({ runs: windowRunsOf(runs, null), aliases, numbers })
  return { runs, aliases, entries }
}

/** More than enough for the groups that are shown, unless most commits are run five times and more. */
const mostEntries = 1000

async function newestRuns(world: World, ground: Ground, environment: string): Promise<StoredRun[]> {
  const line = await lineOf(world, ground)
  return line ? windowRuns(world, ground, environment, windowOf(line, defaultThresholds)) : []
}

type Timed = ShownEntry & { milliseconds: number }

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

interface Member<Entry> {
  entry: Entry
  run: StoredRun
}

/** By commit. */
function groupsOf<Entry extends ShownEntry>(
  runs: readonly StoredRun[],
  entries: readonly Entry[],
): Member<Entry>[][] {
  const runOf = new Map(runs.map((run) => [run.id, run]))
  const seen = entries.map((entry, index) => ({ entry, index, run: runOf.get(entry.runId)! }))
  return [...Map.groupBy(seen, ({ run, index }) => run.commit || `unnamed ${index}`).values()]
}

function markOf(members: readonly Member<ShownEntry>[]): StripMark {
  const { run } = members[0]!
  const [attempts, failures] = [
    sumOf(members, (entry) => entry.attempts),
    sumOf(members, (entry) => entry.failures),
  ]
  return {
    commit: run.commit || null,
    at: run.at,
    branch: run.branch,
    prNumber: run.prNumber,
    outcome: outcomeOf(attempts, failures),
    attempts,
    failures,
    isInfra: members.every((each) => each.run.isInfra),
  }
}

const groupOf = (members: readonly Member<Timed>[]): StripGroup => ({
  ...markOf(members),
  milliseconds: sumOf(members, ({ milliseconds }) => milliseconds),
  runs: members.map(({ entry, run: { id, ciRunId, attempt, at } }) => ({
    runId: id,
    ciRunId,
    attempt,
    at,
    attempts: entry.attempts,
    failures: entry.failures,
    milliseconds: entry.milliseconds,
  })),
})

const sumOf = <Entry>(members: readonly Member<Entry>[], of: (entry: Entry) => number): number =>
  members.reduce((all, { entry }) => all + of(entry), 0)

function outcomeOf(attempts: number, failures: number): StripGroup['outcome'] {
  if (attempts === 0) return 'skipped'
  if (failures === 0) return 'passed'
  return failures === attempts ? 'failed' : 'mixed'
}
