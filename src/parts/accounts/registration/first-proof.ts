import { byteas } from '../../../kit/sql-array.ts'
import type { World } from '../../../kit/world.ts'
import { deleteFactors, deletePassword, releaseNames } from '../people/store.ts'
import { endSessions } from '../sessions/end.ts'
import { spendTokens } from './token-store.ts'

/**
 * Whoever proves an address first owns the account: what others put there before is gone, password, sessions, second
 * factors, outside identities and the wish for another address. In the caller's transaction.
 */
export async function dropWhatCameBefore(world: World, accountId: string, requestId: string): Promise<void> {
  await deletePassword(world, accountId)
  await deleteFactors(world, accountId)
  await releaseNames(world, 'identity', accountId, byteas([]))
  await spendTokens(world, accountId, 'change_address')
  await endSessions(world, accountId, { reason: 'address_proved', requestId })
}
