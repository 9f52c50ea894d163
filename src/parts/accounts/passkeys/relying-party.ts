import type { World } from '../../../kit/world.ts'
import { accountSettings } from '../settings.ts'

/** Whom a passkey is made for (WebAuthn's "relying party"): taken from settings alone, never from a request. */
export interface RelyingParty {
  id: string
  name: string
  /** Exact. */
  origins: string[]
}

export function relyingParty(world: World): RelyingParty {
  const { passkeyRpId, passkeyOrigins, keyholdUrl, frontendUrl } = world.settings(accountSettings)
  const usual = [keyholdUrl.origin, ...(frontendUrl ? [frontendUrl.origin] : [])]
  return {
    id: passkeyRpId ?? keyholdUrl.hostname,
    name: issuerName(world),
    origins: passkeyOrigins.length > 0 ? [...passkeyOrigins] : usual,
  }
}

/** Under which name an authenticator shows this deployment. */
export const issuerName = (world: World): string => world.settings(accountSettings).appName ?? 'Keyhold'
