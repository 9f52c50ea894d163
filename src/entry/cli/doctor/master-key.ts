import { createSecretKey, hkdfSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSettings, SettingsError } from '../../../kit/settings.ts'
import { vaultSettings } from '../../../parts/vault/index.ts'
import { masterKeyFile } from '../../node/secrets.ts'
import { type Finding, fail, ok, warn } from './finding.ts'
import { secretFileFinding } from './on-disk.ts'
import type { Subject } from './subject.ts'

/** Names a master key without telling it; as every wrapped key names the one it wants (frozen). */
export const fingerprintOf = (masterKey: Uint8Array): string =>
  Buffer.from(hkdfSync('sha256', createSecretKey(masterKey), '', 'keyhold/kek-id/v1', 8)).toString('hex')

/** The fingerprint of the master key a start would use, whatever else is wrong; `null` when there is none, or it is none. */
export function givenFingerprint({ environment }: Subject): string | null {
  const reading = { environment, production: false, readFile: (path: string) => readFileSync(path, 'utf8') }
  try {
    const { masterKey } = readSettings(reading, [vaultSettings])(vaultSettings)
    return masterKey ? fingerprintOf(masterKey) : null
  } catch (error) {
    if (error instanceof SettingsError) return null
    throw error
  }
}

const backedUpFix =
  'set KEYHOLD_MASTER_KEY_FILE to the key this database was made with; only for a new one: openssl rand -base64 32'

/** Whether the master key is there and closed to others. */
export function masterKeyFinding(subject: Subject): Finding {
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

/** How much was given, where that helps to see what it is instead. */
function lengthOf({ environment: { KEYHOLD_MASTER_KEY: text } }: Subject): string {
  return text ? `: ${text.length} characters, which are ${Buffer.from(text, 'base64').length} bytes` : ''
}

/**
 * Whether the master key opens the keys in the database.
 * @param wanted fingerprints named by the keys in the database
 */
export function fitFinding(subject: Subject, wanted: readonly string[]): Finding {
  const given = givenFingerprint(subject)
  if (wanted.length === 0) return ok('master_key_fit', 'the database holds no keys yet')
  if (given === null)
    return fail(
      'master_key_fit',
      `the database wants the master key ${wanted.join(', ')}, and there is none`,
      'give the key that was backed up with this database in KEYHOLD_MASTER_KEY',
    )
  const foreign = wanted.filter((fingerprint) => fingerprint !== given)
  if (foreign.length === 0) return ok('master_key_fit', `the keys in the database are wrapped by ${given}`)
  return fail(
    'master_key_fit',
    `the database wants the master key ${foreign.join(', ')}, given is ${given}`,
    'give the key that was backed up with this database in KEYHOLD_MASTER_KEY',
  )
}
