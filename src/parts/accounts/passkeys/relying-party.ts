import type { World } from '../../../kit/world.ts'
import { accountSettings } from '../settings.ts'
import { passkeyPages } from './pages.ts'

/** Whom a passkey is made for (WebAuthn's "relying party"): taken from settings alone, never from a request. */
export interface RelyingParty {
  id: string
  name: string
  /** Exact. */
  origins: string[]
}

export function relyingParty(world: World): RelyingParty {
  const { rpId, origins } = passkeyPages(world.settings(accountSettings))
  return { id: rpId, name: issuerName(world), origins }
}

/** Under which name an authenticator shows this deployment. */
export const issuerName = (world: World): string => world.settings(accountSettings).appName ?? 'Keyhold'
