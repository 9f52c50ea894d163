import type { World } from '../../../kit/world.ts'
import { deadlinesOf } from './deadlines.ts'
import type { RefreshResult } from './refresh.ts'

/** Waits for a refresh no longer than a waiter waits; it goes on, and its outcome is kept, when nobody waits any more. */
export async function withinWaiterTime(world: World, flight: Promise<RefreshResult>): Promise<RefreshResult> {
  const waiting = new AbortController()
  const tooLong = world
    .wait(deadlinesOf(world).waiterSeconds * 1000, waiting.signal)
    .then((): RefreshResult => ({ kind: 'timeout', retryAfterSeconds: 5 }))
  tooLong.catch(() => undefined)
  try {
    return await Promise.race([flight, tooLong])
  } finally {
    waiting.abort()
  }
}
