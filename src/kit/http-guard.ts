import { BlockList, isIP } from 'node:net'

/**
 * Which addresses of the network an outgoing call may reach: public unicast ones. Everything private, loopback,
 * link-local (cloud metadata), shared (CGNAT), multicast, reserved or for documentation is refused, in IPv4 and in
 * every IPv6 form that carries an IPv4 address inside. Source: IANA special-purpose address registries.
 */
const refusedIpv4: readonly (readonly [address: string, prefix: number, what: string])[] = [
  ['0.0.0.0', 8, 'this network'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'shared by a carrier (CGNAT)'],
  ['127.0.0.0', 8, 'loopback'],
  ['168.63.129.16', 32, 'a metadata service (Azure)'],
  ['169.254.0.0', 16, 'link-local (cloud metadata)'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'reserved'],
  ['192.0.2.0', 24, 'documentation'],
  ['192.88.99.0', 24, 'reserved'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'benchmarking'],
  ['198.51.100.0', 24, 'documentation'],
  ['203.0.113.0', 24, 'documentation'],
  ['224.0.0.0', 4, 'multicast'],
  ['240.0.0.0', 4, 'reserved or broadcast'],
]

// Of IPv6 only 2000::/3 is public unicast; of that these are not. Mapped (::ffff:0:0/96), unique local (fc00::/7),
// link-local and multicast lie outside 2000::/3 and fall with it.
const refusedIpv6: readonly (readonly [address: string, prefix: number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const privateIpv4 = new BlockList()
for (const [address, prefix] of refusedIpv4) privateIpv4.addSubnet(address, prefix, 'ipv4')

const publicIpv6 = new BlockList()
publicIpv6.addSubnet('2000::', 3, 'ipv6')
const privateIpv6 = new BlockList()
for (const [address, prefix] of refusedIpv6) privateIpv6.addSubnet(address, prefix, 'ipv6')

// A network with only IPv6 reaches IPv4 hosts through 64:ff9b::/96 (RFC 6052): the IPv4 address inside decides.
const translated = new BlockList()
translated.addSubnet('64:ff9b::', 96, 'ipv6')
const translatedPrivate = new BlockList()
for (const [address, prefix] of refusedIpv4) {
  translatedPrivate.addSubnet(`64:ff9b::${address}`, 96 + prefix, 'ipv6')
}

/** Whether `address` (an IPv4 or IPv6 literal without brackets) is public unicast. Anything else is not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !privateIpv4.check(address, 'ipv4')
    case 6:
      if (address.includes('%')) return false
      if (translated.check(address, 'ipv6')) return !translatedPrivate.check(address, 'ipv6')
      return publicIpv6.check(address, 'ipv6') && !privateIpv6.check(address, 'ipv6')
    default:
      return false
  }
}

/** The host as the network sees it: without the brackets of an IPv6 literal. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1')

/**
 * Why this URL may not be called, or `null`. A host written as a number, in octal, hex or as a mapped IPv6 address was
 * made plain by `new URL`; a name is judged later, by the addresses it resolves to.
 */
export function refusalOf(url: URL, isAllowedOrigin: boolean): string | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return `only http and https are called, not ${url.protocol}`
  if (url.username || url.password) return 'an address with a user name or a password is not called'
  if (isAllowedOrigin) return null
  const host = hostOf(url)
  if (isIP(host) !== 0 && !isPublicAddress(host)) return refusalOfAddress(host)
  return null
}

export const refusalOfAddress = (host: string): string =>
  `${host} is a private or reserved address and its origin is not configured`
