import { entryAt, placesOf, unpacked } from '../history/vectors.ts'
import type { Aliases, ShownEntry, Showing } from './questions.ts'

/** What each of these tests did in each of these runs, under all of its names; runs without it are left out. Runs in a worker. */
export function shown({ runs, aliases, numbers }: Showing): ShownEntry[][] {
  const tests = numbers.map((number) => ({ names: namesOf(number, aliases), entries: [] as ShownEntry[] }))
  for (const { id, results: packed } of runs) {
    const results = unpacked(packed)
    for (const { names, entries } of tests) {
      const places = names.map((name) => placesOf(results, name)).find(([from, to]) => to > from)
      for (let place = places?.[0] ?? 0; place < (places?.[1] ?? 0); place++)
        entries.push({ runId: id, place, ...entryShown(entryAt(results, place)) })
    }
  }
  return tests.map(({ entries }) => entries)
}

/** All numbers of a test, its own first. */
export const namesOf = (number: number, aliases: Aliases): number[] => [
  number,
  ...aliases.flatMap(([former, now]) => (now === number ? [former] : [])),
]

const entryShown = ({ attempts, failures, lastFailed, milliseconds }: ReturnType<typeof entryAt>) => ({
  attempts,
  failures,
  lastFailed,
  milliseconds: attempts === 1 && failures === 0 ? null : milliseconds,
})
