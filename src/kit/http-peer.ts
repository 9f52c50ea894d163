import { BlockList, isIP } from 'node:net'

/** Networks whose word about where a request comes from is taken. */
export type Networks = BlockList

const named: Record<string, readonly string[]> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}

/**
 * Reads `loopback`, `private`, addresses and networks such as 203.0.113.0/24.
 * @throws Error in words for what is none of these
 */
export function networksOf(names: readonly string[]): Networks {
  const networks = new BlockList()
  for (const name of names.flatMap((name) => named[name] ?? [name])) addNetwork(networks, name)
  return networks
}

function addNetwork(networks: BlockList, name: string): void {
  const [address = '', prefix] = name.split('/')
  const version = isIP(address)
  const bits = version === 4 ? 32 : 128
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1
  if (version === 0 || address.includes('%') || length < 0 || length > bits)
    throw new Error(
      `${name} is no network such as 203.0.113.0/24, no address, and neither loopback nor private`,
    )
  networks.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6')
}

// A longer list was made to be long.
const hopsAtMost = 20

/**
 * Where a request comes from: the peer, or, where that is a trusted proxy, whom it names in X-Forwarded-For. Read from the
 * right, as a caller may write anything to the left of what our own proxies add. Without port and zone; an IPv4 address
 * inside an IPv6 one is told as IPv4.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  proxies: Networks | undefined,
): string | undefined {
  let address = plainAddress(peer)
  const hops = (forwardedFor ?? '').split(',').slice(-hopsAtMost)
  while (address !== undefined && hops.length > 0 && isIn(proxies, address)) {
    const before = plainAddress(hops.pop())
    if (before === undefined) break
    address = before
  }
  return address
}

export const isIn = (networks: Networks | undefined, address: string): boolean =>
  networks?.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6') ?? false

/** `203.0.113.7` of `203.0.113.7:4711`, `2001:db8::1` of `[2001:db8::1]:443`; nothing of what is no address. */
function plainAddress(given: string | undefined): string | undefined {
  const text = given?.trim() ?? ''
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  const address = bare.replace(/%.*$/, '')
  switch (isIP(address)) {
    case 4:
      return address
    case 6:
      return mappedIpv4(address) ?? address
    default:
      return undefined
  }
}

function mappedIpv4(address: string): string | undefined {
  const words = wordsOf(address)
  if (words.slice(0, 5).some((word) => word !== 0) || words[5] !== 0xffff) return undefined
  return [words[6]! >> 8, words[6]! & 0xff, words[7]! >> 8, words[7]! & 0xff].join('.')
}

/** The eight words of an IPv6 address. The URL parser writes the dotted end of a mapped one as words, too. */
function wordsOf(address: string): number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const numbers = (text: string) =>
    text.split(':').flatMap((word) => (word === '' ? [] : [parseInt(word, 16)]))
  const [left, right] = [numbers(head), numbers(tail ?? '')]
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right]
}

/** Whom an address is counted as: itself, or of IPv6 the /56 that one customer is usually given. */
export function countedAddress(address: string): string {
  if (isIP(address) !== 6) return address
  const [first, second, third, fourth] = wordsOf(address) as [number, number, number, number]
  return `${[first, second, third, fourth & 0xff00].map((word) => word.toString(16)).join(':')}::/56`
}

/** The /24 of an IPv4 address, the /48 of an IPv6 one: about what one site is given. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`
  const [first, second, third] = wordsOf(address) as [number, number, number]
  return `${[first, second, third].map((word) => word.toString(16)).join(':')}::/48`
}
