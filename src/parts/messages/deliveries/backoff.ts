import { secondsAfter } from '../../../kit/duration.ts'
import type { World } from '../../../kit/world.ts'

const minute = 60
const hour = 3600

/** Seconds before each attempt after the one before it failed: about 75 hours in all. */
export const delaysSeconds: readonly number[] = [
  0,
  5,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]

/** At most this share is added by chance, so that what failed together does not come back together. */
const jitter = 0.2

/**
 * When to try again after so many attempts, never before the schedule says; `null` when it is given up.
 * @param attempts how many there were, from 1
 */
export function nextAttemptAt(world: Pick<World, 'now' | 'random'>, attempts: number): Date | null {
  const delay = delaysSeconds[attempts]
  if (delay === undefined) return null
  const chance = world.random(4).readUInt32BE() / 2 ** 32
  return secondsAfter(world.now(), delay * (1 + jitter * chance))
}
