import type { KeyObject } from 'node:crypto'
import { KeyringError, Refused } from './faults.ts'
import type { KeyRow } from './store.ts'

/** What a root key is for. Each purpose has its own keys, so that none serves two ends. */
export const purposes = [
  'seal',
  'lookup',
  'fingerprint',
  'subject_mac',
  'cursor',
  'checkpoint',
  'session',
  'csrf',
] as const
export type Purpose = (typeof purposes)[number]

export interface RootKey {
  id: number
  key: KeyObject
}

/** A root key in the hands of this process. */
export interface HeldKey extends RootKey {
  purpose: string
  state: KeyRow['state']
}

/** The unwrapped root keys, kept as KeyObjects (a raw key costs 9 µs a call on Node 24). Never changed: a new one takes its place. */
export class Keyring {
  readonly fingerprint: string
  readonly keys: readonly HeldKey[]
  readonly #all = new Map<number, HeldKey>()
  readonly #primary = new Map<string, HeldKey>()
  readonly #older = new Map<string, HeldKey>()

  /** @param keys by id, the oldest first */
  constructor(fingerprint: string, keys: readonly HeldKey[]) {
    this.fingerprint = fingerprint
    this.keys = keys
    for (const held of keys) {
      this.#all.set(held.id, held)
      if (held.state === 'primary') this.#primary.set(held.purpose, held)
      else this.#older.set(held.purpose, held)
    }
  }

  /**
   * What is sealed under from now on. Should the new primary not have opened here, the one before it serves for as long
   * as it is in use: what it seals is sealed anew like the rest.
   */
  primary(purpose: Purpose): RootKey {
    const older = this.#older.get(purpose)
    const found = this.#primary.get(purpose) ?? (older?.state === 'open' ? older : undefined)
    if (!found)
      throw new KeyringError(
        `there is no primary key for ${purpose}; restart the process, which makes the missing ones`,
      )
    return found
  }

  /** The primary and the newest older one: what a keyed hash may have been made with. */
  lately(purpose: Purpose): RootKey[] {
    const older = this.#older.get(purpose)
    const primary = this.primary(purpose)
    return older && older !== primary ? [primary, older] : [primary]
  }

  has(id: number): boolean {
    return this.#all.has(id)
  }

  /** Whether records under it are still read from where they are kept in memory. */
  serves(id: number): boolean {
    const held = this.#all.get(id)
    return held !== undefined && held.state !== 'retired'
  }

  byId(id: number): RootKey {
    const found = this.#all.get(id)
    if (!found) throw new Refused('KEY_MISSING', id)
    return found
  }
}
