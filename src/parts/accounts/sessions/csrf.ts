import { base64url, sameSecret } from '../../../kit/hash.ts'
import { uuidBytes } from '../../../kit/id.ts'
import type { World } from '../../../kit/world.ts'
import { keyedHash, keyedHashes } from '../../vault/index.ts'

const chanceBytes = 16
const form = /^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/

/**
 * What pages of this session send back as `X-CSRF-Token`: 16 random bytes and their MAC together with the session's id.
 * Any such token is good as long as the session is, through all its refreshes; none is for another session.
 */
export function csrfTokenFor(world: World, sessionId: string): string {
  const random = world.random(chanceBytes)
  return `${base64url(random)}.${base64url(keyedHash(world, 'csrf', bound(sessionId, random)).mac)}`
}

/** Compared in constant time, under the newest key and the one before. */
export function csrfTokenIsGood(world: World, sessionId: string, token: string | undefined): boolean {
  if (token === undefined || !form.test(token)) return false
  const [random, mac] = token.split('.').map((part) => Buffer.from(part, 'base64url')) as [Buffer, Buffer]
  return keyedHashes(world, 'csrf', bound(sessionId, random)).some((made) => sameSecret(made, mac))
}

const bound = (sessionId: string, random: Buffer): Buffer =>
  Buffer.concat([uuidBytes(sessionId), Buffer.from([random.length]), random])
