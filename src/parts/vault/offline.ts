import { createSecretKey, type KeyObject } from 'node:crypto'
import { Refused } from './faults.ts'
import { deriveSubjectKey, keyIdOf, openWith, type Place } from './format.ts'
import type { KeyRow } from './store.ts'
import type { Wrapper } from './wrapper.ts'

/** Opens a record with its subject's salt in hand. @throws Refused with the reason */
export type OfflineOpener = (place: Place, salt: Uint8Array, sealed: Buffer) => Buffer

/**
 * Opens sealed records of rows that no running process serves, such as those a restore has just brought back.
 * @throws KeyringError when this keyring is another than the one that wrapped these root keys, or cannot be asked
 */
export async function offlineOpener(
  wrapper: Wrapper,
  deploymentId: string,
  rows: readonly Pick<KeyRow, 'id' | 'purpose' | 'wrapped'>[],
): Promise<OfflineOpener> {
  const keys = new Map<number, KeyObject>()
  for (const { id, purpose, wrapped } of rows) {
    const raw = await wrapper.unwrap({ id, purpose, deploymentId }, wrapped)
    keys.set(id, createSecretKey(raw))
    raw.fill(0)
  }
  return (place, salt, sealed) => {
    const keyId = keyIdOf(sealed)
    const rootKey = keys.get(keyId)
    if (!rootKey) throw new Refused('KEY_MISSING', keyId)
    return openWith(deriveSubjectKey(keyId, rootKey, salt, place.subjectId), place, sealed)
  }
}
