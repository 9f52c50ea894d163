import { createSecretKey, type KeyObject } from 'node:crypto'
import { as, resident, type World } from '../../kit/world.ts'
import { KeyringError, Refused } from './faults.ts'
import { vaultSettings } from './settings.ts'
import { deploymentId, insertKey, type KeyRow, loadKeys } from './store.ts'
import { localWrapper, type Wrapper } from './wrap-local.ts'

/** What a root key is for. Each purpose has its own keys, so that none serves two ends. */
export const purposes = ['seal', 'lookup', 'fingerprint', 'subject_mac', 'cursor'] as const
export type Purpose = (typeof purposes)[number]

export interface RootKey {
  id: number
  key: KeyObject
}

/** The unwrapped root keys, kept as KeyObjects (a raw key costs 9 µs a call on Node 24). */
export class Keyring {
  readonly fingerprint: string
  readonly #all = new Map<number, RootKey>()
  readonly #primary = new Map<string, RootKey>()
  readonly #older = new Map<string, RootKey>()

  constructor(fingerprint: string, keys: readonly { row: KeyRow; raw: Buffer }[]) {
    this.fingerprint = fingerprint
    for (const { row, raw } of keys) {
      const rootKey = { id: row.id, key: createSecretKey(raw) }
      raw.fill(0)
      this.#all.set(row.id, rootKey)
      if (row.state === 'primary') this.#primary.set(row.purpose, rootKey)
      else this.#older.set(row.purpose, rootKey)
    }
  }

  primary(purpose: Purpose): RootKey {
    const found = this.#primary.get(purpose)
    if (!found)
      throw new KeyringError(
        `there is no primary key for ${purpose}; restart the process, which makes the missing ones`,
      )
    return found
  }

  /** The primary and the newest older one: what a keyed hash may have been made with. */
  lately(purpose: Purpose): RootKey[] {
    const older = this.#older.get(purpose)
    return older ? [this.primary(purpose), older] : [this.primary(purpose)]
  }

  byId(id: number): RootKey {
    const found = this.#all.get(id)
    if (!found) throw new Refused('KEY_MISSING', id)
    return found
  }
}

interface Held {
  keyring: Keyring | null
}
const held = resident<Held>(() => ({ keyring: null }))

export function keyringOf(world: World): Keyring {
  const { keyring } = held(world)
  if (!keyring) throw new KeyringError('the keys are not loaded yet')
  return keyring
}

/**
 * Loads every root key and makes the missing ones. Refuses to start when one does not unwrap: nothing is ever sealed
 * under a key of the moment.
 * @throws KeyringError naming the key that is wanted
 */
export async function loadKeyring(world: World): Promise<void> {
  const { masterKey } = world.settings(vaultSettings)
  if (!masterKey)
    throw new KeyringError(
      'KEYHOLD_MASTER_KEY is missing: set it, or start with a home folder, where one is made at first run',
    )
  const jobs = as(world, { role: 'jobs' })
  const wrapper = localWrapper(masterKey)
  const deployment = await deploymentId(jobs)
  const rows = await makeMissing(jobs, wrapper, deployment)
  const keys = await Promise.all(
    rows.map(async (row) => ({
      row,
      raw: await wrapper.unwrap({ id: row.id, purpose: row.purpose, deploymentId: deployment }, row.wrapped),
    })),
  )
  held(world).keyring = new Keyring(wrapper.fingerprint, keys)
}

async function makeMissing(world: World, wrapper: Wrapper, deployment: string): Promise<KeyRow[]> {
  const rows = await loadKeys(world)
  // Proves the master key on what is there before anything new is wrapped with it.
  for (const row of rows)
    (await wrapper.unwrap({ id: row.id, purpose: row.purpose, deploymentId: deployment }, row.wrapped)).fill(
      0,
    )
  const missing = purposes.filter(
    (purpose) => !rows.some((row) => row.purpose === purpose && row.state === 'primary'),
  )
  if (missing.length === 0) return rows
  let id = Math.max(0, ...rows.map((row) => row.id))
  for (const purpose of missing) {
    id += 1
    const raw = world.random(32)
    await insertKey(world, {
      id,
      purpose,
      wrapped: await wrapper.wrap({ id, purpose, deploymentId: deployment }, raw, world.random(12)),
    })
    raw.fill(0)
  }
  return makeMissing(world, wrapper, deployment)
}
