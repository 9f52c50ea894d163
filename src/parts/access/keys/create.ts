import { daysAfter } from '../../../kit/duration.ts'
import { uuidv7 } from '../../../kit/id.ts'
import type { World } from '../../../kit/world.ts'
import { accountSettings } from '../../accounts/index.ts'
import { keyedHash } from '../../vault/index.ts'
import { makeKey } from './format.ts'
import { insertKey, insertKeyLookup } from './store.ts'

/** What a key may be allowed to do. */
export const grantableScopes = [
  'connections:read',
  'connections:proxy',
  'connections:proxy:write',
  'connections:token',
  'connections:write',
  'data:read',
  'data:write',
  'webhooks:read',
  'webhooks:write',
  'metrics:read',
  'releases:read',
  'releases:write',
  'journey:run',
  'journey:write',
] as const

/** Of a new key whose maker names none: it sees connections and reads through them, and no token. */
export const usualScopes: readonly (typeof grantableScopes)[number][] = [
  'connections:read',
  'connections:proxy',
]

export interface MadeKey {
  id: string
  /** The key itself: shown this once, stored as a keyed hash only. */
  key: string
  obfuscated: string
  expiresAt: Date | null
}

/** Makes a key; runs in the caller's transaction. */
export async function createKey(
  world: World,
  accountId: string,
  asked: {
    name: string
    scopes: readonly string[]
    subjectId: string | null
    expiresInDays: number | undefined
    /** Which limits it is under; none: those of the settings' default tier. */
    tier?: string | undefined
  },
): Promise<MadeKey> {
  const environment = world.settings(accountSettings).environment === 'production' ? 'live' : 'test'
  const key = makeKey(environment, (bytes) => world.random(bytes))
  const { keyId: macKeyId, mac } = keyedHash(world, 'lookup', key)
  const id = uuidv7(world)
  const expiresAt = asked.expiresInDays === undefined ? null : daysAfter(world.now(), asked.expiresInDays)
  const shown = { prefix: `kh_${environment}_`, last4: key.slice(-4) }
  await insertKey(world, {
    accountId,
    id,
    name: asked.name,
    ...shown,
    scopes: asked.scopes,
    subjectId: asked.subjectId,
    expiresAt,
    tier: asked.tier ?? null,
  })
  await insertKeyLookup(world, mac, macKeyId, accountId, id)
  return { id, key, obfuscated: obfuscate(shown), expiresAt }
}

export const obfuscate = ({ prefix, last4 }: { prefix: string; last4: string }): string =>
  `${prefix}…${last4}`
