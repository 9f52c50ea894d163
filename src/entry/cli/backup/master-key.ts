import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isProduction } from '../../../config.ts'
import { type Environment, readSettings } from '../../../kit/settings.ts'
import { vaultSettings } from '../../../parts/vault/index.ts'
import { homeOf } from '../../node/home.ts'
import { masterKeyFile } from '../../node/secrets.ts'
import { exitCodes } from '../exit-codes.ts'
import { Trouble } from '../trouble.ts'

/** The master key that a start would use; none is ever made here. @throws SettingsError, Trouble when there is none */
export function masterKeyOf(given: Environment): Buffer {
  const path = join(homeOf(given), masterKeyFile)
  const isGiven = Boolean(given.KEYHOLD_MASTER_KEY ?? given.KEYHOLD_MASTER_KEY_FILE)
  const environment =
    !isGiven && !isProduction(given) && existsSync(path)
      ? { ...given, KEYHOLD_MASTER_KEY: readFileSync(path, 'utf8').trim() }
      : given
  const reading = { environment, production: false, readFile: (name: string) => readFileSync(name, 'utf8') }
  const { masterKey } = readSettings(reading, [vaultSettings])(vaultSettings)
  if (masterKey) return masterKey
  throw new Trouble('There is no master key: backups are written and read under it.', {
    exitCode: exitCodes.refused,
    hint: `Set KEYHOLD_MASTER_KEY or KEYHOLD_MASTER_KEY_FILE${isProduction(given) ? '' : `, or put it at ${path}`}.`,
  })
}
