import { isIn, type Networks, networkOf, networksOf } from '../../../kit/http-peer.ts'
import { isUuid } from '../../../kit/id.ts'
import type { Asked, Caller } from '../../../kit/route.ts'
import type { Kind } from './rules/ladder.ts'

/** Whose requests are looked at together. */
export interface Principal {
  kind: Kind
  /** A key's id, a fixed secret's name, or a network such as 203.0.113.0/24. */
  id: string
  /** Null: nobody's; what is found is kept with the home account. */
  accountId: string | null
}

// 100.64.0.0/10 is shared by many behind one address (RFC 6598): hosters' own proxies call from there.
const own: Networks = networksOf(['loopback', 'private', '100.64.0.0/10', '169.254.0.0/16', 'fe80::/10'])

/**
 * A machine is who its key says, wherever it calls from; whom nobody knows is his network. The operator is nobody's to
 * watch: he is the one who looks, and clears. Null: not watched.
 */
export function principalOf(caller: Caller | null, { address }: Pick<Asked, 'address'>): Principal | null {
  if (caller !== null) {
    const { kind, id } = caller.actor
    return (kind === 'key' || kind === 'internal') && id !== null
      ? { kind, id, accountId: caller.accountId }
      : null
  }
  if (address === undefined) return null
  return { kind: isIn(own, address) ? 'own network' : 'network', id: networkOf(address), accountId: null }
}

/** What a principal's id says of its kind. */
export const kindOf = (id: string): 'key' | 'internal' | 'network' =>
  isUuid(id) ? 'key' : id.includes('/') ? 'network' : 'internal'
