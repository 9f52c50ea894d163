import { LRUCache } from 'lru-cache'
import { resident, type World } from '../../../kit/world.ts'
import { forgetToken, loadToken } from '../tokens/hot.ts'
import { refresh } from '../tokens/refresh.ts'
import { withinWaiterTime } from '../tokens/waiting.ts'

// An address that answers every token with 401 must not cost a refresh for each call.
const restMilliseconds = 60_000
const forcedAt = resident(() => new LRUCache<string, number>({ max: 50_000 }))

/**
 * Whether a request that the provider refused with 401 is worth sending once more: the connection shows another
 * generation than the one refused, brought by somebody else or by a refresh now, or it cannot be used any more, which
 * the next look at it tells.
 */
export async function isRenewed(
  world: World,
  { accountId, connectionId, generation }: { accountId: string; connectionId: string; generation: number },
): Promise<boolean> {
  const hasMovedOn = async () => {
    forgetToken(world, connectionId)
    const token = await loadToken(world, accountId, connectionId)
    return token?.status !== 'active' || token.generation !== generation
  }
  if (await hasMovedOn()) return true
  if (!mayForce(world, connectionId)) return false
  await withinWaiterTime(
    world,
    refresh(world, { accountId, connectionId, minValidSeconds: 0, urgency: 'forced' }),
  )
  return hasMovedOn()
}

function mayForce(world: World, connectionId: string): boolean {
  const now = world.now().getTime()
  const last = forcedAt(world).get(connectionId)
  if (last !== undefined && now - last < restMilliseconds) return false
  forcedAt(world).set(connectionId, now)
  return true
}
