import { byteas } from '../../../kit/sql-array.ts'
import type { World } from '../../../kit/world.ts'
import { deletePassword, forgetFactors, releaseNames } from '../people/store.ts'
import { declaredBy } from '../personal/declared.ts'
import { endSessions } from '../sessions/end.ts'
import { spendTokens } from './token-store.ts'

/**
 * Whoever proves an address first owns the account: what others put there before is gone, password, sessions, second
 * factors, outside identities, the wish for another address, keys and webhooks. In the caller's transaction, bound to the
 * account.
 */
export async function dropWhatCameBefore(world: World, accountId: string, requestId: string): Promise<void> {
  await deletePassword(world, accountId)
  await forgetFactors(world, accountId)
  await releaseNames(world, 'identity', accountId, byteas([]))
  await spendTokens(world, accountId, 'change_address')
  for (const { disown } of declaredBy(world)) await disown?.(world, accountId)
  await endSessions(world, accountId, { reason: 'address_proved', requestId })
}
