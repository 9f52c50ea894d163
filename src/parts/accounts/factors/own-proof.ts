import type { SignedIn } from '../../../kit/route.ts'
import { accountFaults } from '../faults.ts'

/**
 * Who comes by an issuer proves there who it is. A passkey, an app or a mailed password of ours would let it in past the
 * issuer, also when that, or the list of operators, knows it no more.
 * @throws PROVED_ELSEWHERE
 */
export function refuseProvedElsewhere({ methods }: Pick<SignedIn, 'methods'>): void {
  if (methods.includes('ext')) throw accountFaults.PROVED_ELSEWHERE()
}
