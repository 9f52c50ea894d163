import { lookup as systemLookup } from 'node:dns/promises'
import { connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectSecure } from 'node:tls'
import { isPublicAddress, refusalOfAddress } from './http-guard.ts'

/** Where a connection goes. */
export interface Target {
  isSecure: boolean
  /** Name or address literal, without brackets. */
  host: string
  port: number
  /** The origin is configured, so private addresses are reachable. */
  mayBePrivate: boolean
}

export interface Address {
  address: string
  family: number
}

/** All addresses of a name. */
export type Lookup = (host: string) => Promise<readonly Address[]>

export interface DialOptions {
  lookup: Lookup
  /** Certificate authorities in PEM instead of the system's. */
  authorities: readonly string[] | undefined
  signal: AbortSignal
}

/** The name leads to an address that may not be called. */
export class RefusedAddress extends Error {
  override readonly name = 'RefusedAddress'
}

export const lookupAll: Lookup = (host) => systemLookup(host, { all: true })

// A broken first address (often IPv6) costs this much before the next is tried; the last one has the whole deadline.
const attemptMilliseconds = 500

/**
 * Opens a connection and, over TLS, verifies the peer. Not a byte of a request has left when this rejects, which is
 * what makes a failure here `not_sent`. The addresses that were checked are the only ones dialled, so a name that
 * resolves to something else a moment later changes nothing.
 * @throws RefusedAddress when any address of the name may not be called
 */
export async function dial(target: Target, options: DialOptions): Promise<Socket> {
  const addresses = await addressesOf(target, options)
  const socket = await connected(target, addresses, options)
  // The runtime was told which addresses to use; this holds even if it looked the name up by itself.
  if (!target.mayBePrivate && !isPublicAddress(socket.remoteAddress ?? '')) {
    socket.destroy()
    throw new RefusedAddress(refusalOfAddress(target.host))
  }
  return socket
}

async function addressesOf(target: Target, { lookup, signal }: DialOptions): Promise<readonly Address[]> {
  const family = isIP(target.host)
  const addresses =
    family === 0 ? await unlessAborted(lookup(target.host), signal) : [{ address: target.host, family }]
  if (addresses.length === 0) throw new Error(`${target.host} has no address`)
  // One private address among public ones is refused as a whole: such a name is a trap, not a service.
  if (!target.mayBePrivate && !addresses.every(({ address }) => isPublicAddress(address))) {
    throw new RefusedAddress(refusalOfAddress(target.host))
  }
  return addresses
}

function connected(
  { isSecure, host, port }: Target,
  addresses: readonly Address[],
  { authorities, signal }: DialOptions,
): Promise<Socket> {
  const where = {
    host,
    port,
    lookup: answering(addresses),
    autoSelectFamilyAttemptTimeout: attemptMilliseconds,
  }
  return new Promise((resolve, reject) => {
    const socket: Socket = isSecure
      ? connectSecure({
          ...where,
          servername: isIP(host) === 0 ? host : '',
          ALPNProtocols: ['http/1.1'],
          minVersion: 'TLSv1.2',
          ...(authorities && { ca: [...authorities] }),
        })
      : connectPlain(where)
    const abort = () => socket.destroy(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      signal.removeEventListener('abort', abort)
      resolve(socket)
    })
    // Stays for the socket's life: an error while nobody else listens would end the process.
    socket.on('error', reject)
    socket.once('close', () => reject(new Error(`${host} closed the connection while it was being opened`)))
  })
}

/** A look-up that knows these addresses and no others. */
function answering(addresses: readonly Address[]): LookupFunction {
  return (_host, options, answer) => {
    const [first] = addresses
    if (options.all) answer(null, [...addresses])
    else if (first) answer(null, first.address, first.family)
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
