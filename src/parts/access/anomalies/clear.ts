import type { Caller } from '../../../kit/route.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { accessFaults } from '../faults.ts'
import { resumeKey } from '../keys/store.ts'
import { kindOf } from './principal.ts'
import { clearStanding } from './store.ts'
import { watchOf } from './watch.ts'

/**
 * All is forgotten that was found of a principal, and its key serves again: here at once, in other processes within 5 s.
 * @throws ANOMALY_NOT_FOUND when there is nothing to clear
 */
export async function clear(
  world: World,
  { accountId, actor }: Caller,
  principal: string,
  requestId: string,
): Promise<{ resumed: boolean }> {
  const isKey = kindOf(principal) === 'key'
  const cleared = await transaction(world, async (world) => {
    const isKnown = await clearStanding(world, accountId, principal)
    const resumed = isKey && (await resumeKey(world, accountId, principal))
    if (!isKnown && !resumed) throw accessFaults.ANOMALY_NOT_FOUND()
    const object = isKey ? { object: { kind: 'key', id: principal } } : {}
    await record(world, {
      action: 'anomaly.cleared',
      accountId,
      actor,
      requestId,
      ...object,
      detail: { resumed },
    })
    return { resumed }
  })
  watchOf(world).forget(principal, world.now())
  return cleared
}
