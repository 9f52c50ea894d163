import { entryAt, placesOf, unpacked } from '../history/vectors.ts'
import type { ShownEntry, Showing } from './questions.ts'

/** What one test did in each of these runs, under all of its names; runs without it are left out. Runs in a worker. */
export function shown({ runs, aliases, number }: Showing): ShownEntry[] {
  const names = [number, ...aliases.flatMap(([former, now]) => (now === number ? [former] : []))]
  return runs.flatMap(({ id, results: packed }) => {
    const results = unpacked(packed)
    const places = names.map((name) => placesOf(results, name)).find(([from, to]) => to > from)
    if (!places) return []
    return Array.from({ length: places[1] - places[0] }, (_, index): ShownEntry => {
      const place = places[0] + index
      const { attempts, failures, lastFailed, milliseconds } = entryAt(results, place)
      const isPlain = attempts === 1 && failures === 0
      return { runId: id, place, attempts, failures, lastFailed, milliseconds: isPlain ? null : milliseconds }
    })
  })
}
