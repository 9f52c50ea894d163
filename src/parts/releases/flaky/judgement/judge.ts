import { daysAfter } from '../../../../kit/duration.ts'
import { as, transaction, type World } from '../../../../kit/world.ts'
import { type Ground, planAnew } from '../history/store.ts'
import { conclude, count } from '../computing/compute.ts'
import type { Counted } from '../computing/counting.ts'
import { lookForRenames } from '../renames/suggest.ts'
import { type FlakySettings, flakySettingsOf } from '../thresholds/settings.ts'
import { fixedPrior } from '../verdicts/statistics/pass-on-retry.ts'
import { leftOutGroups } from '../verdicts/verdict.ts'
import { tellChanges, type VerdictChange } from './changes.ts'
import { beforeOf, type RowBefore } from './before.ts'
import { defaultBranchIn } from './branches.ts'
import { guardRuns, type RuledRun } from './guard.ts'
import {
  addCounts,
  addStrangers,
  environmentsFailing,
  environmentsHeld,
  hadAll,
  type Line,
  lineOf,
  newestRulings,
  pendingRuns,
  repositoryOf,
  restateClean,
  saveConclusions,
  savePrior,
  settleRuns,
  type StandingRow,
  standingsOf,
  takeChair,
  vectorsOf,
  watchedTests,
} from './store.ts'
import { type Aliases, changesIn, formerNumbers, windowOf, windowRunsOf, windowRuns } from './window.ts'

/** Uploads that are concluded from in one transaction, and cases of them. */
const mostPending = 200
const mostPendingCases = 400_000
const mostEnvironments = 200

// Whoever finds the chair taken looks again, as its holder may have seen the pending uploads before this one was there.
const looks = 4
const pauseMilliseconds = 150
/** Transactions of one judge; whoever comes next, or the job, goes on. */
const mostSteps = 5

/**
 * Concludes what the uploads of a repository mean that nobody has judged yet. One judge at a time, of all processes, in
 * transactions that leave all or nothing, over what is stored alone: doing it twice, or dying in the middle, changes no figure.
 * @returns verdicts that changed; null when another judge is at it
 */
export async function judgeRepository(world: World, ground: Ground): Promise<VerdictChange[] | null> {
  const account = as(world, { role: 'app', accountId: ground.accountId })
  const changes: VerdictChange[] = []
  for (let [step, look] = [0, 0]; step < mostSteps;) {
    const done = await transaction(account, (world) => judgeOnce(world, ground))
    if (done === 'taken') {
      if (step > 0 || ++look >= looks) return step > 0 ? changes : null
      await world.wait(pauseMilliseconds)
      continue
    }
    changes.push(...done.changes)
    if (!done.isMore) break
    step += 1
  }
  return changes
}

interface Step {
  changes: VerdictChange[]
  isMore: boolean
}

interface Bench extends Ground {
  settings: FlakySettings
  repository: { name: string; defaultBranch: string | null }
  line: Line
  aliases: Aliases
}

async function judgeOnce(world: World, ground: Ground): Promise<Step | 'taken'> {
  if (!(await takeChair(world, ground))) return 'taken'
  await planAnew(world)
  const repository = await repositoryOf(world, ground)
  const line = await lineOf(world, ground)
  if (!repository || !line) return nothing
  const settings = flakySettingsOf(repository.settings)
  const pending = upTo(await pendingRuns(world, ground, mostPending), mostPendingCases)
  const isAll = line.judgeAllAt !== null
  const due = await (isAll ? environmentsFailing : environmentsHeld)(world, ground, mostEnvironments)
  if (pending.length === 0 && due.length === 0 && !isAll) return nothing
  const bench = { ...ground, settings, repository, line, aliases: await formerNumbers(world, ground) }
  const ruled = await guardRuns(world, ground, pending, {
    thresholds: settings.thresholds,
    defaultBranch: repository.defaultBranch,
  })
  // Before the histories are read: what is no evidence is none from here on.
  await settleRuns(
    world,
    ground,
    ruled.map(({ id, ruling }) => ({ id, infra: ruling })),
  )
  const fresh = new Set(pending.map(({ id }) => id))
  const changes: VerdictChange[] = []
  for (const environment of new Set([...ruled, ...due].map((each) => each.environment))) {
    const own = ruled.filter((run) => run.environment === environment)
    const moved = own.filter((run) => run.isCounted !== (run.ruling === null))
    const leftOut = own.filter((run) => fresh.has(run.id) && run.ruling !== null && !run.isCounted)
    changes.push(...(await judgeEnvironment(world, bench, { environment, moved, leftOut, isAll })))
  }
  await lookForRenames(world, ground, pending)
  if (isAll) await restateClean(world, ground, settings.thresholds.minimumGroups)
  if (line.judgeAllAt !== null) await hadAll(world, ground, line.judgeAllAt)
  await world.point('tests.judged')
  return { changes, isMore: true }
}

const nothing: Step = { changes: [], isMore: false }

/** Whole uploads from the front, one at least. */
function upTo<Run extends { cases: number }>(runs: readonly Run[], mostCases: number): Run[] {
  let cases = 0
  return runs.filter((run, index) => (cases += run.cases) <= mostCases || index === 0)
}

type MovedRun = Pick<RuledRun, 'id' | 'commit' | 'isCounted' | 'ruling'>

interface Turn {
  environment: string
  /** Uploads that come into the counts, or are taken out. */
  moved: readonly MovedRun[]
  /** New ones that are no evidence: of their tests nothing changes, but that they are known. */
  leftOut: readonly MovedRun[]
  isAll: boolean
}

