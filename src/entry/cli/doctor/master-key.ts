import { createSecretKey, hkdfSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSettings, type Settings, SettingsError } from '../../../kit/settings.ts'
import { askedKeyring, vaultSettings } from '../../../parts/vault/index.ts'
import { masterKeyFile } from '../../node/secrets.ts'
import { type Finding, fail, ok, warn } from './finding.ts'
import { secretFileFinding } from './on-disk.ts'
import type { Subject } from './subject.ts'

/** Names a master key without telling it; as every wrapped key names the one it wants (frozen). */
export const fingerprintOf = (masterKey: Uint8Array): string =>
  Buffer.from(hkdfSync('sha256', createSecretKey(masterKey), '', 'keyhold/kek-id/v1', 8)).toString('hex')

/** The fingerprint of the master key a start would use, whatever else is wrong; `null` when there is none, or it is none. */
export function givenFingerprint(subject: Subject): string | null {
  const masterKey = vaultSettingsOf(subject)?.(vaultSettings).masterKey
  return masterKey ? fingerprintOf(masterKey) : null
}

/** The vault's own settings, whatever is wrong with others; `null` when they have mistakes. */
export function vaultSettingsOf({ environment }: Subject): Settings | null {
  const reading = { environment, production: false, readFile: (path: string) => readFileSync(path, 'utf8') }
  try {
    return readSettings(reading, [vaultSettings])
  } catch (error) {
    if (error instanceof SettingsError) return null
    throw error
  }
}

const backedUpFix =
  'set KEYHOLD_MASTER_KEY_FILE to the key this database was made with; only for a new one: openssl rand -base64 32'

/** Whether the master key is there and closed to others. */
export function masterKeyFinding(subject: Subject): Finding {
  if (askedKeyring(subject.environment) !== 'local') return otherKeyringFinding(subject)
  const { environment, homeKeyFile, production, home } = subject
  const file = homeKeyFile === null ? null : secretFileFinding('master_key', homeKeyFile)
  if (file?.level === 'fail') return file
  const fingerprint = givenFingerprint(subject)
  if (fingerprint !== null) {
    const from = homeKeyFile === null ? 'the environment' : `${homeKeyFile}; keep a copy elsewhere`
    return ok('master_key', `fingerprint ${fingerprint}, from ${from}`)
  }
  if (environment.KEYHOLD_MASTER_KEY || environment.KEYHOLD_MASTER_KEY_FILE)
    return fail(
      'master_key',
      `what is given is no key of 32 bytes in base64${lengthOf(subject)}`,
      backedUpFix,
    )
  if (production)
    return fail(
      'master_key',
      `the environment holds none, and production takes none from the home${environment.ENCRYPTION_KEY ? '; ENCRYPTION_KEY opens imported rows and seals nothing' : ''}`,
      backedUpFix,
    )
  return warn('master_key', `there is none at ${join(home, masterKeyFile)}`, 'npm start makes it')
}

/** None is needed when KMS wraps; and where it is not said what wraps, none is taken. */
function otherKeyringFinding(subject: Subject): Finding {
  const values = vaultSettingsOf(subject)?.(vaultSettings)
  if (!values)
    return fail(
      'master_key',
      'what wraps the root keys cannot be told: the settings of the keyring have mistakes',
      'mend what is said of KEYHOLD_KEYRING, KMS_KEY_ID and AWS_REGION above',
    )
  const text = `none is needed: AWS KMS wraps the root keys, by ${values.kmsKeyId} in ${values.awsRegion}`
  if (values.backupKey) return ok('master_key', text)
  return warn(
    'master_key',
    `${text}; keyhold backup has no key to write under`,
    'set KEYHOLD_BACKUP_KEY_FILE, made with openssl rand -base64 32 and kept where the backups are not',
  )
}

/** How much was given, where that helps to see what it is instead. */
function lengthOf({ environment: { KEYHOLD_MASTER_KEY: text } }: Subject): string {
  return text ? `: ${text.length} characters, which are ${Buffer.from(text, 'base64').length} bytes` : ''
}
