import { type BlockList, isIP } from 'node:net'
import { networksOf } from '../../kit/http-peer.ts'

const loopback: BlockList = networksOf(['loopback'])

/**
 * Who calls a function, by the platform's word. Never loopback, which elsewhere stands for somebody at the machine itself.
 */
export function addressOutside(given: string | null | undefined): string | undefined {
  const version = isIP(given ?? '')
  if (!given || version === 0 || loopback.check(given, version === 4 ? 'ipv4' : 'ipv6')) return undefined
  return given
}
