import type { KeyObject } from 'node:crypto'
import type { CryptoKey } from 'jose'
import { millisecondsBetween } from '../../../kit/duration.ts'
import { resident, type World } from '../../../kit/world.ts'
import { accountFaults } from '../faults.ts'
import type { TrustedIssuer } from './issuer.ts'
import { fetchKeys, type IssuerKey } from './jwks.ts'

/** Keys older than this are asked for again, while those at hand still serve. */
const freshMilliseconds = 600_000
/** An issuer that was asked in vain is not asked again sooner, whatever tokens come. */
const pauseMilliseconds = 30_000
/** While none of its keys is known. */
const firstPauseMilliseconds = 5_000
/** Keys that could not be asked for again serve so long, then no more. */
const staleMilliseconds = 86_400_000

/** What a process remembers of one issuer. */
interface Memory {
  keys: readonly IssuerKey[]
  fetchedAt: Date | null
  /** When it was last asked in vain: it did not answer, or not with the key that was wanted. */
  inVainAt: Date | null
  fetching: Promise<void> | null
}

const memories = resident(() => new Map<TrustedIssuer, Memory>())

function memoryOf(world: World, issuer: TrustedIssuer): Memory {
  const known = memories(world).get(issuer)
  if (known) return known
  const memory: Memory = { keys: [], fetchedAt: null, inVainAt: null, fetching: null }
  memories(world).set(issuer, memory)
  return memory
}

export interface WantedKey {
  algorithm: string
  keyId: string | undefined
}

/**
 * The key that a token says it was signed with. One that is not known makes one call, shared by all who wait; where that was
 * in vain, none is made for 30 s. A PEM makes none ever.
 * @returns undefined when the issuer has no such key
 * @throws ISSUER_UNAVAILABLE when its keys cannot be had, or are older than a day
 */
export async function keyFor(
  world: World,
  issuer: TrustedIssuer,
  wanted: WantedKey,
): Promise<CryptoKey | KeyObject | undefined> {
  if (issuer.keys.kind === 'pem') return issuer.keys.key
  const memory = memoryOf(world, issuer)
  const known = isUsable(world, memory) ? pick(memory.keys, wanted) : undefined
  if (known) {
    if (isOld(world, memory) && mayAsk(world, memory)) world.background(refresh(world, issuer, memory))
    return known
  }
  const asks = memory.fetching !== null || mayAsk(world, memory)
  if (asks) await refresh(world, issuer, memory)
  if (!isUsable(world, memory))
    throw accountFaults.ISSUER_UNAVAILABLE({ retryAfterSeconds: firstPauseMilliseconds / 1000 })
  const found = pick(memory.keys, wanted)
  if (asks && !found) memory.inVainAt = world.now()
  return found
}

/** A token that names no key was signed with the only one there is. */
function pick(keys: readonly IssuerKey[], { algorithm, keyId }: WantedKey): CryptoKey | undefined {
  const fitting = keys.filter(
    (key) => key.algorithm === algorithm && (keyId === undefined || key.id === keyId),
  )
  return fitting.length === 1 ? fitting[0]!.key : undefined
}

const since = (world: World, moment: Date): number => millisecondsBetween(moment, world.now())

const isUsable = (world: World, { fetchedAt }: Memory): boolean =>
  fetchedAt !== null && since(world, fetchedAt) <= staleMilliseconds

const isOld = (world: World, { fetchedAt }: Memory): boolean =>
  fetchedAt !== null && since(world, fetchedAt) > freshMilliseconds

const mayAsk = (world: World, memory: Memory): boolean =>
  memory.inVainAt === null ||
  since(world, memory.inVainAt) >= (isUsable(world, memory) ? pauseMilliseconds : firstPauseMilliseconds)

/** Never rejects: what cannot be had is told, and what is known stays. */
function refresh(world: World, issuer: TrustedIssuer, memory: Memory): Promise<void> {
  memory.fetching ??= ask(world, issuer, memory).finally(() => (memory.fetching = null))
  return memory.fetching
}

async function ask(world: World, issuer: TrustedIssuer, memory: Memory): Promise<void> {
  try {
    const keys = await fetchKeys(world, issuer)
    if (keys.length === 0) throw new Error('none of its keys can be used')
    Object.assign(memory, { keys, fetchedAt: world.now() })
  } catch (error) {
    memory.inVainAt = world.now()
    world.log.warn("an issuer's keys could not be had", { issuer: issuer.issuer ?? 'unnamed', error })
  }
}
