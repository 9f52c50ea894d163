import { BlockList, isIP } from 'node:net'
import { networksOf } from '../../kit/http-peer.ts'

/** What a function is handed beside the request, as far as it is used here. */
export interface NetlifyContext {
  /** The client's address, as Netlify's edge saw it. */
  ip?: string | undefined
  /** Keeps the function running until the work has ended, within its time limit. */
  waitUntil?: (work: Promise<unknown>) => void
}

/** Netlify's functions of the second kind. */
export type NetlifyFunction = (request: Request, context: NetlifyContext) => Promise<Response>

const clientHeader = 'x-nf-client-connection-ip'
const loopback: BlockList = networksOf(['loopback'])

/**
 * Who calls. Believed only because Netlify's edge writes both, whatever a client sent. Never loopback, which elsewhere
 * stands for somebody at the machine itself.
 */
export function clientOf(request: Request, { ip }: NetlifyContext): string | undefined {
  const given = ip || request.headers.get(clientHeader) || ''
  const version = isIP(given)
  if (version === 0 || loopback.check(given, version === 4 ? 'ipv4' : 'ipv6')) return undefined
  return given
}
