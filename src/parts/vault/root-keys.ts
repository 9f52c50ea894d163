import { createSecretKey } from 'node:crypto'
import { SingleFlight } from '../../kit/single-flight.ts'
import { as, resident, type World } from '../../kit/world.ts'
import { KeyringError } from './faults.ts'
import { type HeldKey, Keyring, type Purpose, purposes } from './keyring.ts'
import { vaultSettings } from './settings.ts'
import { deploymentId, insertKey, type KeyRow, loadKeys } from './store.ts'
import { type RootKeyName, type Wrapper, wrappedBy } from './wrapper.ts'
import { previousWrapperFrom, wrapperFrom } from './wrapper-from.ts'

/** A process learns of a new primary key, and of one that is gone, within this. */
const lookEveryMilliseconds = 5_000

interface Held {
  keyring: Keyring | null
  /** The world that loaded it, as our jobs: outside of every transaction. */
  jobs: World | null
  lookedAt: number
  /** When all keys were last opened by what wraps them, and what it said since, should it no longer do so. */
  provenAt: Date | null
  trouble: KeyringError | null
}
const held = resident<Held>(() => ({
  keyring: null,
  jobs: null,
  lookedAt: 0,
  provenAt: null,
  trouble: null,
}))

export function keyringOf(world: World): Keyring {
  const { keyring } = held(world)
  if (!keyring) throw new KeyringError('the keys are not loaded yet')
  return keyring
}

/** How the keyring fares in this process. */
export const keyringHealth = (world: World): Pick<Held, 'provenAt' | 'trouble'> => held(world)

// One for each process: a KMS that fails is left alone by all who ask.
export const wrapperOf = resident((world) => wrapperFrom(world, world.settings(vaultSettings)))

/** What wrapped them before, while that is changed. */
export const previousWrapperOf = resident((world) => previousWrapperFrom(world.settings(vaultSettings)))

/**
 * Loads every root key and makes the missing ones. Refuses to start when one does not unwrap: nothing is ever sealed
 * under a key of the moment. Asked again later it proves every key anew; when it throws, the keys in hand stay.
 * @throws KeyringError naming the key that is wanted
 */
export async function loadKeyring(world: World): Promise<void> {
  const jobs = as(world, { role: 'jobs' })
  const state = held(world)
  const by = wrapperOf(world)
  try {
    const keys = await openOrMake(jobs, await deploymentId(jobs))
    const now = world.now()
    Object.assign(state, { keyring: new Keyring(by.fingerprint, keys), jobs, lookedAt: now.getTime() })
    Object.assign(state, { provenAt: now, trouble: null })
  } catch (error) {
    if (error instanceof KeyringError) state.trouble = error
    throw error
  }
}

const looks = resident(() => new SingleFlight<void>())

/** Learns which keys there are by now. One that does not open is told; the keys in hand stay. */
export const lookForKeys = (world: World): Promise<void> => looks(world).share('', () => look(world))

async function look(world: World): Promise<void> {
  const state = held(world)
  const { jobs, keyring } = state
  if (!jobs || !keyring) throw new KeyringError('the keys are not loaded yet')
  const lookedAt = world.now().getTime()
  const rows = await loadKeys(jobs)
  const known = new Map(keyring.keys.map((key) => [key.id, key]))
  const isSame = rows.length === known.size && rows.every(({ id, state }) => known.get(id)?.state === state)
  if (!isSame) state.keyring = new Keyring(keyring.fingerprint, await heldOf(jobs, rows, known))
  state.lookedAt = lookedAt
}

/** Those in hand in the state they are in now, and the new ones as far as they open. */
async function heldOf(
  world: World,
  rows: readonly KeyRow[],
  known: ReadonlyMap<number, HeldKey>,
): Promise<HeldKey[]> {
  const keys: HeldKey[] = []
  let deployment: string | undefined
  for (const row of rows) {
    const before = known.get(row.id)
    if (before) keys.push({ ...before, state: row.state })
    else {
      deployment ??= await deploymentId(world)
      const opened = await unlessRefused(world, openOne(world, deployment, row))
      if (opened) keys.push(opened)
    }
  }
  return keys
}

async function unlessRefused<T>(world: World, opening: Promise<T>): Promise<T | null> {
  try {
    return await opening
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error
    held(world).trouble = error
    world.log.warn('a new root key does not open: the one before it serves on', {
      reason: error.reason,
      error,
    })
    return null
  }
}

