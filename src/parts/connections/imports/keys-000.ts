import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { World } from '../../../kit/world.ts'
import {
  type DataKeys,
  KeyringError,
  legacyDataKeys,
  legacyKeyFromHex,
  vaultSettings,
} from '../../vault/index.ts'
import { connectionFaults } from '../faults.ts'
import type { SourceKeys } from './source-000.ts'

const hexKey = z.string().regex(/^[0-9a-f]{64}$/i, 'wants 64 hex digits')

/** Keys of the source that are sent along; what is left out is taken from the server's settings. */
export const sourceKeys = z.strictObject({
  fallback: hexKey.optional().describe('As the source had it in FALLBACK_ENCRYPTION_KEY.'),
  dataKeys: z
    .record(z.string().regex(/^\d{1,9}$/), hexKey)
    .optional()
    .describe(
      'Data keys in plain, by the number in front of a ciphertext. With one given, KMS is not asked for any.',
    ),
})

/**
 * The keys that rows of source 000 may be encrypted with.
 * @throws IMPORT_KEY_MISSING when there are none
 * @throws IMPORT_KMS_REFUSED when the settings name wrapped data keys and KMS does not open them: a row of theirs must
 * not be taken for one of another key
 */
export async function keysFrom(world: World, given: z.output<typeof sourceKeys> = {}): Promise<SourceKeys> {
  const own = world.settings(vaultSettings).fallbackEncryptionKey
  const fallback = given.fallback ?? own?.toString('hex')
  const keys = {
    dataKeys: given.dataKeys ? fromHex(given.dataKeys) : await unwrapped(world),
    fallback: fallback === undefined ? undefined : legacyKeyFromHex(fallback),
  }
  if (keys.dataKeys.size === 0 && !keys.fallback) throw connectionFaults.IMPORT_KEY_MISSING()
  return keys
}

const fromHex = (given: Readonly<Record<string, string>>): DataKeys =>
  new Map<number, KeyObject>(
    Object.entries(given).map(([version, key]) => [Number(version), legacyKeyFromHex(key)]),
  )

async function unwrapped(world: World): Promise<DataKeys> {
  try {
    return await legacyDataKeys(world)
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error
    throw connectionFaults.IMPORT_KMS_REFUSED({ reason: error.message }, { cause: error })
  }
}
