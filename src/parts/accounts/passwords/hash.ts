import { hash, parseOptions, verify } from '@node-rs/argon2'
import type { World } from '../../../kit/world.ts'
import { hashQueue } from './hash-queue.ts'
import { isLegacy, isLegacyBearable, verifyLegacy } from './legacy.ts'

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane; about 8 ms. */
export const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

// What nobody's password is looked at with, at the same cost: random bytes that were made once and thrown away.
const nobodys =
  '$argon2id$v=19$m=19456,t=2,p=1$PEdAPyJsuyCvezaif0j7kQ$jVBNiIOfXOSaG6Z4o1GRkkqhJwVRJl1hxnEn2l2xjwI'

/** A password as it is hashed: one spelling for each text (NFKC), never cut. */
export const spelled = (text: string): string => text.normalize('NFKC')

/**
 * The hash of a password as a PHC string (argon2id). Does not judge it: that is `checkPassword`.
 * @throws SIGN_IN_BUSY when too many wait to be hashed
 */
export const hashPassword = (world: World, text: string): Promise<string> =>
  hashQueue(world).run(() => hash(spelled(text), { ...cost, salt: world.random(16) }))

export interface Verdict {
  isRight: boolean
  /** Right, and kept by weaker means than today's: hash it anew while it is at hand. */
  needsRehash: boolean
}

/**
 * Whether that is the password. Without a hash (nobody by that name, or a person without a password) the same work is
 * done for nothing, so that time does not tell.
 * @throws SIGN_IN_BUSY when too many wait
 */
export function verifyPassword(world: World, text: string, kept: string | null): Promise<Verdict> {
  return hashQueue(world).run(async () => {
    if (kept !== null && isLegacy(kept)) {
      const isRight = await verifyLegacy(world, text, kept)
      return { isRight, needsRehash: isRight }
    }
    const isSame = await verify(kept ?? nobodys, spelled(text))
    const isRight = isSame && kept !== null
    return { isRight, needsRehash: isRight && isWeak(kept) }
  })
}

function isWeak(kept: string): boolean {
  const { memoryCost, timeCost } = parseOptions(kept)
  return !kept.startsWith('$argon2id$') || memoryCost < cost.memoryCost || timeCost < cost.timeCost
}

/** Whether a hash from elsewhere can be looked at here, at a price that a sign-in may cost. */
export function isBearableHash(kept: string): boolean {
  if (isLegacy(kept)) return isLegacyBearable(kept)
  if (kept.length > 500 || !/^\$argon2(id|i|d)\$/.test(kept)) return false
  try {
    const { memoryCost, timeCost, parallelism } = parseOptions(kept)
    return memoryCost * timeCost * parallelism <= 1_048_576
  } catch {
    return false // it only begins like one
  }
}
