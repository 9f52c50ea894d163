import type { SignedIn } from '../../../kit/route.ts'
import { accountFaults } from '../faults.ts'

/**
 * Who comes by an issuer proves there who it is. A passkey, or an address to mail a password to, would let it in past the
 * issuer, also when that, or the list of operators, knows it no more; an app would be asked for where none can be shown. An
 * address that the issuer itself vouched for stays one of ours, to which a password can be mailed; operators have none.
 * @throws PROVED_ELSEWHERE
 */
export function refuseProvedElsewhere({ methods }: Pick<SignedIn, 'methods'>): void {
  if (methods.includes('ext')) throw accountFaults.PROVED_ELSEWHERE()
}
