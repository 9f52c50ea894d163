import { entryAt, unpacked } from '../history/vectors.ts'
import type { WindowRun } from './groups.ts'

/** How often a test was run again on one commit, and how often that showed both outcomes. */
export interface Repeats {
  divergent: number
  repeated: number
}

/** Of every test of these runs that was ever repeated. Infra runs are no evidence. */
export function repeatsOf(runs: readonly WindowRun[]): Repeats[] {
  const found = new Map<number, Repeats>()
  for (const group of byCommit(runs.filter(({ isInfra }) => !isInfra))) {
    const ofTest = new Map<number, { attempts: number; failures: number }>()
    for (const run of group) {
      const results = unpacked(run.results)
      for (let place = 0; place < results.numbers.length; place++) {
        const { number, attempts, failures } = entryAt(results, place)
        // A single run shows repeats only where a test has more attempts than one.
        if (group.length === 1 && attempts < 2) continue
        const known = ofTest.get(number)
        if (known) {
          known.attempts += attempts
          known.failures += failures
        } else ofTest.set(number, { attempts, failures })
      }
    }
    for (const [number, { attempts, failures }] of ofTest)
      if (attempts > 1) note(found, number, failures, attempts)
  }
  return [...found.values()]
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