/** The keyring to seal under: at most 5 s behind the database, unless that is away. */
export function currentKeyring(world: World): Keyring | Promise<Keyring> {
  const isRecent = world.now().getTime() - held(world).lookedAt < lookEveryMilliseconds
  return isRecent ? keyringOf(world) : lookedFor(world)
}

async function lookedFor(world: World): Promise<Keyring> {
  try {
    await lookForKeys(world)
  } catch (error) {
    // What has come from a provider must be sealed even when the database is away.
    world.log.info('which keys there are could not be looked up: those in hand serve on', { error })
  }
  return keyringOf(world)
}

/** The keyring once it holds this key, or once it is sure that it does not: another process may have made it just now. */
export async function keyringWith(world: World, keyId: number): Promise<Keyring> {
  // Twice: the first look may be one that began before the key was made.
  for (let looked = 0; looked < 2 && !keyringOf(world).has(keyId); looked++) await lookForKeys(world)
  return keyringOf(world)
}

async function openOrMake(world: World, deployment: string): Promise<HeldKey[]> {
  // Proves the keyring on what is there before anything new is wrapped with it.
  const opened: HeldKey[] = []
  // One after the other: the first that does not open ends it, and a KMS gets one question at a time.
  for (const row of await loadKeys(world)) opened.push(await openOne(world, deployment, row))
  const missing = purposes.filter(
    (purpose) => !opened.some((key) => key.purpose === purpose && key.state === 'primary'),
  )
  if (missing.length === 0) return opened
  await make(world, deployment, missing, Math.max(0, ...opened.map(({ id }) => id)))
  return openOrMake(world, deployment)
}

async function openOne(world: World, deployment: string, row: KeyRow): Promise<HeldKey> {
  const { id, purpose, state } = row
  const raw = await unwrapped(world, { id, purpose, deploymentId: deployment }, row)
  const key = createSecretKey(raw)
  raw.fill(0)
  return { id, purpose, state, key }
}

/**
 * While the master key is changed a root key is opened by whichever process has either: as it was wrapped before, by the
 * one that has the old key alone; as it is wrapped still, by the one that was told the old key too.
 */
async function unwrapped(
  world: World,
  name: RootKeyName,
  { wrapped, wrappedPrevious }: KeyRow,
): Promise<Buffer> {
  const [current, previous] = [wrapperOf(world), previousWrapperOf(world)]
  try {
    return await current.unwrap(name, wrapped)
  } catch (error) {
    if (!isOfAnother(error)) throw error
    if (previous && isWrappedBy(previous, wrapped)) return previous.unwrap(name, wrapped)
    if (wrappedPrevious && isWrappedBy(current, wrappedPrevious)) return current.unwrap(name, wrappedPrevious)
    throw error
  }
}

const isOfAnother = (error: unknown): boolean =>
  error instanceof KeyringError && (error.reason === 'OTHER_KEY' || error.reason === 'OTHER_KEYRING')

/** Whether a record says that this master key wrapped it. */
export function isWrappedBy({ fingerprint }: Wrapper, wrapped: Buffer): boolean {
  const by = wrappedBy(wrapped)
  return by.keyring === 'local' && by.fingerprint === fingerprint
}

/** A new root key, wrapped: by the master key before as well while that is changed, for processes that have it alone. */
export async function newRootKey(
  world: World,
  name: RootKeyName,
): Promise<Pick<KeyRow, 'wrapped' | 'wrappedPrevious'>> {
  const { rootKey, wrapped } = await wrapperOf(world).make(name, world.random)
  const previous = previousWrapperOf(world)
  const wrappedPrevious = previous && (await previous.wrap(name, rootKey, world.random(12)))
  rootKey.fill(0)
  return { wrapped, wrappedPrevious }
}

/** All are wrapped before the first is stored: a KMS that goes away meanwhile leaves nothing behind. */
async function make(
  world: World,
  deployment: string,
  missing: readonly Purpose[],
  highestId: number,
): Promise<void> {
  const made: Parameters<typeof insertKey>[1][] = []
  for (const [index, purpose] of missing.entries()) {
    const id = highestId + index + 1
    made.push({ id, purpose, ...(await newRootKey(world, { id, purpose, deploymentId: deployment })) })
  }
  for (const key of made) await insertKey(world, key)
}
