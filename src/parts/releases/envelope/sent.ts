import { secondsBetween } from '../../../kit/duration.ts'
import type { Caller } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { releaseFaults } from '../faults.ts'
import { type Envelope, envelopeOf, type GivenEnvelope } from './envelope.ts'
import { isSigned } from './signatures.ts'

const mostSecondsOff = 300

/** Who sends, and where it arrives. */
export interface Sender {
  world: World
  caller: Caller
}

/**
 * The envelope of what somebody sends. Whoever records a signed body can send it again: with the moment in it that works
 * for five minutes (P3).
 * @throws TELLING_STALE
 */
export function envelopeOfSent({ world, caller }: Sender, given: GivenEnvelope): Envelope {
  const envelope = envelopeOf(given)
  const { sentAt } = envelope
  const isStale = sentAt !== null && Math.abs(secondsBetween(sentAt, world.now())) > mostSecondsOff
  if (isStale && isSigned(caller))
    throw releaseFaults.TELLING_STALE({ serverTime: world.now().toISOString() })
  return envelope
}
