import type { TestKms } from '../../../../tests/support/kms.ts'
import { createHttpClient } from '../../../kit/http-client.ts'
import { readSettings } from '../../../kit/settings.ts'
import { monotonicClock, strongBytes, waitFor } from '../../../kit/world.ts'
import { KeyringError, type KeyringReason } from '../faults.ts'
import { vaultSettings } from '../settings.ts'
import type { Outside } from './client.ts'
import { type KmsConfig, kmsConfig } from './settings.ts'

/** What a call needs of the world, as it is. */
export const outsideOf = ({ url }: Pick<TestKms, 'url'>, own: Partial<Outside> = {}): Outside => ({
  http: createHttpClient({ allowedOrigins: [url], insideTransaction: () => false }),
  now: monotonicClock().now,
  wait: waitFor,
  random: strongBytes,
  ...own,
})

/** Read from variables as a start reads them. */
export function configOf(kms: TestKms, own: Record<string, string> = {}): KmsConfig {
  const environment = { ...kms.environment, ...own }
  return kmsConfig(
    readSettings({ environment, production: false, readFile: () => '' }, [vaultSettings])(vaultSettings),
  )
}

/** For `assert.rejects`: this class, with words and a cure, and no secret in them or in the cause. */
export const refusedAs =
  (reason: KeyringReason, words = /./) =>
  (error: unknown): boolean =>
    error instanceof KeyringError &&
    error.reason === reason &&
    /[;:] \w/.test(error.message) &&
    words.test(error.message) &&
    !/Session|q1R8sT0u/.test(`${error.message} ${String(error.cause)}`)
