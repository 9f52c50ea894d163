import { defineEvents } from '../../kit/event.ts'
import { hmacSha256 } from '../../kit/hash.ts'
import type { Part } from '../../kit/part.ts'
import type { World } from '../../kit/world.ts'
import { vaultFaults } from './faults.ts'
import { enter } from './keys/house.ts'
import { keyJobs } from './keys/jobs.ts'
import { keyRoutes } from './keys/routes.ts'
import type { Purpose } from './keyring.ts'
import { keyringOf, loadKeyring } from './root-keys.ts'
import { personal } from './personal.ts'
import { vaultSettings } from './settings.ts'

export { keyIdOf as sealedUnder, longestPlaintext, type Place } from './format.ts'
export { type FileKey, fileKey, fileSaltBytes, fileTagBytes, sameMac } from './file-key.ts'
export { KeyringError, type KeyringReason, Refused, type RefusalReason, vaultFaults } from './faults.ts'
export {
  type FernetKey,
  fernetKeyFrom,
  type FernetRefusal,
  FernetRefused,
  looksLikeFernet,
  openFernet,
} from './legacy/fernet.ts'
export {
  type HexRefusal,
  HexRefused,
  type HexSealed,
  legacyKeyFrom,
  legacyKeyFromHex,
  openHex,
} from './legacy/aes-gcm.ts'
export { type DataKeys, legacyDataKeys } from './legacy/data-keys.ts'
export { postgresMoment } from './legacy/moment.ts'
export { supersededDays } from './keys/rewrap.ts'
export { type OfflineOpener, offlineOpener } from './offline.ts'
export { forgetSubject, isFresh, open, plantSalt, seal, type Sealer, sealerFor } from './secrets.ts'
export { deleteSalt, deleteSalts } from './store.ts'
export { askedKeyring, type KeyringName, vaultSettings } from './settings.ts'
export { type RootKeyName, wantedInWords, type WrappedBy, wrappedBy, type Wrapper } from './wrapper.ts'
export { kmsOrigins, type Outside, wrapperFrom } from './wrapper-from.ts'

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

/** Names what wraps the root keys, without telling it: the master key's fingerprint, or the key's id at KMS. */
export const masterKeyFingerprint = (world: World): string => keyringOf(world).fingerprint

/** Sealed secrets of all parts: two verbs, `seal` and `open`, over root keys that only the keyring unwraps. */
export const vault: Part = {
  name: 'vault',
  settings: vaultSettings,
  faults: vaultFaults.book,
  events: defineEvents('vault', {
    'secret.refused': { text: 'A sealed secret did not open: the reason is in the entry.' },
    'root_key.rotated': {
      text: 'A new root key seals from now on; what is under the one before it is sealed anew.',
    },
    'root_key.retired': { text: 'Nothing is sealed under this root key any more.' },
    'root_key.destroyed': { text: 'A retired root key was destroyed for good.' },
    'master_key.changed': {
      text: 'The root keys are wrapped by another master key, or by KMS, from now on.',
    },
    'master_key.retired': { text: 'The master key before this one opens nothing in the database any more.' },
  }),
  routes: keyRoutes,
  jobs: keyJobs,
  personal,
  async start(world, house) {
    enter(world, house)
    await loadKeyring(world)
  },
  checks: [{ name: 'keys', run: async (world) => void keyringOf(world).primary('seal') }],
}
