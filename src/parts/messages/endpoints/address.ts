import { refusalOf } from '../../../kit/http-guard.ts'
import type { World } from '../../../kit/world.ts'
import { messageFaults } from '../faults.ts'
import { messageSettings } from '../settings.ts'

/**
 * Why nothing is sent to an address; `null` when it may be. Names are judged again when they are dialled, by the
 * addresses they lead to.
 */
export function refusalOfEndpoint(world: World, address: string): string | null {
  if (!URL.canParse(address)) return 'not an absolute address'
  const url = new URL(address)
  if (url.hash !== '') return 'an address with a fragment'
  const isNamed = world.settings(messageSettings).webhookOrigins.includes(url.origin)
  if (url.protocol !== 'https:' && !isNamed) return 'not https'
  return refusalOf(url, isNamed)
}

/** @throws ENDPOINT_ADDRESS_REFUSED */
export function checkAddress(world: World, address: string): void {
  const reason = refusalOfEndpoint(world, address)
  if (reason !== null) throw messageFaults.ENDPOINT_ADDRESS_REFUSED({ reason })
}
