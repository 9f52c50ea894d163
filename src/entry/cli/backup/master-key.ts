import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isProduction } from '../../../config.ts'
import { type Environment, readSettings, type Settings } from '../../../kit/settings.ts'
import { askedKeyring, vaultSettings, type Wrapper } from '../../../parts/vault/index.ts'
import { homeOf } from '../../node/home.ts'
import { wrapperOutside } from '../../node/keyring.ts'
import { masterKeyFile } from '../../node/secrets.ts'
import { exitCodes } from '../exit-codes.ts'
import { Trouble } from '../trouble.ts'

/**
 * The key that seals backup files: the master key that a start would use, or, as KMS hands none out, the backup key. None
 * is ever made here.
 * @throws SettingsError, Trouble when there is none
 */
export function masterKeyOf(given: Environment): Buffer {
  const { keyring, masterKey, backupKey } = vaultSettingsOf(given)(vaultSettings)
  const key = keyring === 'aws-kms' ? backupKey : masterKey
  if (key) return key
  throw keyring === 'aws-kms' ? noBackupKey() : noMasterKey(given)
}

/** What wraps the root keys, as a start would have it. @throws SettingsError, KeyringError */
export const wrapperOf = (given: Environment): Wrapper => wrapperOutside(vaultSettingsOf(given))

function vaultSettingsOf(given: Environment): Settings {
  const path = pathIn(given)
  const isGiven = Boolean(given.KEYHOLD_MASTER_KEY ?? given.KEYHOLD_MASTER_KEY_FILE)
  const takesHomes = !isGiven && !isProduction(given) && askedKeyring(given) === 'local'
  const environment =
    takesHomes && existsSync(path)
      ? { ...given, KEYHOLD_MASTER_KEY: readFileSync(path, 'utf8').trim() }
      : given
  const reading = { environment, production: false, readFile: (name: string) => readFileSync(name, 'utf8') }
  return readSettings(reading, [vaultSettings])
}

const pathIn = (given: Environment): string => join(homeOf(given), masterKeyFile)

const noMasterKey = (given: Environment): Trouble =>
  new Trouble('There is no master key: backups are written and read under it.', {
    exitCode: exitCodes.refused,
    hint: `Set KEYHOLD_MASTER_KEY or KEYHOLD_MASTER_KEY_FILE${isProduction(given) ? '' : `, or put it at ${pathIn(given)}`}.`,
  })

const noBackupKey = (): Trouble =>
  new Trouble(
    'There is no backup key: with KEYHOLD_KEYRING=aws-kms backups are written and read under a key of their own.',
    {
      exitCode: exitCodes.refused,
      hint: 'Set KEYHOLD_BACKUP_KEY or KEYHOLD_BACKUP_KEY_FILE; make one with openssl rand -base64 32, and keep it where the backups are not.',
    },
  )
