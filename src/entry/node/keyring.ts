import { createHttpClient } from '../../kit/http-client.ts'
import type { Settings } from '../../kit/settings.ts'
import { monotonicClock, strongBytes, waitFor } from '../../kit/world.ts'
import { kmsOrigins, vaultSettings, type Wrapper, wrapperFrom } from '../../parts/vault/index.ts'

/** The keyring of a command that has no world of its own. @throws KeyringError without a master key */
export function wrapperOutside(settings: Settings): Wrapper {
  const values = settings(vaultSettings)
  const http = createHttpClient({ allowedOrigins: kmsOrigins(values), insideTransaction: () => false })
  return wrapperFrom({ http, now: monotonicClock().now, wait: waitFor, random: strongBytes }, values)
}
