import {
  defineSettings,
  integer,
  type Environment,
  Mistake,
  type Reading,
  secret,
  type Setting,
} from '../../kit/settings.ts'
import { kmsShape } from './kms/settings.ts'

/** What may wrap the root keys. */
export const keyringNames = ['local', 'aws-kms'] as const
export type KeyringName = (typeof keyringNames)[number]

/**
 * Which keyring an environment asks for, as far as it is beyond doubt; `null` where a start would refuse to guess. A
 * master key is made, or taken from the home, for `local` alone.
 */
export function askedKeyring({ KEYHOLD_KEYRING: name, KMS_KEY_ID: keyId }: Environment): KeyringName | null {
  if (name) return keyringNames.find((each) => each === name) ?? null
  return keyId ? null : 'local'
}

const keyring: Setting<KeyringName> = {
  variable: 'KEYHOLD_KEYRING',
  isSecret: false,
  text: 'What wraps the root keys: local (KEYHOLD_MASTER_KEY) or aws-kms (KMS_KEY_ID). Default local. Never one in place of the other.',
  read(raw, reading) {
    const asked = askedKeyring(reading.environment)
    if (asked === null && raw !== undefined)
      throw new Mistake(`found "${raw}", wants one of: ${keyringNames.join(', ')}`)
    if (asked === null)
      throw new Mistake(
        'is not set, and KMS_KEY_ID is; set it to aws-kms to wrap the root keys by that key, or to local to wrap them by the master key and keep KMS_KEY_ID for imported rows alone',
      )
    if (asked === 'aws-kms' && isGiven('KEYHOLD_MASTER_KEY', reading))
      throw new Mistake(
        'is aws-kms, and KEYHOLD_MASTER_KEY is set too; unset the master key, which wraps nothing then, or set local for a database that was made with it',
      )
    if (asked === 'local' && isGiven('KEYHOLD_BACKUP_KEY', reading))
      throw new Mistake(
        'is local, and KEYHOLD_BACKUP_KEY is set; unset that key, as backups are written under the master key then',
      )
    return asked
  },
}

const isGiven = (variable: string, { environment }: Reading): boolean =>
  Boolean(environment[variable] || environment[`${variable}_FILE`])

/** A secret of 32 bytes in base64. */
const key32 = (
  variable: string,
  about: string,
  options: Parameters<typeof secret>[2] = {},
): Setting<Buffer | undefined> => ({
  ...secret(variable, about, options),
  read(raw) {
    if (raw === undefined) return undefined
    const bytes = Buffer.from(raw, 'base64')
    if (bytes.length !== 32)
      throw new Mistake(
        `found ${bytes.length} bytes after base64, wants exactly 32; make one with: openssl rand -base64 32`,
      )
    return bytes
  },
})

const fallbackEncryptionKey: Setting<Buffer | undefined> = {
  ...secret(
    'FALLBACK_ENCRYPTION_KEY',
    'Opens rows imported from a system that fell back on it, 64 hex digits. Nothing is ever sealed or wrapped with it, whatever becomes of KMS.',
  ),
  read(raw) {
    if (raw === undefined) return undefined
    if (!/^[0-9a-f]{64}$/i.test(raw))
      throw new Mistake(
        `found ${raw.length} characters, wants 64 hex digits; give the one the old system ran with, or unset it`,
      )
    return Buffer.from(raw, 'hex')
  },
}

export const vaultSettings = defineSettings('vault', {
  keyring,
  masterKey: key32(
    'KEYHOLD_MASTER_KEY',
    'Wraps the root keys when KEYHOLD_KEYRING is local. 32 bytes, base64. Made in the home at first run; production must bring its own.',
    { requiredInProduction: ({ environment }) => askedKeyring(environment) !== 'aws-kms' },
  ),
  previousMasterKey: key32(
    'KEYHOLD_MASTER_KEY_PREVIOUS',
    'The master key before this one, or before KMS, while it is changed: opens root keys, which are then wrapped anew. 32 bytes, base64.',
  ),
  ...kmsShape,
  backupKey: key32(
    'KEYHOLD_BACKUP_KEY',
    'Seals backup files when KEYHOLD_KEYRING is aws-kms; `keyhold backup` and `restore` want it then. 32 bytes, base64.',
  ),
  legacyEncryptionKey: secret(
    'ENCRYPTION_KEY',
    'Opens data imported from a system that used it; nothing is ever sealed with it.',
  ),
  fallbackEncryptionKey,
  rotationDays: integer(
    'KEYHOLD_KEY_ROTATION_DAYS',
    'The root key that seals is replaced by itself when it is this old, days. 0 to 3650, default 90; 0: only when asked.',
    { min: 0, max: 3_650 },
  ).default(90),
})
