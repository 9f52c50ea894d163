import { secondsBetween } from '../../../../kit/duration.ts'
import type { World } from '../../../../kit/world.ts'
import { CouldNotRun } from '../run/result.ts'
import { extendClaim, type HeldRun } from '../running/store.ts'

/** A process that says nothing for so long is dead to the others, which clean up behind it. */
export const leaseSeconds = 20
const beatSeconds = 5
/** Before the others may take over, it stops by itself. */
const trustSeconds = 15

export interface Holding {
  /** @throws CouldNotRun when the run is another's by now, or could be */
  check(): void
  end(): Promise<void>
}

/** Keeps a run this process's own as long as it is under way. The world is bound to the run's account. */
export function hold(world: World, run: HeldRun): Holding {
  const ending = new AbortController()
  let isLost = false
  let saidAt = world.now()
  const beating = (async () => {
    while (!isLost) {
      await world.wait(beatSeconds * 1000, ending.signal)
      const at = world.now()
      try {
        if (await extendClaim(world, run, leaseSeconds)) saidAt = at
        else isLost = true
      } catch (error) {
        // A database that is away for a moment takes nothing over either.
        world.log.warn('a journey’s claim could not be extended', { runId: run.id, error })
      }
    }
  })()
  const ended = beating.catch((error: unknown) => {
    if (!ending.signal.aborted) throw error
  })
  return {
    check() {
      if (isLost || secondsBetween(saidAt, world.now()) > trustSeconds)
        throw new CouldNotRun(
          'RUN_TAKEN_OVER',
          'this process was silent for too long, and another may clean up',
        )
    },
    async end() {
      ending.abort(new Error('the run has ended'))
      await ended
    },
  }
}
