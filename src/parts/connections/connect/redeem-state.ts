import { sameSecret, sha256 } from '../../../kit/hash.ts'
import type { Asked } from '../../../kit/route.ts'
import { as, type World } from '../../../kit/world.ts'
import { takeLookup } from '../../accounts/index.ts'
import { connectionFaults } from '../faults.ts'
import { attemptCookieName } from './addresses.ts'
import { type ConnectAttempt, takeAttempt } from './store.ts'

/**
 * Redeems a state: once, within 600 s, in the browser that began, at the provider it was made for. Also on a denial
 * it is used up. Every other one looks the same.
 * @throws STATE_INVALID
 */
export async function redeemState(
  world: World,
  provider: string,
  state: string | null,
  asked: Asked,
): Promise<ConnectAttempt> {
  if (state === null) throw connectionFaults.STATE_INVALID()
  const found = await takeLookup(as(world, { role: 'app' }), 'oauth_state', sha256(state))
  const attempt =
    found && (await takeAttempt(as(world, { role: 'app', accountId: found.accountId }), found.rowId))
  if (!attempt || attempt.provider !== provider) throw connectionFaults.STATE_INVALID()
  const cookie = asked.cookie(attemptCookieName(world, state))
  if (cookie === undefined || !sameSecret(sha256(cookie), attempt.cookieHash))
    throw connectionFaults.STATE_INVALID()
  return attempt
}
