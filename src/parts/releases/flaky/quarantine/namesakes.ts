import { daysAfter } from '../../../../kit/duration.ts'
import { integers } from '../../../../kit/sql-array.ts'
import type { World } from '../../../../kit/world.ts'
import type { Ground } from '../history/store.ts'
import { type Namesake, namesakesOfNumbers } from './namesakes-store.ts'

/** What there is of a name now, beside what there was when one of its tests was quarantined. */
export type Miscount = 'more' | 'fewer'

const mostNamesakes = 10_000
/** A namesake was there when the quarantine was made that had run so lately. */
const aliveDays = 1

/**
 * Which of several namesakes is the one that was quarantined is a guess by their order, which one more shifts, and one
 * fewer, too: so no quarantine counts of a name that stands there more or less often than when it was made.
 * @param decidedAt of each number, see `quarantinedAt`
 * @param isHere whether a test stands in what is judged, be it skipped
 */
export async function miscounts(
  world: World,
  ground: Ground,
  decidedAt: ReadonlyMap<number, Date | null>,
  isHere: (namesake: Namesake) => boolean,
): Promise<ReadonlyMap<number, Miscount>> {
  const asked = [...decidedAt].filter((each): each is [number, Date] => each[1] !== null)
  if (asked.length === 0) return new Map()
  const numbers = integers(asked.map(([number]) => number))
  const namesakes = await namesakesOfNumbers(world, ground, numbers, mostNamesakes)
  // More than are read: nobody knows.
  if (namesakes.length === mostNamesakes) return new Map(asked.map(([number]) => [number, 'more']))
  const found = new Map<number, Miscount>()
  for (const namesake of namesakes) {
    const miscount = miscountBy(namesake, decidedAt.get(namesake.of)!, isHere(namesake))
    if (miscount !== null) found.set(namesake.of, miscount)
  }
  return found
}

function miscountBy(
  { firstSeenAt, lastRunAt, isLater }: Namesake,
  at: Date,
  isHere: boolean,
): Miscount | null {
  const isNew = firstSeenAt > at
  if (isHere) return isNew ? 'more' : null
  // The first of a name are always there: what has an earlier number, and is not, is equal in what is kept alone.
  return isLater && !isNew && lastRunAt > daysAfter(at, -aliveDays) ? 'fewer' : null
}
