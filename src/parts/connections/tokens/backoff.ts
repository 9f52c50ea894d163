import { secondsAfter } from '../../../kit/duration.ts'
import type { World } from '../../../kit/world.ts'

// Readers wait for it, and the provider may be back at any moment: the first call after an outage goes out within 10 s.
const longestReaderSeconds = 8
const longestSweepSeconds = 900

/**
 * After a failure nobody tries again before these: readers from 1 s doubling to 8 s, sweeps from 5 s doubling to
 * 15 min, up to a fifth less by chance; a provider's own `Retry-After` (600 s at most) counts for both.
 */
export function backOff(
  world: World,
  failures: number,
  retryAfterSeconds: number | null,
): { readAfter: Date; sweepAfter: Date } {
  const now = world.now()
  const doubling = 2 ** Math.min(failures - 1, 20)
  const jitter = 1 - (world.random(1)[0]! / 255) * 0.2
  const told = Math.min(retryAfterSeconds ?? 0, 600)
  return {
    readAfter: secondsAfter(now, Math.max(told, Math.min(longestReaderSeconds, doubling) * jitter)),
    sweepAfter: secondsAfter(now, Math.max(told, Math.min(longestSweepSeconds, 5 * doubling) * jitter)),
  }
}
