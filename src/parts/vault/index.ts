import { defineEvents } from '../../kit/event.ts'
import { hmacSha256 } from '../../kit/hash.ts'
import type { Part } from '../../kit/part.ts'
import type { World } from '../../kit/world.ts'
import { vaultFaults } from './faults.ts'
import { keyringOf, loadKeyring, type Purpose } from './keyring.ts'
import { vaultSettings } from './settings.ts'

export { longestPlaintext, type Place } from './format.ts'
export { type FileKey, fileKey, fileSaltBytes, fileTagBytes, sameMac } from './file-key.ts'
export { KeyringError, Refused, type RefusalReason, vaultFaults } from './faults.ts'
export {
  type FernetKey,
  fernetKeyFrom,
  type FernetRefusal,
  FernetRefused,
  looksLikeFernet,
  openFernet,
} from './legacy/fernet.ts'
export { type OfflineOpener, offlineOpener } from './offline.ts'
export { forgetSubject, open, plantSalt, seal, type Sealer, sealerFor } from './secrets.ts'
export { deleteSalt } from './store.ts'
export { vaultSettings } from './settings.ts'

/** A keyed hash under the newest key of that purpose. */
export const keyedHash = (
  world: World,
  purpose: Exclude<Purpose, 'seal'>,
  bytes: string | Uint8Array,
): { keyId: number; mac: Buffer } => {
  const { id, key } = keyringOf(world).primary(purpose)
  return { keyId: id, mac: hmacSha256(key, bytes) }
}

/** The same under the newest key and the one before: what a stored hash may have been made with. */
export const keyedHashes = (
  world: World,
  purpose: Exclude<Purpose, 'seal'>,
  bytes: string | Uint8Array,
): Buffer[] =>
  keyringOf(world)
    .lately(purpose)
    .map(({ key }) => hmacSha256(key, bytes))

/** Names the master key without telling it. */
export const masterKeyFingerprint = (world: World): string => keyringOf(world).fingerprint

/** Sealed secrets of all parts: two verbs, `seal` and `open`, over root keys that only the master key unwraps. */
export const vault: Part = {
  name: 'vault',
  settings: vaultSettings,
  faults: vaultFaults.book,
  events: defineEvents('vault', {
    'secret.refused': { text: 'A sealed secret did not open: the reason is in the entry.' },
  }),
  start: loadKeyring,
  checks: [{ name: 'keys', run: async (world) => void keyringOf(world).primary('seal') }],
}