async function judgeEnvironment(world: World, bench: Bench, turn: Turn): Promise<VerdictChange[]> {
  const { environment, moved, leftOut } = turn
  const counted = await countRuns(world, bench, [...moved, ...leftOut])
  // As they stood before these runs.
  const rows = await rowsToJudge(world, bench, turn, counted)
  const { minimumGroups } = bench.settings.thresholds
  for (const { commit, counts, isLeftOut } of counted)
    if (isLeftOut) await addStrangers(world, bench, environment, counts)
    else await addCounts(world, bench, { environment, commit: commit || null, minimumGroups }, counts)
  if (rows.length === 0) return []
  const runs = await windowRuns(world, bench, environment, windowOf(bench.line, bench.settings.thresholds))
  const latest = runs.at(-1)?.at ?? world.now()
  const found = await conclude({
    runs: windowRunsOf(runs, bench.repository.defaultBranch),
    aliases: bench.aliases,
    changes: await changesIn(world, bench, runs),
    tests: rows.map((row) => beforeOf(world, row, { latest, isAfresh: turn.isAll })),
    thresholds: bench.settings.thresholds,
    prior: bench.line.prior ?? fixedPrior,
    wantsPrior: isStale(world, bench.line),
  })
  if (found.prior) await savePrior(world, bench, found.prior)
  // Of a test that failed only where so much did there is nothing to keep, unless that is how it ends.
  const conclusions = found.conclusions.filter(({ isWatched }, index) => isWatched || !rows[index]!.isLeftOut)
  await saveConclusions(world, bench, environment, conclusions)
  return tellChanges(world, bench, environment, conclusions)
}

const priorDays = 1
const isStale = (world: World, { priorAt }: Line): boolean =>
  priorAt === null || daysAfter(priorAt, priorDays) <= world.now()

/** What runs on one commit mean for their tests. */
interface CountedCommit extends Counted {
  commit: string
  /** They are no evidence. */
  isLeftOut: boolean
}

function signOf({ isCounted, ruling }: MovedRun): 1 | 0 | -1 {
  if (isCounted) return -1
  return ruling === null ? 1 : 0
}

async function countRuns(world: World, bench: Bench, moved: readonly MovedRun[]): Promise<CountedCommit[]> {
  const counted: CountedCommit[] = []
  const isLeftOut = ({ isCounted, ruling }: MovedRun) => !isCounted && ruling !== null
  for (const runs of Map.groupBy(moved, (run) => JSON.stringify([run.commit, isLeftOut(run)])).values()) {
    const { commit } = runs[0]!
    const vectors = await vectorsOf(
      world,
      bench.accountId,
      runs.map(({ id }) => id),
    )
    const signs = new Map(runs.map((run) => [run.id, signOf(run)]))
    const signed = vectors.map(({ id, at, ...run }) => ({ ...run, at: at.getTime(), sign: signs.get(id)! }))
    counted.push({ commit, isLeftOut: isLeftOut(runs[0]!), ...(await count(signed, bench.aliases)) })
  }
  return counted
}

interface RowToJudge extends RowBefore {
  /** It failed only where so much did that it says nothing of one test. */
  isLeftOut: boolean
}

/** Tests of these runs that failed or are watched; those whose verdict was held back until now; with `isAll` all that ever failed. */
async function rowsToJudge(
  world: World,
  bench: Bench,
  { environment, isAll }: Turn,
  counted: readonly CountedCommit[],
): Promise<RowToJudge[]> {
  const watched = await watchedTests(world, bench, environment, isAll)
  const touched = new Set(counted.flatMap(({ counts }) => [...counts.numbers]))
  const failing = new Set(counted.flatMap((each) => (each.isLeftOut ? [] : each.failing)))
  const leftOut = await failingLeftOut(world, bench, environment, counted)
  const isDue = ({ heldUntil }: StandingRow) => heldUntil !== null && heldUntil <= world.now()
  const due = watched.filter((row) => isAll || touched.has(row.number) || isDue(row))
  const seen = new Set(watched.map(({ number }) => number))
  const isOther = (number: number) => !seen.has(number)
  const others = [...new Set([...failing, ...leftOut.filter(isOther).slice(0, mostLeftOut)])].filter(isOther)
  const known = others.length === 0 ? [] : await standingsOf(world, bench, environment, others)
  for (const { number } of known) seen.add(number)
  const strangers = others.filter((number) => !seen.has(number)).map((number) => ({ ...unheardOf, number }))
  return [
    ...due.map((row) => ({ ...row, isLeftOut: false })),
    ...[...known, ...strangers].map((row) => ({ ...row, isLeftOut: !failing.has(row.number) })),
  ]
}

const mostRulings = 200
/** Where a whole suite fails for days, its tests follow with the runs behind: each is judged and told. */
const mostLeftOut = 1000

/** Where run after run of the default branch is left out, what failed there cannot be passed over any longer. */
async function failingLeftOut(
  world: World,
  { repository, ...ground }: Bench,
  environment: string,
  counted: readonly CountedCommit[],
): Promise<number[]> {
  const failing = counted.flatMap((each) => (each.isLeftOut ? each.failing : []))
  if (failing.length === 0) return []
  const newest = await newestRulings(world, ground, environment, mostRulings)
  const line = newest.filter(defaultBranchIn(newest, repository.defaultBranch))
  const counting = line.findIndex(({ isInfra }) => !isInfra)
  const commits = new Set((counting === -1 ? line : line.slice(0, counting)).map(({ commit }) => commit))
  return commits.size >= leftOutGroups ? failing : []
}

const unheardOf = { verdict: null, memory: null, heldUntil: null, passMilliseconds: 0, judged: null }
