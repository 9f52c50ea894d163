import type { World } from '../../../kit/world.ts'
import { exchangeDeadlineMilliseconds } from '../providers/index.ts'
import { connectionSettings } from '../settings.ts'

/**
 * How long a refresh and those around it wait, seconds. Each is longer than the one before it, so that nobody acts on
 * another's silence while that one may still speak: the call ends, then the claim, then the takeover is allowed.
 */
export interface Deadlines {
  /** The whole exchange with the provider. 28. */
  exchangeSeconds: number
  /** A claim's life, by the database's clock: the exchange, with room to save. 40. */
  claimSeconds: number
  /** After the claim's end others wait this much longer, so that an owner with a token in hand, or its spill, comes first. 30. */
  takeoverSeconds: number
  /** How long a waiter waits for another's refresh before it is told to come again. 30. */
  waiterSeconds: number
}

const inEarnest: Deadlines = {
  exchangeSeconds: exchangeDeadlineMilliseconds / 1000,
  claimSeconds: 40,
  takeoverSeconds: 30,
  waiterSeconds: 30,
}

/** With NODE_ENV=test all of them may be shortened together, by KEYHOLD_TEST_DEADLINE_SCALE; nowhere else. */
export function deadlinesOf(world: World): Deadlines {
  const scale = world.settings(connectionSettings).deadlineScale
  if (scale === 1) return inEarnest
  return {
    exchangeSeconds: inEarnest.exchangeSeconds * scale,
    claimSeconds: inEarnest.claimSeconds * scale,
    takeoverSeconds: inEarnest.takeoverSeconds * scale,
    waiterSeconds: inEarnest.waiterSeconds * scale,
  }
}
