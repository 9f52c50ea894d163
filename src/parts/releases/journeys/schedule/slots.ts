import { secondsAfter, secondsBetween } from '../../../../kit/duration.ts'
import type { World } from '../../../../kit/world.ts'
import type { Timing } from '../catalogue/store.ts'
import type { Schedule } from '../document/journey.ts'

/** A time of a schedule that is taken, and the one behind it. */
export interface Taken {
  slotAt: Date
  /** Times before it that nobody ran; they are not made up for. */
  missed: number
  next: Date
}

/**
 * Which time of a schedule is run now: of several that passed the last one alone (J6).
 * @param slotAt the first that was not run; not later than now
 */
export function takenAt(slotAt: Date, everySeconds: number, now: Date): Taken {
  const missed = Math.max(0, Math.floor(secondsBetween(slotAt, now) / everySeconds))
  const taken = secondsAfter(slotAt, missed * everySeconds)
  return { slotAt: taken, missed, next: secondsAfter(taken, everySeconds) }
}

/** When a time's run begins: up to so many seconds later, by chance. */
export function timingAt(
  { random }: Pick<World, 'random'>,
  { everySeconds, jitterSeconds }: Schedule,
  slotAt: Date,
): Timing {
  const share = random(4).readUInt32BE() / 2 ** 32
  return { everySeconds, slotAt, dueAt: secondsAfter(slotAt, jitterSeconds * share) }
}
