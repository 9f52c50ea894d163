import { createSecretKey } from 'node:crypto'
import { minutesAfter } from '../../../kit/duration.ts'
import { base64url, hmacSha256, sha256 } from '../../../kit/hash.ts'
import type { Asked } from '../../../kit/route.ts'
import { as, type World } from '../../../kit/world.ts'
import { lookAtChallenge, putChallenge, takeChallenge } from '../factors/challenge-store.ts'
import { accountFaults } from '../faults.ts'
import { personCookie, personCookieName } from '../sessions/cookies.ts'

const attemptMinutes = 10
const saltBytes = 32

/** A sign-in on its way: what its answer must bring back, and where it leads. */
export interface Attempt {
  state: string
  nonce: string
  verifier: string
  /** A path of ours. */
  next: string
}

/**
 * Begins an attempt. Half of what its secrets are made from lies in a cookie, half in the database: who has one of them
 * alone can answer for nothing.
 */
export async function beginAttempt(
  world: World,
  next: string,
): Promise<{ attempt: Attempt; cookies: string[] }> {
  const secret = base64url(world.random(32))
  const salt = world.random(saltBytes)
  await putChallenge(
    as(world, { role: 'app' }),
    sha256(secret),
    'oidc',
    { challenge: Buffer.concat([salt, Buffer.from(next)]) },
    minutesAfter(world.now(), attemptMinutes),
  )
  return {
    attempt: { ...derived(secret, salt), next },
    cookies: [personCookie(world, 'oidc', secret, attemptMinutes * 60)],
  }
}

/** The attempt of this browser; it stays. @throws OIDC_ATTEMPT_GONE */
export async function attemptOf(world: World, asked: Asked): Promise<Attempt> {
  const secret = secretIn(world, asked)
  const found = await lookAtChallenge(as(world, { role: 'app' }), sha256(secret), 'oidc')
  if (!found?.challenge) throw accountFaults.OIDC_ATTEMPT_GONE()
  const { challenge } = found
  const next = challenge.subarray(saltBytes).toString()
  return { ...derived(secret, challenge.subarray(0, saltBytes)), next }
}

/** Of several answers one goes on. @throws OIDC_ATTEMPT_GONE */
export async function useUpAttempt(world: World, asked: Asked): Promise<void> {
  const taken = await takeChallenge(as(world, { role: 'app' }), sha256(secretIn(world, asked)), 'oidc')
  if (!taken) throw accountFaults.OIDC_ATTEMPT_GONE()
}

export const clearedAttempt = (world: World): string => personCookie(world, 'oidc', '', 0)

function secretIn(world: World, asked: Asked): string {
  const secret = asked.cookie(personCookieName(world, 'oidc'))
  if (!secret) throw accountFaults.OIDC_ATTEMPT_GONE()
  return secret
}

function derived(secret: string, salt: Buffer): Omit<Attempt, 'next'> {
  const key = createSecretKey(salt)
  const part = (label: string): string => base64url(hmacSha256(key, `${label}\0${secret}`))
  return { state: part('state'), nonce: part('nonce'), verifier: part('verifier') }
}
