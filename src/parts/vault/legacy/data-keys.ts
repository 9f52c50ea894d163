import type { KeyObject } from 'node:crypto'
import { resident, type World } from '../../../kit/world.ts'
import { KeyringError } from '../faults.ts'
import { awsKms } from '../kms/client.ts'
import { kmsConfig } from '../kms/settings.ts'
import { vaultSettings } from '../settings.ts'
import { legacyKey } from './aes-gcm.ts'

/** Data keys of a system that is moved from, by their number. */
export type DataKeys = ReadonlyMap<number, KeyObject>

/** So long they stay in memory: an import of many rows asks KMS once, and nothing of it stays behind. */
const keptSeconds = 600

const kept = resident<{ keys: Promise<DataKeys>; until: Date } | Record<string, never>>(() => ({}))

/**
 * KMS_KEY_V1 and KMS_KEY_V2, opened by KMS_KEY_ID without a context, as the system that made them did. None when the
 * settings name none; KMS is then not asked. Not inside a transaction.
 * @throws KeyringError when KMS does not open one of them: never fewer keys than were named
 */
export function legacyDataKeys(world: World): Promise<DataKeys> {
  const slot = kept(world)
  if (slot.keys && slot.until > world.now()) return slot.keys
  const keys = unwrapped(world)
  Object.assign(slot, { keys, until: new Date(world.now().getTime() + keptSeconds * 1000) })
  keys.catch(() => Object.assign(slot, { until: new Date(0) }))
  return keys
}

async function unwrapped(world: World): Promise<DataKeys> {
  const values = world.settings(vaultSettings)
  const wrapped = [values.legacyKmsKey1, values.legacyKmsKey2].flatMap((blob, at) =>
    blob ? [{ version: at + 1, blob }] : [],
  )
  const keys = new Map<number, KeyObject>()
  if (wrapped.length === 0) return keys
  if (!values.kmsKeyId || !values.awsRegion)
    throw new KeyringError(
      'KMS_KEY_V1 or KMS_KEY_V2 is set, and KMS_KEY_ID or AWS_REGION is not; set both as the old system had them',
    )
  const kms = awsKms(world, kmsConfig(values))
  for (const { version, blob } of wrapped)
    keys.set(version, legacyKey((await kms.decrypt(blob, {})).plaintext))
  return keys
}
