import { call } from '../api.ts'

/** The root keys, under which what is stored is sealed. Times are RFC 3339 text in UTC. */

export type Rotation = {
  toKey: number
  /** Asked for, or the key had come of age. */
  cause: 'asked' | 'age'
  startedAt: string
  rowsAtStart: number
  /** Sealed anew so far. */
  resealed: number
  /** That open under no key. */
  unreadable: number
  secondsLeft: number | null
}

export type RootKey = {
  id: number
  /** `seal`: it seals what is stored. The others never rotate. */
  purpose: string
  state: 'primary' | 'open' | 'retired'
  createdAt: string
  retiredAt: string | null
  /** Records under it; null for other purposes than `seal`. */
  rows: number | null
  destroyableAt: string | null
  /** The one that replaced it. */
  rotation: Rotation | null
}

export type RootKeys = {
  keyring: { name: string; provenAt: string | null; trouble: string | null }
  /** Null: never by itself. */
  rotatesAt: string | null
  keys: RootKey[]
}

export type RotationPlan = { dryRun: boolean; fromKey: number; toKey: number; rows: number }

const rotate = (dryRun: boolean) => call<RotationPlan>('POST', '/api/vault/keys/rotate', { body: { dryRun } })

export const rootKeyApi = {
  status: () => call<RootKeys>('GET', '/api/vault/keys'),
  /** What a rotation would do; nothing is done. */
  plan: () => rotate(true),
  rotate: () => rotate(false),
  destroy: (id: number) => call<void>('POST', `/api/vault/keys/${id}/destroy`, { body: {} }),
}
