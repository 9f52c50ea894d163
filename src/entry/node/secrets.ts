import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { base64url } from '../../kit/hash.ts'
import { strongBytes } from '../../kit/world.ts'
import type { Environment } from '../../kit/settings.ts'
import { askedKeyring } from '../../parts/vault/index.ts'

export const masterKeyFile = 'master.key'
export const operatorKeyFile = 'operator.key'

export interface HomeSecrets {
  environment: Environment
  /** True when the master key was made just now: the operator should back it up. */
  isNewMasterKey: boolean
}

/**
 * Adds the home's own secrets to the environment, made at first run (0600). A variable that is set goes first.
 * Production brings its own master key: a generated one may be on a disk that is gone tomorrow. With another keyring none
 * is made, and one that lies there is left alone.
 */
export function withHomeSecrets(environment: Environment, home: string, production: boolean): HomeSecrets {
  const added: Record<string, string> = {}
  let isNewMasterKey = false
  const hasMasterKey = Boolean(environment.KEYHOLD_MASTER_KEY ?? environment.KEYHOLD_MASTER_KEY_FILE)
  if (!hasMasterKey && !production && askedKeyring(environment) === 'local') {
    const path = join(home, masterKeyFile)
    isNewMasterKey = !existsSync(path)
    added.KEYHOLD_MASTER_KEY = madeOnce(path, () => strongBytes(32).toString('base64'))
  }
  if (!environment.KEYHOLD_OPERATOR_KEY && !environment.KEYHOLD_OPERATOR_KEY_FILE) {
    added.KEYHOLD_OPERATOR_KEY = madeOnce(
      join(home, operatorKeyFile),
      () => `kho_${base64url(strongBytes(32))}`,
    )
  }
  return { environment: { ...environment, ...added }, isNewMasterKey }
}

function madeOnce(path: string, make: () => string): string {
  if (!existsSync(path)) writeFileSync(path, `${make()}\n`, { mode: 0o600, flag: 'wx' })
  chmodSync(path, 0o600)
  return readFileSync(path, 'utf8').trim()
}
