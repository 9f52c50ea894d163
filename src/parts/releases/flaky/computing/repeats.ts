import { entryAt, unpacked } from '../history/vectors.ts'
import { outcomesOf, type Seen, type WindowRun } from './uploads.ts'

/** How often a test was run again on one commit, and how often that showed both outcomes. */
export interface Repeats {
  divergent: number
  repeated: number
}

/** Of every test of these runs that was ever repeated. Infra runs are no evidence. */
export function repeatsOf(runs: readonly WindowRun[]): Repeats[] {
  const found = new Map<number, Repeats>()
  for (const group of byCommit(runs.filter(({ isInfra }) => !isInfra))) {
    const ofTest = new Map<number, Seen[]>()
    for (const run of group) {
      const results = unpacked(run.results)
      for (let place = 0; place < results.numbers.length; place++) {
        const entry = entryAt(results, place)
        // A single run shows repeats only where a test has more attempts than one.
        if (group.length === 1 && entry.attempts < 2) continue
        const known = ofTest.get(entry.number)
        if (known) known.push({ run, entry })
        else ofTest.set(entry.number, [{ run, entry }])
      }
    }
    for (const [number, seen] of ofTest) noteAll(found, number, seen)
  }
  return [...found.values()]
}

function noteAll(found: Map<number, Repeats>, number: number, seen: readonly Seen[]): void {
  let [attempts, failures] = [0, 0]
  for (const outcome of outcomesOf(seen))
    for (const { entry } of outcome.seen) {
      attempts += entry.attempts
      failures += entry.failures
    }
  if (attempts > 1) note(found, number, failures, attempts)
}

function note(found: Map<number, Repeats>, number: number, failures: number, attempts: number): void {
  const repeats = found.get(number) ?? { divergent: 0, repeated: 0 }
  repeats.repeated += 1
  if (failures > 0 && failures < attempts) repeats.divergent += 1
  found.set(number, repeats)
}

function byCommit(runs: readonly WindowRun[]): WindowRun[][] {
  const groups = new Map<string, WindowRun[]>()
  for (const run of runs) {
    const name = run.commit === '' ? ` ${run.id}` : run.commit
    const group = groups.get(name)
    if (group) group.push(run)
    else groups.set(name, [run])
  }
  return [...groups.values()]
}
