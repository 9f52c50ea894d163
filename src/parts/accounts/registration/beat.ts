import { millisecondsBetween } from '../../../kit/duration.ts'
import type { World } from '../../../kit/world.ts'

/** Several times what the work takes on an idle machine, and no more than a person notices. */
const beatMilliseconds = 125

/**
 * Does `work`, and comes back a whole number of beats after it began: whether an address was known makes a difference of
 * a few statements, which the time of the answer does not tell.
 */
export async function onTheBeat<T>(world: World, work: () => Promise<T>): Promise<T> {
  const begun = world.now()
  try {
    return await work()
  } finally {
    const taken = Math.max(0, millisecondsBetween(begun, world.now()))
    await world.wait(beatMilliseconds - (taken % beatMilliseconds))
  }
}
