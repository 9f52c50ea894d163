import { sha256 } from '../../../kit/hash.ts'
import { LRUCache } from 'lru-cache'
import { SingleFlight } from '../../../kit/single-flight.ts'
import { as, resident, type World } from '../../../kit/world.ts'
import { isFresh, keyedHash } from '../../vault/index.ts'
import { openSecret, tokenPlace } from '../secrets.ts'
import { readable } from './store.ts'
import type { ConnectionRow } from './store.ts'

/** A readable token in memory: still sealed. It is checked against its row in the statement that releases it. */
export interface HotToken extends ConnectionRow {
  sealed: Buffer
  logAccount: string
  logSubject: string
  /** Keyed hash of the access token, 16 bytes: finds in the log who used a token that leaked. */
  fingerprint: Buffer | null
  /** No refresh is tried behind a reader before this. */
  quietUntil: Date | null
}

const tokens = resident(() => new LRUCache<string, HotToken>({ max: 50_000 }))

export function hotToken(world: World, connectionId: string): HotToken | undefined {
  const token = tokens(world).get(connectionId)
  return token && isFresh(world, token.sealed) ? token : undefined
}

/** @param seen forget it only if it is this one: another reader may have brought a newer one meanwhile */
export function forgetToken(world: World, connectionId: string, seen?: HotToken): void {
  if (seen === undefined || tokens(world).peek(connectionId) === seen) tokens(world).delete(connectionId)
}

const loads = resident(() => new SingleFlight<HotToken | undefined>())

/**
 * Reads connection, token and the log's pseudonyms in one round trip; all who ask meanwhile share it. It may be a moment
 * old, as everything kept in memory: the statement that releases it looks again. Kept only when it is readable.
 */
export const loadToken = (
  world: World,
  accountId: string,
  connectionId: string,
): Promise<HotToken | undefined> =>
  loads(world).share(`${accountId} ${connectionId}`, () => readToken(world, accountId, connectionId))

/** The same as of now, and shared with nobody. */
export async function readToken(
  world: World,
  accountId: string,
  connectionId: string,
): Promise<HotToken | undefined> {
  const row = await readable(as(world, { role: 'app', accountId }), connectionId)
  if (!row) return undefined
  const token: HotToken = {
    ...row,
    sealed: row.sealedAccessToken ?? Buffer.alloc(0),
    fingerprint: null,
    quietUntil: null,
  }
  if (row.status === 'active') tokens(world).set(connectionId, token)
  return token
}

/** Opens the access token for this one answer; its fingerprint is kept, the token is not. */
export async function openAccessToken(
  world: World,
  token: HotToken,
  actor: Parameters<typeof openSecret>[3],
): Promise<string> {
  const { id, accountId, subjectId, generation } = token
  const plain = await openSecret(
    world,
    tokenPlace({ accountId, subjectId, connectionId: id }, 'access_token', generation),
    token.sealed,
    actor,
  )
  token.fingerprint ??= keyedHash(world, 'fingerprint', sha256(plain)).mac.subarray(0, 16)
  return plain.toString()
}
