import { entryAt, unpacked } from '../history/vectors.ts'

/** What runs add to their tests' counts, or take from them; the members stand side by side. */
export interface Counts {
  numbers: readonly number[]
  runs: readonly number[]
  passed: readonly number[]
  failed: readonly number[]
  skipped: readonly number[]
  milliseconds: readonly number[]
  /** ms since 1970. */
  lastRunAt: readonly number[]
}

/** A run that comes into the counts of its tests, or is taken out of them again. */
export interface CountedRun {
  /** 0: its tests are to be known, and it counts for nothing. */
  sign: 1 | 0 | -1
  /** ms since 1970. */
  at: number
  results: Uint8Array
  durations: Uint8Array
}

/** What runs mean for their tests. */
export interface Counted {
  counts: Counts
  /** Tests with a failed attempt in a run that is not taken out. */
  failing: number[]
}

interface Sum {
  runs: number
  passed: number
  failed: number
  skipped: number
  milliseconds: number
  lastRunAt: number
}

/** @param runs oldest first @param aliases former numbers of tests, and what they were merged into */
export function countedIn(
  runs: readonly CountedRun[],
  aliases: readonly (readonly [former: number, now: number])[],
): Counted {
  const now = new Map(aliases)
  const sums = new Map<number, Sum>()
  const failing = new Set<number>()
  for (const run of runs) {
    const results = unpacked(run.results)
    for (let place = 0; place < results.numbers.length; place++) {
      const entry = entryAt(results, place, run.durations)
      const number = now.get(entry.number) ?? entry.number
      if (run.sign !== -1 && entry.failures > 0) failing.add(number)
      add(sumFor(sums, number, run), run, entry)
    }
  }
  return { counts: countsOf(sums), failing: [...failing] }
}

function sumFor(sums: Map<number, Sum>, number: number, { at }: CountedRun): Sum {
  const known = sums.get(number)
  if (known) return known
  const sum = { runs: 0, passed: 0, failed: 0, skipped: 0, milliseconds: 0, lastRunAt: at }
  sums.set(number, sum)
  return sum
}

function add(sum: Sum, { sign, at }: CountedRun, entry: ReturnType<typeof entryAt>): void {
  sum.runs += sign
  if (entry.attempts === 0) sum.skipped += sign
  else if (entry.lastFailed) sum.failed += sign
  else sum.passed += sign
  sum.milliseconds += sign * entry.milliseconds
  sum.lastRunAt = Math.max(sum.lastRunAt, at)
}

function countsOf(sums: ReadonlyMap<number, Sum>): Counts {
  const all = [...sums.values()]
  return {
    numbers: [...sums.keys()],
    runs: all.map(({ runs }) => runs),
    passed: all.map(({ passed }) => passed),
    failed: all.map(({ failed }) => failed),
    skipped: all.map(({ skipped }) => skipped),
    milliseconds: all.map(({ milliseconds }) => milliseconds),
    lastRunAt: all.map(({ lastRunAt }) => lastRunAt),
  }
}
