import type { Values } from '../../kit/settings.ts'
import { KeyringError } from './faults.ts'
import { awsKms, type Outside } from './kms/client.ts'
import { kmsConfig } from './kms/settings.ts'
import type { vaultSettings } from './settings.ts'
import { kmsWrapper } from './wrap-kms.ts'
import { localWrapper } from './wrap-local.ts'
import type { Wrapper } from './wrapper.ts'

export type { Outside }
type VaultValues = Values<(typeof vaultSettings)['shape']>

/** The keyring that the settings name, and never the other one. @throws KeyringError without a master key */
export function wrapperFrom(outside: Outside, values: VaultValues): Wrapper {
  if (values.keyring === 'aws-kms') return kmsWrapper(awsKms(outside, kmsConfig(values)))
  if (values.masterKey) return localWrapper(values.masterKey)
  throw new KeyringError(
    'KEYHOLD_MASTER_KEY is missing: set it, or start with a home folder, where one is made at first run',
  )
}

/** What wrapped the root keys before, while that is changed. */
export const previousWrapperFrom = ({ previousMasterKey }: VaultValues): Wrapper | null =>
  previousMasterKey ? localWrapper(previousMasterKey) : null

/** Where KMS is, for who lets calls out: a VPC endpoint lies on a private address. */
export const kmsOrigins = (values: VaultValues): string[] =>
  values.keyring === 'aws-kms' ? [kmsConfig(values).origin] : []
