import { addressOutside } from '../functions/client-address.ts'

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

/** Who calls. Believed only because Netlify's edge writes both, whatever a client sent. */
export const clientOf = (request: Request, { ip }: NetlifyContext): string | undefined =>
  addressOutside(ip || request.headers.get(clientHeader))
