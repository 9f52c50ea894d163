import type { World } from '../../../kit/world.ts'
import { appOf, providerOf } from '../registry.ts'

/** Our registration at a provider, with the address its data is served at. @throws PROVIDER_NOT_CONFIGURED */
export function providerApp(
  world: World,
  id: string,
): { clientId: string; clientSecrets: readonly string[]; apiUrl: string } {
  return { ...appOf(world, id), apiUrl: (providerOf(world, id).api.baseUrls[0] ?? '').replace(/\/$/, '') }
}
