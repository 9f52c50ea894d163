import { minutesAfter } from '../../../kit/duration.ts'
import { sha256 } from '../../../kit/hash.ts'
import { as, type World } from '../../../kit/world.ts'
import { type ChallengeKind, putChallenge, takeChallenge } from '../factors/challenge-store.ts'
import { accountFaults } from '../faults.ts'
import { ceremonyMinutes, challengeBytes } from './ceremony.ts'

/**
 * What a passkey is asked to sign, kept here and never believed from outside. `of` is what it belongs to: a session, or
 * the secret of a browser's cookie.
 */
export interface Ceremony {
  kind: Exclude<ChallengeKind, 'second_step'>
  of: string
  accountId?: string
  sessionId?: string
}

/** A ceremony that is begun again asks for another signature; the one before is good no more. */
export async function ask(world: World, ceremony: Ceremony): Promise<Buffer> {
  const challenge = world.random(challengeBytes)
  const expiresAt = minutesAfter(world.now(), ceremonyMinutes)
  await putChallenge(
    as(world, { role: 'app' }),
    hashOf(ceremony),
    ceremony.kind,
    { ...ceremony, challenge },
    expiresAt,
  )
  return challenge
}

/** Gone with its first use, whatever comes of that. @throws PASSKEY_REFUSED */
export async function asked(world: World, ceremony: Pick<Ceremony, 'kind' | 'of'>): Promise<Buffer> {
  const found = await takeChallenge(as(world, { role: 'app' }), hashOf(ceremony), ceremony.kind)
  if (!found?.challenge) throw accountFaults.PASSKEY_REFUSED()
  return found.challenge
}

const hashOf = ({ kind, of }: Pick<Ceremony, 'kind' | 'of'>): Buffer => sha256(`passkey\0${kind}\0${of}`)
