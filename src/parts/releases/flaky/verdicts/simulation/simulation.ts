import type { Group, RunOutcome } from '../history.ts'
import { drawsOf, type Draws } from './draws.ts'
import { drawnRates } from './published.ts'
import { plain, type Scenario } from './scenario.ts'

export type Kind = 'flaky' | 'broken' | 'healthy' | 'regressed'

/** A test of which the truth is known. */
export interface Simulated {
  kind: Kind
  /** How often an attempt fails on a good commit; 0 where it is not flaky. */
  rate: number
  groups: Group[]
}

/** Beside the flaky ones, as in what was published. */
const counts: readonly [Kind, number][] = [
  ['broken', 147],
  ['healthy', 2000],
  ['regressed', 800],
]
const start = Date.UTC(2026, 0, 1)
const hourMilliseconds = 3_600_000
const attemptMilliseconds = 2000

/** When the last commit has run, ms since 1970. */
export const endOf = ({ commits, hoursBetweenCommits }: Scenario): number =>
  start + commits * hoursBetweenCommits * hourMilliseconds

/**
 * A repository: 367 tests flaky at 1 % or more, 147 broken ones, 2,000 healthy, and 800 that regressed and were
 * healed. The same for the same seed.
 */
export function simulate(changes: Partial<Scenario>, seed: number): Simulated[] {
  const scenario = { ...plain, ...changes }
  const draws = drawsOf(seed)
  const others = counts.flatMap(([kind, count]) => Array.from({ length: count }, () => ({ kind, rate: 0 })))
  const flaky = drawnRates(draws).map((rate) => ({ kind: 'flaky' as const, rate }))
  const badDays = new Set(
    Array.from({ length: scenario.badDays }, () => draws.whole(0, scenario.commits - 1)),
  )
  return [...flaky, ...others].map((test) => ({
    ...test,
    groups: historyOf(test, { scenario, draws, badDays }),
  }))
}

interface Making {
  scenario: Scenario
  draws: Draws
  badDays: ReadonlySet<number>
}

function historyOf({ kind, rate }: Pick<Simulated, 'kind' | 'rate'>, making: Making): Group[] {
  const { scenario, draws } = making
  const turn = draws.share() * scenario.commits * (1 - scenario.flakyTime)
  const isFlakyAt = (index: number) => index >= turn && index <= turn + scenario.flakyTime * scenario.commits
  return commitsOf(kind, making).flatMap((commit) => {
    if (draws.chance(scenario.skipped)) return []
    return [groupOf(commit, outcomesOf(commit, isFlakyAt(commit.index) ? rate : 0, making), scenario)]
  })
}

/** One commit, as a test meets it. */
interface Commit {
  index: number
  prNumber: number | null
  isBad: boolean
  /** The last of a spell of the default branch, after which there is another one. */
  endsSpell: boolean
}

function commitsOf(kind: Kind, { scenario, draws }: Making): Commit[] {
  const bad = badCommits(kind, scenario, draws)
  const breaks = new Map<number, boolean>()
  return bad.map((isMainBad, index) => {
    const endsSpell = isMainBad && bad[index + 1] === false
    if (!draws.chance(scenario.pullRequests)) return { index, prNumber: null, isBad: isMainBad, endsSpell }
    const prNumber = pullRequestAt(index, draws)
    if (!breaks.has(prNumber)) breaks.set(prNumber, draws.chance(scenario.ownBreaks))
    const isInherited = isMainBad && (kind === 'broken' || !draws.chance(scenario.staleBase))
    return { index, prNumber, isBad: isInherited || breaks.get(prNumber)!, endsSpell }
  })
}

/** Four are open at a time, for eight commits. */
const pullRequestAt = (index: number, draws: Draws) => 100 + Math.floor(index / 8) * 4 + draws.whole(0, 3)

/** By commit, whether the default branch breaks the test. */
function badCommits(kind: Kind, scenario: Scenario, draws: Draws): boolean[] {
  const { commits, mostSpells } = scenario
  const bad = Array.from({ length: commits }, () => kind === 'broken')
  if (kind !== 'regressed') return bad
  for (let spell = draws.whole(1, mostSpells); spell > 0; spell--) {
    const length = Math.min(spellLength(scenario, draws), Math.max(1, commits - 2))
    // Regressed and healed: it begins well and ends well.
    const from = draws.whole(1, Math.max(1, commits - 1 - length))
    bad.fill(true, from, from + length)
  }
  return bad
}

function spellLength({ spells, spellCommits }: Scenario, draws: Draws): number {
  if (spells === 'even') return draws.whole(1, 2 * spellCommits - 1)
  if (spells === 'skewed') return draws.geometric(draws.chance(0.8) ? spellCommits / 2 : spellCommits * 3)
  return draws.geometric(spellCommits)
}

/** Whether each attempt failed. */
function outcomesOf(commit: Commit, rate: number, { scenario, draws, badDays }: Making): boolean[] {
  const outcomes: boolean[] = []
  const isRepaired = commit.endsSpell && draws.chance(scenario.repairedBetween)
  const outage = badDays.has(commit.index) ? 0.5 : scenario.outages
  for (let attempt = 0; attempt <= scenario.retries; attempt++) {
    const isBad = commit.isBad && !(isRepaired && attempt > 0)
    outcomes.push(isBad || draws.chance(rate) || (attempt === 0 && draws.chance(outage)))
    if (scenario.retried === 'after a failure' && !outcomes[attempt]) break
  }
  return outcomes
}

function groupOf(commit: Commit, outcomes: readonly boolean[], { hoursBetweenCommits }: Scenario): Group {
  const { index, prNumber } = commit
  const at = start + index * hoursBetweenCommits * hourMilliseconds
  const { attempts, failures } = runOf('', at, outcomes)
  return {
    commit: `c${index}`,
    at,
    branch: prNumber === null ? 'main' : `pull-${prNumber}`,
    isDefaultBranch: prNumber === null,
    prNumber,
    attempts,
    failures,
    firstFailed: outcomes[0]!,
    runs: runsOf(commit, at, outcomes),
    durationMilliseconds: attempts * attemptMilliseconds,
    failedMilliseconds: failures * attemptMilliseconds,
    changedFiles: prNumber === null ? null : [`src/${prNumber}.ts`],
    shardsDiffer: false,
    isInfra: false,
  }
}

/** What is repaired while a pull request waits is seen by another run of it. */
function runsOf({ index, prNumber, isBad }: Commit, at: number, outcomes: readonly boolean[]): RunOutcome[] {
  if (prNumber === null || !isBad || outcomes.every(Boolean)) return [runOf(`r${index}`, at, outcomes)]
  return [runOf(`r${index}`, at, outcomes.slice(0, 1)), runOf(`s${index}`, at, outcomes.slice(1))]
}

const runOf = (id: string, at: number, outcomes: readonly boolean[]): RunOutcome => ({
  id,
  at,
  attempts: outcomes.length,
  failures: outcomes.filter(Boolean).length,
})
