import { entryAt, placesOf, unpacked, type Entry, type Unpacked } from '../history/vectors.ts'
import type { Group, History, RunOutcome } from '../verdicts/history.ts'
import { type Outcome, outcomesOf, type Seen, type WindowRun } from './uploads.ts'

/** Of which tests histories are wanted. */
export interface Wanted {
  /** Numbers of tests, each once. */
  numbers: readonly number[]
  /** How long a pass of each usually takes, ms, in the same order. */
  passMilliseconds: readonly number[]
  /** Former numbers of tests, and what they were merged into. */
  aliases: readonly (readonly [former: number, now: number])[]
  /** What pull requests change, where that is known. */
  changes: ReadonlyMap<number, readonly string[]>
}

/** @param runs oldest first @returns histories in the order of `numbers` */
export function historiesOf(
  runs: readonly WindowRun[],
  { numbers, passMilliseconds, aliases, changes }: Wanted,
): History[] {
  const slots = slotsOf(numbers, aliases)
  const former = new Map(aliases)
  const books = numbers.map((_, index) => new Book(passMilliseconds[index] ?? 0, changes))
  for (const run of runs) {
    const results = unpacked(run.results)
    for (let place = 0; place < results.numbers.length; place++) {
      const number = results.numbers[place]!
      const slot = slots[number]
      if (!slot) continue
      const now = former.get(number)
      if (now !== undefined && isThere(results, now)) continue
      books[slot - 1]!.add(run, entryAt(results, place))
    }
  }
  return books.map((book) => book.history())
}

/** By number: 1 and the index among the wanted, or 0. */
function slotsOf(numbers: readonly number[], aliases: Wanted['aliases']): Int32Array {
  let highest = 0
  for (const number of numbers) highest = Math.max(highest, number)
  for (const [former] of aliases) highest = Math.max(highest, former)
  const slots = new Int32Array(highest + 1)
  for (const [index, number] of numbers.entries()) slots[number] = index + 1
  for (const [former, now] of aliases) slots[former] = slots[now] ?? 0
  return slots
}

const isThere = (results: Unpacked, number: number): boolean => {
  const [from, to] = placesOf(results, number)
  return to > from
}

/** What was seen of one test, by commit. */
class Book {
  readonly #passMilliseconds: number
  readonly #changes: Wanted['changes']
  readonly #ofCommit = new Map<string, Seen[]>()
  readonly #groups: Seen[][] = []

  constructor(passMilliseconds: number, changes: Wanted['changes']) {
    this.#passMilliseconds = passMilliseconds
    this.#changes = changes
  }

  /** In order of time. A skipped test adds nothing. */
  add(run: WindowRun, entry: Entry): void {
    if (entry.attempts === 0) return
    const known = run.commit === '' ? undefined : this.#ofCommit.get(run.commit)
    if (known) return void known.push({ run, entry })
    const made = [{ run, entry }]
    if (run.commit !== '') this.#ofCommit.set(run.commit, made)
    this.#groups.push(made)
  }

  history(): History {
    return this.#groups.map((seen) => this.#groupOf(seen)).sort((a, b) => a.at - b.at)
  }

  #groupOf(seen: readonly Seen[]): Group {
    const { prNumber } = seen[0]!.run
    const changedFiles = prNumber === null ? null : (this.#changes.get(prNumber) ?? null)
    return { ...groupOf(seen, this.#passMilliseconds), changedFiles }
  }
}

/** Of one commit. Runs that are no evidence count only where there is no other, for the eye. */
function groupOf(all: readonly Seen[], passMilliseconds: number): Omit<Group, 'changedFiles'> {
  const evidence = all.filter(({ run }) => !run.isInfra)
  const outcomes = outcomesOf(evidence.length > 0 ? evidence : all)
  const seen = outcomes.flatMap((outcome) => outcome.seen)
  const { run, entry } = seen[0]!
  const sum = (of: (entry: Entry) => number) => seen.reduce((total, each) => total + of(each.entry), 0)
  return {
    commit: run.commit,
    at: run.at,
    branch: run.branch,
    isDefaultBranch: seen.some((each) => each.run.isDefaultBranch),
    prNumber: run.prNumber,
    attempts: sum(({ attempts }) => attempts),
    failures: sum(({ failures }) => failures),
    firstFailed: entry.firstFailed,
    runs: outcomes.map(runOf),
    shardsDiffer: outcomes.some(({ shardsDiffer }) => shardsDiffer),
    durationMilliseconds: sum(({ milliseconds, attempts }) => milliseconds || attempts * passMilliseconds),
    failedMilliseconds: sum(({ failedMilliseconds }) => failedMilliseconds),
    isInfra: evidence.length === 0,
  }
}

const runOf = ({ id, seen }: Outcome): RunOutcome => ({
  id,
  at: seen[0]!.run.at,
  attempts: seen.reduce((all, { entry }) => all + entry.attempts, 0),
  failures: seen.reduce((all, { entry }) => all + entry.failures, 0),
})
